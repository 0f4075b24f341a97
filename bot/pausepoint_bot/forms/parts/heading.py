"""The heading over the fields of a nested object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Stands over the fields whose pointers begin with its own. `title` names the way down: "Owner / Address"."""

    pointer: str
    title: str
    description: str
    level: int
