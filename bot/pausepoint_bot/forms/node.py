"""One place in a schema, made plain: references followed, `allOf` merged, null taken out of the alternatives. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.merging import ANNOTATIONS, join
from pausepoint_bot.forms.pointers import join_pointer
from pausepoint_bot.forms.problems import NothingValid, Recursive, Unaskable
from pausepoint_bot.forms.references import Document, Schema, look_up

WHOLE: Final = frozenset({"#", ""})
"""How a reference names the whole document, inside which everything stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A schema without references. `pointer` says where it stood; `nullable` that null is valid beside it.

    `opened` are the references followed on the way that come round again. `places` are the indices, in the schema as it
    is written, of the alternatives that are left.
    """

    schema: Schema
    pointer: str
    nullable: bool = False
    opened: frozenset[str] = WHOLE
    places: tuple[int, ...] = ()

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

    def below(self, root: Document, schema: JsonValue, *path: str | int) -> Node:
        """Make plain what stands below this place."""
        return plain_node(root, schema, self.at(*path), self.opened)


def plain_node(root: Document, schema: JsonValue, pointer: str, opened: frozenset[str] = WHOLE) -> Node:
    """Make a place in the schema plain. A place that says nothing may be anything, null too.

    Raises:
        Unaskable: it cannot be read as one thing to ask for; `Recursive`, if only because it contains itself.
    """
    if schema is False:
        raise NothingValid(pointer, "A form cannot ask for this: no value can ever be valid here.")
    if not isinstance(schema, dict):
        return Node(schema={}, pointer=pointer, opened=opened)
    merged, opened = _merged(root, schema, pointer, opened)
    return _without_null(root, Node(schema=merged, pointer=pointer, opened=opened))


def _merged(
    root: Document, schema: Schema, pointer: str, opened: frozenset[str]
) -> tuple[dict[str, JsonValue], frozenset[str]]:
    """Put together a schema, what it refers to and the parts of its `allOf`: all of them hold at once."""
    if "$ref" not in schema and "allOf" not in schema:
        return dict(schema), opened
    result: dict[str, JsonValue] = {key: value for key, value in schema.items() if key not in {"$ref", "allOf"}}
    if "$ref" in schema:
        reference = cast("str", schema["$ref"])
        target = _follow(root, reference, join_pointer(pointer, ["$ref"]), opened)
        opened = opened | {reference} if reference in root.recursive else opened
        names_itself = {"title": result.get("title", "")}  # a class's title says nothing about the field
        far, opened = _merged(root, target, pointer, opened)
        result = join(result | names_itself, far)
    for index, part in enumerate(cast("list[JsonValue]", schema.get("allOf", []))):
        if part is False:
            raise NothingValid(join_pointer(pointer, ["allOf", index]), "No value can ever be valid here.")
        if isinstance(part, dict):
            far, opened = _merged(root, part, pointer, opened)
            result = join(result, far)
    return result, opened


def _follow(root: Document, reference: str, pointer: str, opened: frozenset[str]) -> Schema:
    if reference in root.recursive and (reference in opened or opened - WHOLE):
        raise Recursive(pointer, f"A form cannot ask for something that contains itself ({reference}).")
    if not reference.startswith("#"):
        raise Unaskable(pointer, f"References to other documents are not followed ({reference}).")
    target = look_up(root.schema, reference)
    if target is None:
        raise Unaskable(pointer, f"The reference {reference} points to nothing in this schema.")
    return target


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
    listed = node.schema.get("enum", [node.schema["const"]] if "const" in node.schema else [None])
    nullable = node.nullable or (bool(types) and types != node.type and None in cast("list[JsonValue]", listed))
    left: JsonValue = types[0] if len(types) == 1 else cast("list[JsonValue]", types) or "null"
    return replace(node, schema={**node.schema, "type": left}, nullable=nullable)


def _without_null_branch(root: Document, node: Node, keyword: str) -> Node:
    branches = cast("list[JsonValue]", node.schema[keyword])
    rest = [(index, branch) for index, branch in enumerate(branches) if not _is_null(branch)]
    outer = {key: value for key, value in node.schema.items() if key != keyword}
    nullable = node.nullable or (len(rest) < len(branches) and outer.get("type", "null") == "null")
    if not rest:
        return replace(node, schema={**outer, "type": "null"}, nullable=False)
    if len(rest) > 1:
        kept: list[JsonValue] = [branch for _, branch in rest]
        places = tuple(index for index, _ in rest)
        return replace(node, schema={**outer, keyword: kept}, nullable=nullable, places=places)
    index, only = rest[0]
    inner = node.below(root, only, keyword, index)
    joined = join(outer, inner.schema)
    return replace(inner, schema=joined, pointer=node.pointer, nullable=nullable or inner.nullable)


def _is_null(branch: JsonValue) -> bool:
    return isinstance(branch, dict) and (branch.get("type") == "null" or branch.get("const", branch) is None)


def rules_of(schema: Schema) -> dict[str, JsonValue]:
    """Leave out what says nothing about which values are valid."""
    return {key: value for key, value in schema.items() if key not in ANNOTATIONS}
