"""Whether an optional part of the form is filled in: one checkbox, which redraws the form."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Switch
from pausepoint_bot.slack.widgets.elements import Element, option_of
from pausepoint_bot.slack.widgets.states import State, WrongState, read_chosen_several

_CHECKBOX: Final = frozenset({"checkboxes"})


def draw_switch(_: Switch, answer: Answer) -> Element:
    """Ask for a tick."""
    tick = [option_of("Yes", 0)]
    return {"type": "checkboxes", "options": tick, **({"initial_options": tick} if answer is True else {})}


def read_switch_state(_: Switch, state: State) -> Answer:
    """Read the tick."""
    ticked = read_chosen_several(state, types=_CHECKBOX)
    if ticked not in {(), (0,)}:
        raise WrongState("there is only one box to tick")
    return bool(ticked)
