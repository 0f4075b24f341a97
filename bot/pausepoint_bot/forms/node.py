"""One place in a schema, made plain: references followed, `allOf` merged, null taken out of the alternatives. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.pointers import join_pointer
from pausepoint_bot.forms.problems import Unaskable
from pausepoint_bot.forms.references import Document, Schema, look_up

ANNOTATIONS: Final = frozenset(
    {"title", "description", "default", "examples", "deprecated", "readOnly", "$comment", "$defs", "definitions"}
)
"""Keywords of which the nearest one counts; any other keyword that is set twice is a rule that both must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A schema without references. `pointer` says where it stood; `nullable` that null is valid beside it."""

    schema: Schema
    pointer: str
    nullable: bool = False

    @property
    def type(self) -> JsonValue:
        """Return the type that is asked for, or None where the schema names none."""
        return self.schema.get("type")

    def at(self, *path: str | int) -> str:
        """Point to a member of this schema."""
        return join_pointer(self.pointer, path)

    def text(self, keyword: str) -> str:
        """Return an annotation in words, "" where there is none."""
        value = self.schema.get(keyword)
        return value.strip() if isinstance(value, str) else ""

    def number(self, keyword: str) -> int | float | None:
        """Return a number such as a bound."""
        value = self.schema.get(keyword)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def count(self, keyword: str) -> int | None:
        """Return a limit on how many; JSON Schema lets 3.0 stand for 3."""
        value = self.number(keyword)
        return None if value is None else int(value)


def plain_node(root: Document, schema: JsonValue, pointer: str) -> Node:
    """Make a place in the schema plain.

    Raises:
        Unaskable: it cannot be read as one thing to ask for.
    """
    if not isinstance(schema, Mapping) or not schema:
        reason = "no value can ever be valid here" if schema is False else "it may be anything, and has no type"
        raise Unaskable(pointer, f"A form cannot ask for this: {reason}.")
    return _without_null(root, Node(schema=_merged(root, schema, pointer), pointer=pointer))


def _merged(root: Document, schema: Schema, pointer: str) -> Schema:
    """Put together a schema, what it refers to and the parts of its `allOf`: all of them hold at once."""
    result: dict[str, JsonValue] = {key: value for key, value in schema.items() if key not in {"$ref", "allOf"}}
    if "$ref" in schema:
        reference = cast("str", schema["$ref"])
        target = _follow(root, reference, join_pointer(pointer, ["$ref"]))
        names_itself = {"title": result.get("title", "")}  # a class's title says nothing about the field
        result = _join(result | names_itself, _merged(root, target, pointer), pointer)
    for index, part in enumerate(cast("list[JsonValue]", schema.get("allOf", []))):
        if not isinstance(part, Mapping):
            raise Unaskable(join_pointer(pointer, ["allOf", index]), "A form cannot ask for true or false schemas.")
        result = _join(result, _merged(root, part, pointer), pointer)
    return result


def _follow(root: Document, reference: str, pointer: str) -> Schema:
    if reference in root.recursive:
        raise Unaskable(pointer, f"A form cannot ask for something that contains itself ({reference}).")
    if not reference.startswith("#"):
        raise Unaskable(pointer, f"References to other documents are not followed ({reference}).")
    target = look_up(root.schema, reference)
    if target is None:
        raise Unaskable(pointer, f"The reference {reference} points to nothing in this schema.")
    return target


def _join(near: Schema, far: Schema, pointer: str) -> dict[str, JsonValue]:
    for keyword in near.keys() & far.keys() - ANNOTATIONS:
        if near[keyword] != far[keyword]:
            raise Unaskable(
                join_pointer(pointer, [keyword]), f"Two different rules for `{keyword}` hold here; give one."
            )
    return {**far, **near}


def _without_null(root: Document, node: Node) -> Node:
    """Take null out of `type` lists, `anyOf` and `oneOf`, as Optional writes it, and open what is left if it is one."""
    if isinstance(node.type, list):
        node = _without_null_type(node)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node.schema:
            node = _without_null_branch(root, node, keyword)
    return node


def _without_null_type(node: Node) -> Node:
    types = [name for name in cast("list[str]", node.type) if name != "null"]
    if len(types) > 1:
        return node
    nullable = node.nullable or (bool(types) and types != node.type)
    return replace(node, schema={**node.schema, "type": types[0] if types else "null"}, nullable=nullable)


def _without_null_branch(root: Document, node: Node, keyword: str) -> Node:
    branches = cast("list[JsonValue]", node.schema[keyword])
    rest = [(index, branch) for index, branch in enumerate(branches) if not _is_null(branch)]
    outer = {key: value for key, value in node.schema.items() if key != keyword}
    nullable = node.nullable or (len(rest) < len(branches) and outer.get("type", "null") == "null")
    if len(rest) != 1:
        kept: list[JsonValue] = [branch for _, branch in rest]
        return replace(node, schema={**outer, keyword: kept}, nullable=nullable)
    index, only = rest[0]
    inner = plain_node(root, only, node.at(keyword, index))
    return Node(
        schema=_join(outer, inner.schema, node.pointer), pointer=node.pointer, nullable=nullable or inner.nullable
    )


def _is_null(branch: JsonValue) -> bool:
    return isinstance(branch, Mapping) and (branch.get("type") == "null" or branch.get("const", branch) is None)
