"""Which alternatives of a schema a person chooses among, and which are only rules on what is asked for anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.building.overlays import tag_among_fields
from pausepoint_bot.forms.merging import parts_of
from pausepoint_bot.forms.node import Node, rules_of
from pausepoint_bot.forms.references import Document, Schema

_KEYWORDS: Final = ("oneOf", "anyOf")
_SHAPING: Final = frozenset({"type", "format", "enum", "const", "properties", "items", "$ref"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """A set of alternatives: what holds in all of them, what each adds, and where they stand in the schema."""

    outer: Schema
    branches: tuple[Schema, ...]
    places: tuple[int, ...]
    path: tuple[str | int, ...]


def find_union(document: Document, node: Node) -> Union | None:
    """Find the first alternatives that a person has to choose among."""
    return next((union for union in _unions(node) if _is_choice(document, node, union)), None)


def _unions(node: Node) -> Iterator[Union]:
    rules = rules_of(node.schema)
    if isinstance(node.type, list) and not {"enum", "const"} & node.schema.keys():
        types = cast("list[str]", node.type)
        outer = {key: value for key, value in rules.items() if key != "type"}
        yield _union(outer, [{"type": name} for name in types], tuple(range(len(types))), ("type",))
    for keyword in _KEYWORDS:
        if keyword in rules:
            outer = {key: value for key, value in rules.items() if key != keyword}
            branches = cast("list[JsonValue]", rules[keyword])
            yield _union(outer, branches, node.places or tuple(range(len(branches))), (keyword,))
    parts = parts_of(rules)
    for index, part in enumerate(parts):
        for keyword in _KEYWORDS:
            if keyword in part:
                kept = [dict(other) for other in parts if other is not part]
                outer = {**rules, "allOf": cast("list[JsonValue]", kept)}
                branches = cast("list[JsonValue]", part[keyword])
                yield _union(outer, branches, tuple(range(len(branches))), ("allOf", index, keyword))


def _union(outer: Schema, branches: list[JsonValue], places: tuple[int, ...], path: tuple[str | int, ...]) -> Union:
    kept = [(branch, place) for branch, place in zip(branches, places, strict=False) if branch is not False]
    return Union(
        outer={key: value for key, value in outer.items() if key != "discriminator"},
        branches=tuple(branch if isinstance(branch, Mapping) else {} for branch, _ in kept),
        places=tuple(place for _, place in kept),
        path=path,
    )


def _is_choice(document: Document, node: Node, union: Union) -> bool:
    """Tell a choice from alternatives that only restrict what the schema has beside them."""
    if len(union.branches) < 2:  # noqa: PLR2004 - to choose among
        return False
    if union.path == ("type",):
        return True
    own = node.schema.get("properties")
    if isinstance(own, Mapping) and own:
        if tag_among_fields(document, node, node, str(union.path[-1]), [dict(b) for b in union.branches]):
            return False
        return any(_adds_fields(document, node, branch, own) for branch in union.branches)
    if node.type is None:
        return True
    return any(_SHAPING & branch.keys() for branch in union.branches)


def _adds_fields(document: Document, node: Node, branch: Schema, own: Mapping[str, JsonValue]) -> bool:
    inner = node.below(document, dict(branch)).schema
    if {"anyOf", "oneOf", "if"} & inner.keys():
        return True
    declared = inner.get("properties")
    return isinstance(declared, Mapping) and bool(declared.keys() - own.keys())
