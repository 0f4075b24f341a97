"""A datetime with an offset: Slack's date and time picker, or a text input for what that cannot hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Instant
from pausepoint_bot.forms.moments import read_instant, write_instant
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, WrongState, read_typed, type_of

_PICKER: Final = "datetimepicker"
_PICKED_SECONDS: Final = range(1_000_000_000, 10_000_000_000)
"""`initial_date_time` is a Unix time of ten digits: September 2001 to November 2286 (Block Kit reference)."""


def draw_instant(_: Instant, answer: Answer) -> Element:
    """Ask for a moment. Everyone sees it in their own time zone; the picker knows whole minutes only."""
    if not isinstance(answer, str):
        return {"type": _PICKER}
    moment = read_instant(answer)
    seconds = int(moment.timestamp()) if moment and not moment.second and not moment.microsecond else 0
    if seconds not in _PICKED_SECONDS:
        return plain_input(answer, placeholder="2026-01-31 14:30Z")
    return {"type": _PICKER, "initial_date_time": seconds}


def read_instant_state(_: Instant, state: State) -> Answer:
    """Read the moment, picked (seconds since 1970, so in UTC) or typed with its offset."""
    if type_of(state) != _PICKER:
        return read_typed(state, types=frozenset({PLAIN_INPUT}))
    seconds = state.get("selected_date_time")
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds < _PICKED_SECONDS.stop:
        raise WrongState("`selected_date_time` must be a Unix time")
    return write_instant(datetime.fromtimestamp(seconds, UTC))
