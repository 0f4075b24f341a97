"""Equality that tells 1 from True and from 1.0, all the way down."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from pydantic import BaseModel

from pausepoint import RunInput


def same(one: object, other: object) -> bool:
    """Tell whether two values are equal and of the same types. A pre-filled RunInput counts as the one it came from."""
    both_forms = isinstance(one, RunInput) and isinstance(other, RunInput)
    if one != other or not (both_forms or type(one) is type(other)):
        return False
    return all(map(same, _inside(one), _inside(other)))


def _inside(value: object) -> list[object]:
    """List what equality alone may pass over: members, and the offset of a moment."""
    match value:
        case BaseModel():
            return [part for _, part in value]
        case Mapping():
            return [part for key in sorted(value, key=repr) for part in (key, value[key])]
        case AbstractSet():
            return sorted(value, key=repr)
        case list() | tuple():
            return list(value)
        case datetime():
            return [value.utcoffset()]
        case _:
            return []
