from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import Field, create_model

from pausepoint_bot.forms import Form, compile_form, one_click_answers
from pausepoint_bot.forms.fields import Flag


def form_of(initial: dict[str, Any] | None = None, **fields: Any) -> Form:
    return compile_form(create_model("M", **fields).model_json_schema(), initial)


def clicks(form: Form) -> list[tuple[str, dict[str, Any], str | None]]:
    return [(click.label, click.values, click.style) for click in one_click_answers(form)]


def test_an_approval_with_a_note_is_one_click():
    form = form_of(approve=(bool, False), notes=(str, Field("", description="Why?")))
    assert clicks(form) == [("Approve", {"approve": True}, "primary"), ("Decline", {"approve": False}, "danger")]
    assert [click.index for click in one_click_answers(form)] == [0, 1]


def test_the_bool_that_decides_is_marked():
    field = form_of(approve=(bool, True)).fields[0]
    assert isinstance(field, Flag)
    assert field.decides


def test_what_the_flow_pre_filled_is_released_with_the_click():
    form = form_of({"notes": "as planned", "tag": None}, approve=(bool, ...), notes=(str, ""), tag=(str | None, "t"))
    assert clicks(form)[0] == ("Approve", {"approve": True, "notes": "as planned", "tag": None}, "primary")


def test_one_choice_of_few_options_is_one_click_for_each():
    form = form_of(env=(Literal["dev", "prod"], ...), why=(str, ""))
    assert clicks(form) == [("Env: dev", {"env": "dev"}, None), ("Env: prod", {"env": "prod"}, None)]


def test_a_nullable_bool_alone_is_a_choice_of_three():
    assert [label for label, _, _ in clicks(form_of(go=(bool | None, None)))] == ["Yes", "No", "No answer"]


def test_the_bool_decides_where_there_is_a_choice_too():
    form = form_of(approve=(bool, ...), env=(Literal["dev", "prod"], "dev"))
    assert [label for label, _, _ in clicks(form)] == ["Approve", "Decline"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"notes": (str, "")},
        {"approve": (bool, ...), "notes": (str, ...)},
        {"approve": (bool, ...), "dry_run": (bool, True)},
        {"env": (Literal["a", "b", "c", "d", "e"], ...)},
        {"env": (Literal["a", "b", "c", "d"] | None, None)},
        {"env": (Literal["a"], "a"), "size": (Literal["s", "l"], "s")},
    ],
)
def test_other_forms_have_to_be_opened(fields):
    form = form_of(**fields)
    assert one_click_answers(form) == ()
    assert not any(isinstance(field, Flag) and field.decides for field in form.fields)


def test_a_form_whose_own_rules_refuse_a_click_has_none():
    schema = create_model("M", approve=(bool, ...), notes=(str, "")).model_json_schema()
    assert one_click_answers(compile_form({**schema, "minProperties": 2})) == ()
