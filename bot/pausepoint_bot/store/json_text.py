"""JSON as the database keeps it: text that this code writes and reads itself. Pure.

A database's own JSON type may reorder members, round numbers or refuse characters (PostgreSQL's `jsonb` does all
three). Text keeps them: members in order, integers of any size, floats to the last digit. It is pure ASCII, so that
a NUL or half a surrogate pair, which no text column holds, survives as an escape.
"""

from __future__ import annotations

import json
from typing import Final

from pydantic import JsonValue

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))  # `json.dumps` would make one at every call


def to_json(value: object) -> str:
    """Return the value as compact ASCII JSON."""
    return _ENCODER.encode(value)


def from_json(text: str) -> JsonValue:
    """Return what `to_json` was given."""
    value: JsonValue = json.loads(text)
    return value
