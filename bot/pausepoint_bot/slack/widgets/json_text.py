"""A value of any shape as JSON: a text input of several lines."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import JsonText
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, read_typed

_EXAMPLES: Final = {"object": '{"name": "value"}', "array": '["first", "second"]', "any": '{"name": "value"}'}


def draw_json_text(field: JsonText, answer: Answer) -> Element:
    """Ask for JSON."""
    return plain_input(answer, multiline=True, placeholder=_EXAMPLES[field.shape])


def read_json_text_state(_: JsonText, state: State) -> Answer:
    """Read the text; what it says is the form's to read."""
    return read_typed(state, types=frozenset({PLAIN_INPUT}))


def rules_of_json_text(field: JsonText) -> tuple[str, ...]:
    """Say how it is written."""
    return ({"object": "a JSON object", "array": "a JSON list", "any": "JSON"}[field.shape],)
