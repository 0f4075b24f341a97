"""How an element's state is read: strictly, since a client made it. Shapes: Slack's reference of `state.values`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

State = Mapping[str, object]

_INDEX: Final = re.compile(r"[0-9]{1,6}")


class WrongState(Exception):
    """Raised when a state is none that the widget can have sent."""


def read_typed(state: State, *, types: frozenset[str], member: str = "value") -> str | None:
    """Read a text, or None where the input is blank."""
    _check_type(state, types)
    value = state.get(member)
    if value is None or isinstance(value, str):
        return value
    raise WrongState(f"`{member}` must be text")


def read_chosen(state: State, *, types: frozenset[str]) -> int | None:
    """Read the index of the selected option, or None."""
    _check_type(state, types)
    option = state.get("selected_option")
    return None if option is None else _index_of(option)


def read_chosen_several(state: State, *, types: frozenset[str]) -> tuple[int, ...]:
    """Read the indices of the selected options."""
    _check_type(state, types)
    options = state.get("selected_options")
    if options is None:
        return ()
    if not isinstance(options, list):
        raise WrongState("`selected_options` must be a list")
    return tuple(_index_of(option) for option in options)


def type_of(state: State) -> str:
    """Return the type of the element that a state belongs to."""
    kind = state.get("type")
    return kind if isinstance(kind, str) else ""


def _check_type(state: State, types: frozenset[str]) -> None:
    if type_of(state) not in types:
        raise WrongState(f"{type_of(state) or 'an element without a type'} is not what was asked with")


def _index_of(option: object) -> int:
    value = option.get("value") if isinstance(option, Mapping) else None
    if not isinstance(value, str) or not _INDEX.fullmatch(value):
        raise WrongState("the selected option is none of those that were shown")
    return int(value)
