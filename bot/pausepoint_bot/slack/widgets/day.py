"""A date: Slack's date picker, or a text input for a year that a calendar is no way to reach."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Day
from pausepoint_bot.forms.moments import read_date
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input
from pausepoint_bot.slack.widgets.states import State, WrongState, read_typed, type_of

_PICKER: Final = "datepicker"
_PICKED_YEARS: Final = range(1900, 2200)
"""Slack publishes no range; these are surely shown."""


def draw_day(_: Day, answer: Answer) -> Element:
    """Ask for a date."""
    day = read_date(answer) if isinstance(answer, str) else None
    if isinstance(answer, str) and (day is None or day.year not in _PICKED_YEARS):
        return plain_input(answer, placeholder="2026-01-31")
    return {"type": _PICKER, **({"initial_date": answer} if answer else {})}


def read_day_state(_: Day, state: State) -> Answer:
    """Read the date, picked or typed."""
    if type_of(state) != _PICKER:
        return read_typed(state, types=frozenset({PLAIN_INPUT}))
    picked = read_typed(state, types=frozenset({_PICKER}), member="selected_date")
    if picked and read_date(picked) is None:
        raise WrongState("`selected_date` must be a date such as 2026-01-31")
    return picked
