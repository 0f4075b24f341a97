"""Values as a person reads them in a sentence, a hint or an option. Display only: nothing here is ever parsed back."""

from __future__ import annotations

import json
from typing import Final

from pydantic import JsonValue

QUOTED_LIMIT: Final = 80
"""How much of a value an error repeats: enough to recognise it, short enough to read."""


def shown(value: JsonValue, limit: int = QUOTED_LIMIT) -> str:
    """Write a value for a sentence: texts in quotes, null as "nothing"; cut with an ellipsis beyond `limit`."""
    match value:
        case None:
            return "nothing"
        case str():
            return f"“{_cut(value, limit)}”"
        case _:
            return _cut(_as_json(value), limit)


def label_of(value: JsonValue) -> str:
    """Name an option: a text is its own name, unless nothing of it could be seen."""
    if isinstance(value, str) and value.strip():
        return value
    return "No answer" if value is None else _as_json(value)


def _as_json(value: JsonValue) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError:  # more digits than Python writes out
        return "a number of thousands of digits"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
