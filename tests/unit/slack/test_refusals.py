from __future__ import annotations

from typing import Any

import pytest

from pausepoint_bot.forms import Form, compile_form
from pausepoint_bot.slack.modal import render_answer_modal
from pausepoint_bot.slack.refusals import refusals
from pausepoint_playground.validation import validate_view


def form_of(properties: dict[str, Any], initial: dict[str, Any] | None = None) -> Form:
    return compile_form({"type": "object", "properties": properties}, initial)


MANY = {"enum": [f"{n}" for n in range(126)]}
LONG = {"enum": [f"{n:03} " + "w" * 200 for n in range(100)]}
ENDLESS = {"enum": [f"{n:03} " + "w" * 2000 for n in range(100)]}


@pytest.mark.parametrize(
    ("form", "where", "pointer"),
    [
        (form_of({"x": {"type": "string"}}, {"x": "a" * 3001}), "initial", "/x"),
        (form_of({"x": {"type": "array", "items": {"type": "string"}}}, {"x": ["a"] * 1502}), "initial", "/x"),
        (form_of({"x": {"type": "string", "minLength": 3001}}), "schema", "/properties/x"),
        (form_of({"x": {"type": "array", "items": {"type": "string"}, "minItems": 1501}}), "schema", "/properties/x"),
        (form_of({"x": ENDLESS}), "schema", "/properties/x"),
        (form_of({"x": {"type": "object", "properties": {"y": ENDLESS}}}), "schema", "/properties/x/properties/y"),
    ],
)
def test_what_slack_cannot_show_is_refused_with_its_pointer(form, where, pointer):
    assert {(problem.where, problem.pointer) for problem in refusals(form)} == {(where, pointer)}


@pytest.mark.parametrize(
    "form",
    [
        form_of({}),
        form_of({"x": {"type": "string"}}, {"x": "a" * 3000}),
        form_of({"x": {"enum": list(range(100))}}),
        form_of({"x": MANY, "y": {"type": "array", "items": MANY}}, {"x": "120", "y": ["125"]}),
        form_of({f"f{n}": {"type": "string"} for n in range(150)}),
        form_of({f"f{n}": LONG for n in range(12)}),
    ],
)
def test_what_is_not_refused_can_be_shown_with_a_long_preview(form):
    assert refusals(form) == ()
    view = render_answer_modal(form, pause_id="pau_1", title="t" * 500, preview="# h\n\n*text* `code`\n\n" * 200)
    assert validate_view(view) == []


def test_every_reason_is_given():
    form = form_of({"x": ENDLESS, "y": {"type": "string"}}, {"y": "a" * 4000})
    assert len(refusals(form)) == 2
