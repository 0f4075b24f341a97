"""The way from one place in a schema to the part that asks for it. Every kind of part has its own file beside this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.building.alternatives import build_alternatives
from pausepoint_bot.forms.building.group import build_group, build_tuple
from pausepoint_bot.forms.building.place import Place
from pausepoint_bot.forms.fields import Field, answer_of, compile_field, compile_json_text
from pausepoint_bot.forms.node import Node, plain_node, rules_of
from pausepoint_bot.forms.parts import Part
from pausepoint_bot.forms.problems import NothingValid, Recursive, SchemaProblem, Unaskable
from pausepoint_bot.forms.reasons import refuse_field, refuse_inside, refuse_root
from pausepoint_bot.forms.references import Document
from pausepoint_bot.forms.validator import LateValidator

_MOST_PARTS: Final = 2000
"""Over all branches; a form with more has more alternatives than anyone could choose among."""


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds the parts of one form, and collects what cannot be asked for."""

    document: Document
    problems: list[SchemaProblem] = field(default_factory=list)
    _built: int = 0

    def node(self, schema: JsonValue, place: Place) -> Node:
        """Make a place in the schema plain."""
        return plain_node(self.document, schema, place.source, place.opened)

    def build(self, schema: JsonValue, place: Place) -> Part | None:
        """Build the part that asks for a schema; None where none does, and `problems` say why."""
        try:
            return self._build(schema, place)
        except Unaskable as reason:
            if place.combined and isinstance(reason, NothingValid):
                return None
            self.problems.append(SchemaProblem(pointer=reason.pointer, detail=reason.detail))
            return None

    def _build(self, schema: JsonValue, place: Place) -> Part:
        self._built += 1
        if self._built > _MOST_PARTS:
            raise Unaskable(place.source, f"The form unfolds to more than {_MOST_PARTS} fields.")
        try:
            node = self.node(schema, place)
            return self._part_of(node, place)
        except Recursive:
            if not place.pointer:
                raise
            return self._as_json(_unfollowed(schema, place), place)

    def _part_of(self, node: Node, place: Place) -> Part:
        refuse_field(node)
        if not place.pointer:
            refuse_root(node)
        for build in _KINDS if place.pointer else _WHOLE_KINDS:
            part = build(self, node, place)
            if part is not None:
                return part
        return self._as_json(node, place)

    def _as_json(self, node: Node, place: Place) -> Part:
        refuse_inside(self.document, node)
        return compile_json_text(node, place.common(node))


def _build_field(builder: Builder, node: Node, place: Place) -> Part | None:
    """Recognise what one input asks for."""
    found = compile_field(builder.document, node, place.common(node))
    if found is not None and node.type == "array":
        refuse_inside(builder.document, node)
    return None if found is None else _with_default(builder, found, node)


def _build_restricted(builder: Builder, node: Node, place: Place) -> Part | None:
    """Recognise what one input asks for, where alternatives only restrict it; they are held against what is typed."""
    plain = {key: value for key, value in node.schema.items() if key not in {"anyOf", "oneOf"}}
    return _build_field(builder, replace(node, schema=plain), place) if len(plain) < len(node.schema) else None


def _with_default(builder: Builder, found: Field, node: Node) -> Field:
    """Let a field that may not be left out open with its default, where that is valid."""
    if not found.required or found.default is ABSENT or found.default is None:
        return found
    valid = LateValidator(builder.document.schema, rules_of(node.schema)).holds(found.default)
    return replace(found, initial=found.default) if valid and answer_of(found, found.default) is not None else found


_KINDS: Final[tuple[Callable[[Builder, Node, Place], Part | None], ...]] = (
    _build_field,
    build_alternatives,
    build_group,
    build_tuple,
    _build_restricted,
)

_WHOLE_KINDS: Final = (build_alternatives, build_group)


def _unfollowed(schema: JsonValue, place: Place) -> Node:
    """Read the words beside a reference that is not followed, and whether null is valid beside it."""
    written = cast("Mapping[str, JsonValue]", schema)
    branches = [*_list(written.get("anyOf")), *_list(written.get("oneOf")), dict(written)]
    nullable = any(isinstance(branch, Mapping) and "null" in _types(branch.get("type")) for branch in branches)
    words = {key: written[key] for key in ("title", "description", "default", "items", "minItems") if key in written}
    kind = written.get("type")
    return Node(
        schema=words | ({"type": kind} if isinstance(kind, str) else {}),
        pointer=place.source,
        nullable=nullable,
        opened=place.opened,
    )


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _types(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]
