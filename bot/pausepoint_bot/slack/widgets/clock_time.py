"""A time of day: Slack's time picker, or a text input where there are seconds or an offset."""

from __future__ import annotations

import re
from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import ClockTime
from pausepoint_bot.forms.moments import read_time
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, WrongState, read_typed, type_of

_PICKER: Final = "timepicker"
_PICKED: Final = re.compile(r"([0-9]{2}:[0-9]{2})(?::00)?")


def draw_clock_time(_: ClockTime, answer: Answer) -> Element:
    """Ask for a time."""
    if not isinstance(answer, str):
        return {"type": _PICKER}
    picked = _PICKED.fullmatch(answer)
    if picked is None or read_time(answer) is None:
        return plain_input(answer, placeholder="14:30:00")
    return {"type": _PICKER, "initial_time": picked[1]}


def read_clock_time_state(_: ClockTime, state: State) -> Answer:
    """Read the time, picked (to the minute) or typed."""
    if type_of(state) != _PICKER:
        return read_typed(state, types=frozenset({PLAIN_INPUT}))
    picked = read_typed(state, types=frozenset({_PICKER}), member="selected_time")
    if not picked:
        return None
    if read_time(picked) is None:
        raise WrongState("`selected_time` must be a time such as 14:30")
    return picked
