"""One of several: radio buttons up to ten options, a select up to a hundred, type-ahead beyond."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Choice
from pausepoint_bot.slack.limits import FEW_OPTIONS, SELECT_OPTIONS
from pausepoint_bot.slack.widgets.elements import Element, options, type_ahead
from pausepoint_bot.slack.widgets.states import State, read_chosen

_TYPES = frozenset({"radio_buttons", "static_select", "external_select"})


def draw_choice(field: Choice, answer: Answer) -> Element:
    """Ask for one option."""
    chosen = answer if isinstance(answer, int) and not isinstance(answer, bool) else -1
    if len(field.options) > SELECT_OPTIONS:
        element = type_ahead("external_select")
        drawn = options(field.options, only=(chosen,))
    else:
        drawn = options(field.options)
        element = {"type": "radio_buttons" if len(drawn) <= FEW_OPTIONS else "static_select", "options": drawn}
    initial = [option for option in drawn if option["value"] == str(chosen)]
    return {**element, **({"initial_option": initial[0]} if initial else {})}


def read_choice_state(_: Choice, state: State) -> Answer:
    """Read the index of the option."""
    return read_chosen(state, types=_TYPES)
