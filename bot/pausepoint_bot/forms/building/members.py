"""The members of an object, with a part for every case that its conditions make."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.building.overlays import Layers, Overlay
from pausepoint_bot.forms.building.place import Place
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.parts import Condition, Member, Part
from pausepoint_bot.forms.problems import SchemaProblem, Unaskable

if TYPE_CHECKING:
    from pausepoint_bot.forms.building.builder import Builder

_MOST_CASES: Final = 1000

Case = tuple[int, ...]


class Members:
    """Builds the members of one object. What several cases have in common is built once."""

    def __init__(self, builder: Builder, node: Node, place: Place) -> None:
        layers = Layers(builder.document, node)
        self._builder = builder
        self._node = node
        self._place = place
        self._overlays = layers.overlays
        self._built: dict[tuple[object, ...], Part | None] = {}
        self.conditions: tuple[Condition, ...] = layers.conditions

    def build(self) -> tuple[Member, ...]:
        """Build every member, in the order in which the schema has them."""
        names = dict.fromkeys(name for overlay in self._overlays for name in overlay.properties)
        self._note_undeclared(names)
        return tuple(self._member(name) for name in names if name not in self._place.implied)

    def _note_undeclared(self, names: dict[str, None]) -> None:
        if "patternProperties" in self._node.schema or isinstance(self._node.schema.get("additionalProperties"), dict):
            return  # asked for among the entries of open names
        for overlay in self._overlays:
            undeclared = overlay.required - names.keys() - self._place.implied.keys()
            for index, name in enumerate(cast("list[str]", overlay.node.schema["required"]) if undeclared else ()):
                if name in undeclared:
                    detail = f"`{name}` is required, but is no property to ask for."
                    pointer = overlay.node.at("required", index)
                    self._builder.problems.append(SchemaProblem(pointer=pointer, detail=detail))

    def _member(self, name: str) -> Member:
        if not self.conditions:
            return Member(key=name, cases={(): self._case(name, self._overlays, (), ())})
        overlays = [overlay for overlay in self._overlays if overlay.mentions(name)]
        on = tuple(sorted({condition for overlay in overlays for condition, _ in overlay.when}))
        counts = [self.conditions[index].outcomes for index in on]
        if prod(counts) > _MOST_CASES:
            raise Unaskable(self._node.pointer, f"Too many conditions decide on `{name}`.")
        cases = {case: self._case(name, overlays, on, case) for case in product(*map(range, counts))}
        return Member(key=name, cases=cases, on=on)

    def _case(self, name: str, overlays: list[Overlay], on: Case, case: Case) -> Part | None:
        outcomes = dict(zip(on, case, strict=True))
        active = [overlay for overlay in overlays if all(outcomes[c] == outcome for c, outcome in overlay.when)]
        declared = [overlay for overlay in active if name in overlay.properties]
        if not declared:
            return None
        required = any(name in overlay.required for overlay in active)
        key = (name, required, *(id(overlay) for overlay in declared))
        if key not in self._built:
            self._built[key] = self._part(name, declared, required=required)
        return self._built[key]

    def _part(self, name: str, declared: list[Overlay], *, required: bool) -> Part | None:
        schemas = [overlay.properties[name] for overlay in declared]
        if len(schemas) > 1 and False in schemas:
            return None
        source = declared[0].node.at("properties", name)
        place = self._place.member(name, declared[0].node, required=required, source=source)
        if len(schemas) == 1:
            return self._builder.build(schemas[0], place)
        return self._builder.build(_all_of(schemas), replace(place, combined=True))


def _all_of(schemas: list[JsonValue]) -> JsonValue:
    speaking = [schema for schema in schemas if isinstance(schema, dict) and schema]
    if len(speaking) > 1:
        return {"allOf": cast("list[JsonValue]", speaking)}
    return speaking[0] if speaking else schemas[0]
