"""An object whose fields are asked for in place, or a tuple whose entries are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import JsonValue

from pausepoint_bot.forms.fields import JsonText, Switch
from pausepoint_bot.forms.parts.condition import Condition

if TYPE_CHECKING:
    from pausepoint_bot.forms.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of an object. Which part asks for it depends on the outcomes of the conditions whose indices are `on`.

    `cases` has a part, or None where it is not asked for, for every combination of those outcomes.
    """

    key: str
    cases: Mapping[tuple[int, ...], Part | None]
    on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An object, member by member; an array where `is_tuple`.

    An optional one is filled in only where its `switch` is on. `implied` are members that go without asking, such as
    the tag of a tagged union. `rest` takes the entries whose names the schema leaves open.
    """

    pointer: str
    title: str
    description: str
    source: str
    members: tuple[Member, ...]
    switch: Switch | None = None
    conditions: tuple[Condition, ...] = ()
    implied: Mapping[str, JsonValue] = field(default_factory=dict)
    rest: JsonText | None = None
    is_tuple: bool = False
