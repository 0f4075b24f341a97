"""What an object asks for in some cases only.

Such are `if`, `dependentRequired`, `dependentSchemas`, and alternatives that one of the object's own fields decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from pausepoint_bot.forms.building.tags import common_tag
from pausepoint_bot.forms.merging import parts_of
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.parts import Condition
from pausepoint_bot.forms.references import Document, Schema, look_up
from pausepoint_bot.forms.validator import LateValidator

When = tuple[tuple[int, int], ...]

_IN_PLACE = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Members that an object has as well `when` all these conditions have these outcomes. `node` says what they are."""

    when: When
    node: Node
    leave_out: str | None = None

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """Return the members that it declares."""
        declared = cast("Mapping[str, JsonValue]", self.node.schema.get("properties", {}))
        return {name: schema for name, schema in declared.items() if name != self.leave_out}

    @property
    def required(self) -> list[str]:
        """Return the members that may not be absent."""
        return cast("list[str]", self.node.schema.get("required", []))

    def mentions(self, name: str) -> bool:
        """Tell whether it says anything about a member."""
        return name in self.properties or name in self.required


class Layers:
    """An object's own members, and those that its conditions bring. The first overlay is the object itself."""

    def __init__(self, document: Document, node: Node) -> None:
        self._document = document
        self._base = node
        self.conditions: list[Condition] = []
        self.overlays = [Overlay(when=(), node=node)]
        self._enter(node, node.schema, ())

    def _enter(self, node: Node, schema: Schema, when: When) -> None:
        """Find the conditions of a schema; `node` is where it stands."""
        if "if" in schema:
            self._add_if(node, schema, when)
        for name, needed in _mapping(schema.get("dependentRequired")).items():
            self._add_dependent(node, name, {"required": needed}, when)
        for name, dependent in _mapping(schema.get("dependentSchemas")).items():
            self._add_dependent(node, name, dependent, when)
        for keyword in ("oneOf", "anyOf"):
            if isinstance(schema.get(keyword), list):
                self._add_tagged(node, keyword, cast("list[JsonValue]", schema[keyword]), when)
        for part in parts_of(schema):
            self._enter(node, part, when)

    def _add_if(self, node: Node, schema: Schema, when: When) -> None:
        number = self._condition(names_in(self._document, schema["if"]), [schema["if"], True])
        for outcome, keyword in enumerate(("then", "else")):
            if keyword in schema:
                self._add(node, keyword, schema[keyword], (*when, (number, outcome)))

    def _add_dependent(self, node: Node, name: str, schema: JsonValue, when: When) -> None:
        number = self._condition(frozenset({name}), [{"required": [name]}, True])
        self._add(node, "dependentSchemas", schema, (*when, (number, 0)))

    def _add_tagged(self, node: Node, keyword: str, branches: list[JsonValue], when: When) -> None:
        tag = tag_among_fields(self._document, self._base, node, keyword, branches)
        if tag is None:
            return
        plain = [node.below(self._document, branch, keyword, index) for index, branch in enumerate(branches)]
        rules: list[JsonValue] = [
            {"properties": {tag: cast("Schema", inner.schema["properties"])[tag]}, "required": [tag]} for inner in plain
        ]
        number = self._condition(frozenset({tag}), rules)
        for outcome, inner in enumerate(plain):
            self._overlay(inner, (*when, (number, outcome)), leave_out=tag)

    def _condition(self, names: frozenset[str], rules: list[JsonValue]) -> int:
        compiled = tuple(LateValidator(self._document.schema, rule) for rule in rules)
        needed = names & frozenset(cast("list[str]", self._base.schema.get("required", [])))
        self.conditions.append(Condition(names=names, needed=needed, rules=compiled))
        return len(self.conditions) - 1

    def _add(self, node: Node, keyword: str, schema: JsonValue, when: When) -> None:
        if isinstance(schema, Mapping):
            self._overlay(node.below(self._document, schema, keyword), when)

    def _overlay(self, inner: Node, when: When, *, leave_out: str | None = None) -> None:
        self.overlays.append(Overlay(when=when, node=inner, leave_out=leave_out))
        self._enter(inner, inner.schema, when)


def tag_among_fields(document: Document, base: Node, node: Node, keyword: str, branches: list[JsonValue]) -> str | None:
    """Name the field of the object itself that tells the alternatives apart; None where none does."""
    own = _mapping(base.schema.get("properties"))
    if not own or not all(isinstance(branch, Mapping) for branch in branches):
        return None
    plain = [node.below(document, branch, keyword, index) for index, branch in enumerate(branches)]
    return common_tag(document, plain, among=own.keys())


def names_in(document: Document, schema: JsonValue, depth: int = 0) -> frozenset[str]:
    """Name the members of an object that a rule looks at."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return frozenset()
    names = set(_mapping(schema.get("properties"))) | set(cast("list[str]", schema.get("required", [])))
    for inner in _in_place(document, schema):
        names |= names_in(document, inner, depth + 1)
    return frozenset(names)


_DEEPEST = 5


def _in_place(document: Document, schema: Schema) -> Iterator[JsonValue]:
    for keyword in _IN_PLACE:
        yield from cast("list[JsonValue]", schema.get(keyword, []))
    yield schema.get("not")
    reference = schema.get("$ref")
    target = look_up(document.schema, reference) if isinstance(reference, str) else None
    yield dict(target) if target else None


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, Mapping) else {}
