"""Unions: one part for each branch, and the choice between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue

from pausepoint_bot.forms.building.labels import labels_of
from pausepoint_bot.forms.building.place import Place, title_of
from pausepoint_bot.forms.building.tags import common_tag, listed_values
from pausepoint_bot.forms.building.unions import find_union
from pausepoint_bot.forms.fields import Choice, Option
from pausepoint_bot.forms.merging import join
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.parts import Alternatives, Part
from pausepoint_bot.forms.parts.alternatives import KIND
from pausepoint_bot.forms.pointers import join_pointer
from pausepoint_bot.forms.references import Schema
from pausepoint_bot.forms.shown import label_of
from pausepoint_bot.forms.validator import LateValidator

if TYPE_CHECKING:
    from pausepoint_bot.forms.building.builder import Builder


def build_alternatives(builder: Builder, node: Node, place: Place) -> Part | None:
    """Recognise a value of one of several shapes."""
    union = find_union(builder.document, node)
    if union is None:
        return None
    schemas = [join(branch, union.outer) for branch in union.branches]
    nodes = [
        node.below(builder.document, cast("JsonValue", schema), *union.path, index)
        for index, schema in zip(union.places, schemas, strict=True)
    ]
    tag = _tag(builder, node, nodes)
    labels = labels_of(builder.document, union.branches, nodes)
    branches = _branches(builder, place, nodes=nodes, schemas=schemas, labels=labels, tag=tag)
    return Alternatives(
        pointer=place.pointer,
        title=place.common(node)["title"],
        source=place.source,
        selector=_selector(node, place, labels, tag),
        branches=branches,
        rules=tuple(LateValidator(builder.document.schema, dict(branch)) for branch in union.branches),
        places=union.places,
        keyword=str(union.path[-1]),
    )


def _branches(
    builder: Builder,
    place: Place,
    *,
    nodes: Sequence[Node],
    schemas: Sequence[Schema],
    labels: Sequence[str],
    tag: str | None,
) -> tuple[Part, ...]:
    branches = []
    for node, schema, label in zip(nodes, schemas, labels, strict=True):
        implied = {tag: listed_values(builder.document, node, tag)[0]} if tag else {}
        below = place.branch(f"{place.title}: {label}" if place.pointer else label, node)
        part = builder.build(cast("JsonValue", schema), replace(below, implied={**place.implied, **implied}))
        branches.append(part)
    return tuple(part for part in branches if part is not None)  # where one is missing, the form is refused


def _tag(builder: Builder, node: Node, branches: Sequence[Node]) -> str | None:
    """Name the member that goes without asking, since the choice between the branches says it."""
    discriminator = node.schema.get("discriminator")
    named = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    required = set.intersection(*(set(cast("list[str]", branch.schema.get("required", []))) for branch in branches))
    names = [named] if isinstance(named, str) else sorted(required)
    tag = common_tag(builder.document, branches, among=names)
    if tag is None or any(len(listed_values(builder.document, branch, tag)) > 1 for branch in branches):
        return None
    return tag


def _selector(node: Node, place: Place, labels: Sequence[str], tag: str | None) -> Choice:
    common = place.common(node)
    options = [Option(value=index, label=label) for index, label in enumerate(labels)]
    if node.nullable:
        options.append(Option(value=None, label=label_of(None)))
    if not place.pointer:
        common["title"] = title_of(tag) if tag else "Kind"
    common["pointer"] = join_pointer(place.pointer, [tag]) if tag else place.pointer + KIND * (place.unions + 1)
    return Choice(**common, options=tuple(options), redraws=True, is_kind=True)
