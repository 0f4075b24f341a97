"""A bool: one checkbox; where it decides, a required pair of radio buttons with nothing chosen in advance."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Flag
from pausepoint_bot.slack.widgets.elements import Element, option_of
from pausepoint_bot.slack.widgets.states import State, WrongState, read_chosen, read_chosen_several

_RADIO = frozenset({"radio_buttons"})
_CHECKBOX = frozenset({"checkboxes"})
_VERDICTS = (True, False)


def draw_flag(field: Flag, answer: Answer) -> Element:
    """Ask for a tick, or for a verdict."""
    if field.decides:
        verdicts = [option_of("Approve", 0), option_of("Decline", 1)]
        chosen = {"initial_option": verdicts[_VERDICTS.index(answer)]} if isinstance(answer, bool) else {}
        return {"type": "radio_buttons", "options": verdicts, **chosen}
    tick = [option_of("Yes", 0)]
    return {"type": "checkboxes", "options": tick, **({"initial_options": tick} if answer is True else {})}


def read_flag_state(field: Flag, state: State) -> Answer:
    """Read the tick or the verdict."""
    if not field.decides:
        ticked = read_chosen_several(state, types=_CHECKBOX)
        if ticked not in {(), (0,)}:
            raise WrongState("there is only one box to tick")
        return bool(ticked)
    chosen = read_chosen(state, types=_RADIO)
    if chosen is None:
        return None
    if chosen >= len(_VERDICTS):
        raise WrongState("the selected option is none of those that were shown")
    return _VERDICTS[chosen]
