"""How large a schema and its initial values may be, so that nothing takes long, and that they are JSON at all. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

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


def find_excess(document: Mapping[str, JsonValue]) -> str | None:
    """Say what makes a document too large, too deep or no JSON; None when it can be worked on."""
    characters = 0
    for values, (depth, value) in enumerate(_walk(document), 1):
        characters += len(value) if isinstance(value, str) else 0
        excess = _excess_of(value)
        if depth > MAX_DEPTH:
            excess = f"is nested more than {MAX_DEPTH} levels deep"
        elif values > MAX_VALUES or characters > MAX_CHARACTERS:
            excess = f"is larger than {MAX_VALUES} values or {MAX_CHARACTERS} characters"
        if excess:
            return excess
    return None


def _walk(document: object) -> Iterator[tuple[int, object]]:
    """Visit names and values without recursion, so that depth is found out and not crashed upon."""
    waiting: list[tuple[int, object]] = [(0, document)]
    while waiting:
        depth, value = waiting.pop()
        yield depth, value
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, Mapping):
            waiting.extend((depth + 1, name) for name in value)
            waiting.extend((depth + 1, member) for member in value.values())
        elif isinstance(value, list):
            waiting.extend((depth + 1, item) for item in value)


def depth_of(document: object) -> int:
    """Count how many objects and lists stand inside one another."""
    return max(depth for depth, value in _walk(document) if isinstance(value, Mapping | list) or not depth)


def _excess_of(value: object) -> str | None:
    match value:
        case str():
            return None if encodable(value) else "holds a lone surrogate, which is no character"
        case float():
            return None if math.isfinite(value) else "holds a number that JSON cannot write (NaN or Infinity)"
        case int() if value.bit_length() > MAX_BITS:
            return "holds an integer of thousands of digits"
        case None | bool() | int() | list() | Mapping():
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
