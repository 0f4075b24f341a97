"""Any of several: checkboxes up to ten options, a multi-select up to a hundred, type-ahead beyond."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Choices
from pausepoint_bot.forms.wording import plural
from pausepoint_bot.slack.limits import FEW_OPTIONS, SELECT_OPTIONS
from pausepoint_bot.slack.widgets.elements import Element, options, type_ahead
from pausepoint_bot.slack.widgets.states import State, read_chosen_several

_TYPES = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})


def draw_choices(field: Choices, answer: Answer) -> Element:
    """Ask for some of the options."""
    indices = answer if isinstance(answer, tuple) else ()
    if len(field.options) > SELECT_OPTIONS:
        element = type_ahead("multi_external_select")
        drawn = options(field.options, only=indices)
    else:
        drawn = options(field.options)
        element = {"type": "checkboxes" if len(drawn) <= FEW_OPTIONS else "multi_static_select", "options": drawn}
    by_value = {option["value"]: option for option in drawn}
    chosen = [by_value[str(index)] for index in indices if str(index) in by_value]
    if chosen:
        element["initial_options"] = chosen
    if field.max_items and element["type"] != "checkboxes" and len(chosen) <= field.max_items:
        element["max_selected_items"] = field.max_items
    return element


def read_choices_state(_: Choices, state: State) -> Answer:
    """Read the indices of the options."""
    return read_chosen_several(state, types=_TYPES)


def rules_of_count(min_items: int, max_items: int | None) -> tuple[str, ...]:
    """Say how many entries there must be."""
    least = (f"at least {plural(min_items, 'entry')}",) if min_items else ()
    most = () if max_items is None else (f"at most {plural(max_items, 'entry')}",)
    return least + most
