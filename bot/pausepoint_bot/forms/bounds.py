"""How large a schema and its initial values may be, so that nothing takes long, and that they are JSON at all. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final, cast

from pydantic import JsonValue

MAX_DEPTH: Final = 40
MAX_VALUES: Final = 20_000
MAX_CHARACTERS: Final = 400_000
MAX_BITS: Final = 13_000
"""Integers above 4,300 decimal digits are refused by Python's own JSON writer."""

MAX_FIELDS: Final = 200
"""Slack shows at most 100 inputs in a view; what is more is refused by the surface, with its own words."""

MAX_PATTERNS: Final = 100
MAX_PATTERN_LENGTH: Final = 1000

_CONTAINERS: Final = (dict, list, Mapping)


def find_excess(document: Mapping[str, JsonValue]) -> str | None:
    """Say what makes a document too large, too deep or no JSON; None when it can be worked on."""
    values = characters = 0
    for depth, members in _containers(document):
        values += len(members)
        characters += sum(len(member) for member in members if isinstance(member, str))
        if depth > MAX_DEPTH:
            return f"is nested more than {MAX_DEPTH} levels deep"
        if values > MAX_VALUES or characters > MAX_CHARACTERS:
            return f"is larger than {MAX_VALUES} values or {MAX_CHARACTERS} characters"
        excess = next((excess for member in members if (excess := _excess_of(member))), None)
        if excess:
            return excess
    return None


def _containers(document: object) -> Iterator[tuple[int, list[object]]]:
    """Visit names and values, one object or list at a time.

    There is no recursion, so that depth is found out and not crashed upon.
    """
    waiting: list[tuple[int, object]] = [(1, document)]
    while waiting:
        depth, value = waiting.pop()
        members = [*value, *value.values()] if isinstance(value, dict | Mapping) else cast("list[object]", value)
        yield depth, members
        if depth <= MAX_DEPTH:
            waiting.extend((depth + 1, member) for member in members if isinstance(member, _CONTAINERS))


def depth_of(document: Mapping[str, JsonValue]) -> int:
    """Count how many objects and lists stand inside one another."""
    return max(depth for depth, _ in _containers(document))


def _excess_of(value: object) -> str | None:
    match value:
        case str():
            return None if value.isascii() or encodable(value) else "holds a lone surrogate, which is no character"
        case float():
            return None if math.isfinite(value) else "holds a number that JSON cannot write (NaN or Infinity)"
        case int() if value.bit_length() > MAX_BITS:
            return "holds an integer of thousands of digits"
        case None | bool() | int() | list() | dict() | Mapping():
            return None
        case _:
            return f"holds a {type(value).__name__}, which is no JSON"


def encodable(text: str) -> bool:
    """Tell whether a text is made of characters; JSON escapes can also spell half of one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
