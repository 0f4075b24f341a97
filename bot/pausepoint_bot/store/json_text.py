"""JSON as the database keeps it: text that this code writes and reads itself. Pure.

A database's own JSON type may reorder members, round numbers or refuse characters (PostgreSQL's `jsonb` does all
three). Text keeps them: members in order, integers of any size, floats to the last digit. It is pure ASCII, so that
a NUL or half a surrogate pair, which no text column holds, survives as an escape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import JsonValue

Document = dict[str, Any]
"""A JSON object that this room wrote itself."""

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))  # `json.dumps` would make one at every call


def to_json(value: object) -> str:
    """Return the value as compact ASCII JSON."""
    return _ENCODER.encode(value)


def from_json(text: str) -> JsonValue:
    """Return what `to_json` was given."""
    value: JsonValue = json.loads(text)
    return value


def read_object(text: str) -> Document:
    """Return an object that `to_json` was given."""
    document = from_json(text)
    if not isinstance(document, dict):
        raise TypeError(f"the database holds {type(document).__name__} where an object belongs")
    return document


def read_list(text: str) -> list[Any]:
    """Return a list that `to_json` was given."""
    items = from_json(text)
    if not isinstance(items, list):
        raise TypeError(f"the database holds {type(items).__name__} where a list belongs")
    return items


def plain(values: Mapping[str, JsonValue] | None) -> dict[str, JsonValue] | None:
    """Return a dict of any mapping: JSON writes no other kind."""
    return None if values is None else dict(values)
