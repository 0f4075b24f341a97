"""Where a part stands: in the answer, in the schema, and in the eyes of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.fields import Common
from pausepoint_bot.forms.node import Node, rules_of
from pausepoint_bot.forms.pointers import join_pointer
from pausepoint_bot.forms.shown import shown

_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place to build for. `title` is its name where the schema gives it no title.

    `bare` says that a title and a default belong to what stands around it: the branch of a union has none of its own.
    `unions` counts the unions around it in the same place, and `implied` are members that their choices already say.
    `combined` says that its rules come from several conditions, which may contradict each other.
    """

    pointer: str
    source: str
    name: str
    title: str
    required: bool
    opened: frozenset[str]
    bare: bool = False
    unions: int = 0
    combined: bool = False
    implied: Mapping[str, JsonValue] = field(default_factory=dict)

    def common(self, node: Node) -> Common:
        """Gather what every field has."""
        return {
            "pointer": self.pointer,
            "name": self.name,
            "title": self.title if self.bare else node.text("title") or self.title,
            "description": _description(node),
            "required": self.required,
            "nullable": node.nullable or not rules_of(node.schema),
            "default": ABSENT if self.bare else node.schema.get("default", ABSENT),
            "source": self.source,
        }

    def member(self, key: str, node: Node, *, required: bool, source: str) -> Place:
        """Go down to a member of an object."""
        return Place(
            pointer=join_pointer(self.pointer, [key]),
            source=source,
            name=f"{self.name}.{key}" if self.pointer else key,
            title=title_of(key),
            required=required,
            opened=node.opened,
        )

    def branch(self, title: str, node: Node) -> Place:
        """Go into an alternative, which stands in the same place of the answer."""
        return replace(
            self,
            source=node.pointer,
            title=title,
            required=True,
            opened=node.opened,
            bare=True,
            unions=self.unions + 1,
        )


def _description(node: Node) -> str:
    """Describe a field, with examples where the schema has some."""
    examples = node.schema.get("examples")
    if not isinstance(examples, list) or not examples:
        return node.text("description")
    said = "For example: " + ", ".join(shown(example) for example in examples[:_EXAMPLES]) + "."
    return f"{node.text('description')} {said}".strip()


def title_of(name: str) -> str:
    """Make words of a name, as pydantic does; a name without any stays itself, in quotes."""
    words = name.replace("_", " ").strip()
    return words.title() if words.isascii() and words == words.lower() and words else words or f'"{name}"'
