"""One of several: radio buttons up to ten options, a select up to a hundred."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Choice
from pausepoint_bot.slack.limits import FEW_OPTIONS
from pausepoint_bot.slack.widgets.elements import Element, options
from pausepoint_bot.slack.widgets.states import State, read_chosen

_TYPES = frozenset({"radio_buttons", "static_select"})


def draw_choice(field: Choice, answer: Answer) -> Element:
    """Ask for one option."""
    drawn = options(option.label for option in field.options)
    element: Element = {"type": "radio_buttons" if len(drawn) <= FEW_OPTIONS else "static_select", "options": drawn}
    if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(drawn):
        element["initial_option"] = drawn[answer]
    return element


def read_choice_state(_: Choice, state: State) -> Answer:
    """Read the index of the option."""
    return read_chosen(state, types=_TYPES)
