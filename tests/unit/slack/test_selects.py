"""Choices with many options, and people and channels: Slack's own selects."""

from __future__ import annotations

from typing import Any

import pytest

from pausepoint_bot.forms import Form, Submission, compile_form, parse_answers
from pausepoint_bot.slack.modal import AnswersUnreadable, read_answers
from pausepoint_bot.slack.widgets import draw_element

USER, CHANNEL = {"type": "string", "format": "slack-user"}, {"type": "string", "format": "slack-channel"}
MANY = {"enum": [f"option {number}" for number in range(101)]}


def form_of(schema: dict[str, Any]) -> Form:
    return compile_form({"properties": {"x": schema}, "required": ["x"]})


def read(form: Form, state: dict[str, Any]) -> Any:
    outcome = parse_answers(form, read_answers(form, {"#/x": {f"{state['type']}@0": state}}))
    return outcome.values["x"] if isinstance(outcome, Submission) else outcome


@pytest.mark.parametrize(
    ("schema", "answer", "element"),
    [
        (MANY, None, {"type": "external_select", "min_query_length": 0}),
        (
            MANY,
            100,
            {"initial_option": {"text": {"type": "plain_text", "text": "option 100", "emoji": False}, "value": "100"}},
        ),
        (
            {"type": "array", "items": MANY, "maxItems": 3},
            (),
            {"type": "multi_external_select", "max_selected_items": 3},
        ),
        (USER, "U1AB", {"type": "users_select", "initial_user": "U1AB"}),
        (CHANNEL, "C1AB", {"type": "conversations_select", "initial_conversation": "C1AB"}),
        (
            {"type": "array", "items": USER},
            "U1AB\nU2AB",
            {"type": "multi_users_select", "initial_users": ["U1AB", "U2AB"]},
        ),
    ],
)
def test_each_is_drawn_as_the_select_that_fits(schema, answer, element):
    drawn = draw_element(form_of(schema).fields[0], answer)
    assert {name: drawn.get(name) for name in element} == element
    assert "options" not in drawn


@pytest.mark.parametrize(
    ("schema", "state", "value"),
    [
        (MANY, {"type": "external_select", "selected_option": {"value": "7"}}, "option 7"),
        (
            {"type": "array", "items": MANY},
            {"type": "multi_external_select", "selected_options": [{"value": "100"}, {"value": "0"}]},
            ["option 100", "option 0"],
        ),
        (USER, {"type": "users_select", "selected_user": "U024BE7LH"}, "U024BE7LH"),
        (CHANNEL, {"type": "conversations_select", "selected_conversation": "C024BE91L"}, "C024BE91L"),
        ({"type": "array", "items": USER}, {"type": "multi_users_select", "selected_users": ["U1AB"]}, ["U1AB"]),
        ({"type": "array", "items": USER}, {"type": "multi_users_select", "selected_users": []}, []),
    ],
)
def test_what_was_selected_is_read(schema, state, value):
    assert read(form_of(schema), state) == value


@pytest.mark.parametrize(
    ("schema", "state"),
    [
        (MANY, {"type": "external_select", "selected_option": {"value": "option 7"}}),
        (USER, {"type": "conversations_select", "selected_conversation": "C024BE91L"}),
        (USER, {"type": "users_select", "selected_user": 5}),
        ({"type": "array", "items": USER}, {"type": "multi_users_select", "selected_users": "U1AB"}),
        ({"type": "array", "items": USER}, {"type": "plain_text_input", "value": "U1AB"}),
    ],
)
def test_what_no_such_select_sends_is_refused(schema, state):
    with pytest.raises(AnswersUnreadable):
        read(form_of(schema), state)


def test_options_that_would_look_alike_when_shortened_are_numbered():
    options = [f"{'the same beginning ' * 5}{number}" for number in range(3)]
    drawn: Any = draw_element(form_of({"enum": options}).fields[0], None)
    assert [option["text"]["text"][:3] for option in drawn["options"]] == ["1. ", "2. ", "3. "]
