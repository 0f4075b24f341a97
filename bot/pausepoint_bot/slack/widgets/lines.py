"""A list of texts, numbers or dates: a text input, one entry to a line."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Lines
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, read_typed


def draw_lines(_: Lines, answer: Answer) -> Element:
    """Ask for lines."""
    return plain_input(answer, multiline=True, placeholder="One per line")


def read_lines_state(_: Lines, state: State) -> Answer:
    """Read the text; its lines are the form's to read."""
    return read_typed(state, types=frozenset({PLAIN_INPUT}))
