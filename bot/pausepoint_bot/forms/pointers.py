"""JSON pointers (RFC 6901): written from names, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable


def pointer_to(*path: str | int) -> str:
    """Write the pointer to a member; no path at all is `""`, the whole document."""
    return join_pointer("", path)


def join_pointer(start: str, path: Iterable[str | int]) -> str:
    """Go on from a pointer; `~` and `/` in names are escaped as `~0` and `~1`."""
    return start + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
