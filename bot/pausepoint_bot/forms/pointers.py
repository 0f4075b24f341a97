"""JSON pointers (RFC 6901): written from names, and followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent


def pointer_to(*path: str | int) -> str:
    """Write the pointer to a member; no path at all is `""`, the whole document."""
    return join_pointer("", path)


def join_pointer(start: str, path: Iterable[str | int]) -> str:
    """Go on from a pointer; `~` and `/` in names are escaped as `~0` and `~1`."""
    for step in path:
        name = str(step)
        start += "/" + (name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name)
    return start


def first_name(pointer: str) -> str:
    """Name the member of the whole document that a pointer leads into; "" where it is the document itself."""
    return _unescaped(pointer.split("/", 2)[1]) if pointer else ""


def value_at(document: JsonValue, pointer: str) -> JsonValue | Absent:
    """Find what a pointer points to."""
    place = document
    for step in pointer.split("/")[1:]:
        name = _unescaped(step)
        if isinstance(place, Mapping) and name in place:
            place = place[name]
        elif isinstance(place, list) and name.isascii() and name.isdecimal() and int(name[:6]) < len(place):
            place = place[int(name[:6])]
        else:
            return ABSENT
    return place


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
