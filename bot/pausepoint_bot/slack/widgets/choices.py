"""Any of several: checkboxes up to ten options, a multi-select up to a hundred."""

from __future__ import annotations

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Choices
from pausepoint_bot.forms.wording import plural
from pausepoint_bot.slack.limits import FEW_OPTIONS
from pausepoint_bot.slack.widgets.elements import Element, options
from pausepoint_bot.slack.widgets.states import State, read_chosen_several

_TYPES = frozenset({"checkboxes", "multi_static_select"})


def draw_choices(field: Choices, answer: Answer) -> Element:
    """Ask for some of the options."""
    drawn = options(option.label for option in field.options)
    element: Element = {"type": "checkboxes" if len(drawn) <= FEW_OPTIONS else "multi_static_select", "options": drawn}
    chosen = [drawn[index] for index in answer if 0 <= index < len(drawn)] if isinstance(answer, tuple) else []
    if chosen:
        element["initial_options"] = chosen
    if field.max_items and element["type"] == "multi_static_select" and len(chosen) <= field.max_items:
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
