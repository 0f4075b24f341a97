"""A naive datetime: a text input.

Slack's date and time picker answers with a moment, drawn and picked in the person's own time zone, which the payload
does not name: no wall time survives it. Typed, `2026-01-31 14:30` is what it says, for everyone.
"""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import WallTime
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, read_typed


def draw_wall_time(_: WallTime, answer: Answer) -> Element:
    """Ask for a date and time."""
    return plain_input(answer, placeholder="2026-01-31 14:30")


def read_wall_time_state(_: WallTime, state: State) -> Answer:
    """Read what was typed."""
    return read_typed(state, types=frozenset({PLAIN_INPUT}))
