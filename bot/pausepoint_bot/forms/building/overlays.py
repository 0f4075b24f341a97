"""What an object asks for in some cases only.

Such are `if`, `dependentRequired`, `dependentSchemas`, and alternatives that one of the object's own fields decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from pydantic import JsonValue

from pausepoint_bot.forms.building.tags import common_tag
from pausepoint_bot.forms.fields.options import key_of
from pausepoint_bot.forms.merging import parts_of
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.parts import Condition
from pausepoint_bot.forms.references import Document, Schema, look_up
from pausepoint_bot.forms.validator import LateValidator

When = tuple[tuple[int, int], ...]

_IN_PLACE = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Members that an object has as well `when` all these conditions have these outcomes.

    `properties` are those that it declares, `required` those that may not be absent; `node` is where it stands.
    """

    when: When
    node: Node
    properties: Mapping[str, JsonValue]
    required: frozenset[str]

    def mentions(self, name: str) -> bool:
        """Tell whether it says anything about a member."""
        return name in self.properties or name in self.required


def _overlay(node: Node, when: When, leave_out: str | None = None) -> Overlay:
    declared = _mapping(node.schema.get("properties"))
    return Overlay(
        when=when,
        node=node,
        properties={name: schema for name, schema in declared.items() if name != leave_out},
        required=frozenset(cast("list[str]", node.schema.get("required", []))),
    )


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A condition that is still being put together. `values` are those that its rules wait for in `tag`."""

    names: frozenset[str]
    rules: list[JsonValue]
    tag: str | None = None
    values: set[str] = field(default_factory=set)


class Layers:
    """An object's own members, and those that its conditions bring. The first overlay is the object itself."""

    def __init__(self, document: Document, node: Node) -> None:
        self._document = document
        self._base = node
        self._drafts: list[_Draft] = []
        self.overlays = [_overlay(node, ())]
        self._enter(node, node.schema, ())

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, whose numbers the overlays name."""
        required = frozenset(cast("list[str]", self._base.schema.get("required", [])))
        return tuple(
            Condition(
                names=draft.names,
                needed=draft.names & required,
                rules=tuple(LateValidator(self._document.schema, rule) for rule in draft.rules),
            )
            for draft in self._drafts
        )

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
        if "else" not in schema:
            self._add(node, "then", schema.get("then"), (*when, self._then(schema["if"])))
            return
        number = self._draft(_Draft(names=names_in(self._document, schema["if"]), rules=[schema["if"], True]))
        self._add(node, "then", schema.get("then"), (*when, (number, 0)))
        self._add(node, "else", schema["else"], (*when, (number, 1)))

    def _then(self, rule: JsonValue) -> tuple[int, int]:
        """Find or make the condition of an `if` without `else`; of those that exclude each other there is only one."""
        tag, values = _waits_for(rule, required=cast("list[str]", self._base.schema.get("required", [])))
        keys = {key_of(value) for value in values}
        for number, draft in enumerate(self._drafts):
            if tag is not None and draft.tag == tag and not draft.values & keys:
                draft.rules.append(rule)
                draft.values |= keys
                return number, len(draft.rules) - 1
        names = names_in(self._document, rule)
        return self._draft(_Draft(names=names, rules=[rule], tag=tag, values=keys)), 0

    def _add_dependent(self, node: Node, name: str, schema: JsonValue, when: When) -> None:
        number = self._draft(_Draft(names=frozenset({name}), rules=[{"required": [name]}]))
        self._add(node, "dependentSchemas", schema, (*when, (number, 0)))

    def _add_tagged(self, node: Node, keyword: str, branches: list[JsonValue], when: When) -> None:
        tag = tag_among_fields(self._document, self._base, node, keyword, branches)
        if tag is None:
            return
        plain = [node.below(self._document, branch, keyword, index) for index, branch in enumerate(branches)]
        rules: list[JsonValue] = [
            {"properties": {tag: cast("Schema", inner.schema["properties"])[tag]}, "required": [tag]} for inner in plain
        ]
        number = self._draft(_Draft(names=frozenset({tag}), rules=rules))
        for outcome, inner in enumerate(plain):
            self._lay(inner, (*when, (number, outcome)), leave_out=tag)

    def _draft(self, draft: _Draft) -> int:
        self._drafts.append(draft)
        return len(self._drafts) - 1

    def _add(self, node: Node, keyword: str, schema: JsonValue, when: When) -> None:
        if isinstance(schema, Mapping):
            self._lay(node.below(self._document, schema, keyword), when)

    def _lay(self, inner: Node, when: When, *, leave_out: str | None = None) -> None:
        self.overlays.append(_overlay(inner, when, leave_out))
        self._enter(inner, inner.schema, when)


def _waits_for(rule: JsonValue, *, required: list[str]) -> tuple[str | None, list[JsonValue]]:
    """Read a rule that only waits for listed values of one member that is there: which values; else None and nothing.

    A member that may be absent would keep every such rule while it is.
    """
    facts = _mapping(rule)
    properties = _mapping(facts.get("properties"))
    if len(properties) != 1 or not facts.keys() <= {"properties", "required", "type"}:
        return None, []
    [(name, member)] = properties.items()
    listed = [_mapping(member)["const"]] if "const" in _mapping(member) else _mapping(member).get("enum")
    is_there = name in required or name in cast("list[str]", facts.get("required", []))
    return (name, listed) if isinstance(listed, list) and listed and is_there else (None, [])


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
