"""Objects whose fields are asked for in place, and tuples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT
from pausepoint_bot.forms.building.members import Members
from pausepoint_bot.forms.building.place import Place
from pausepoint_bot.forms.fields import JsonText, Switch
from pausepoint_bot.forms.fields.json_text import REST
from pausepoint_bot.forms.fields.switch import FILLED
from pausepoint_bot.forms.merging import parts_of
from pausepoint_bot.forms.node import Node, rules_of
from pausepoint_bot.forms.parts import Group, Member, Part
from pausepoint_bot.forms.prefilling import pre_fill
from pausepoint_bot.forms.redrawing import mark_redrawing
from pausepoint_bot.forms.validator import LateValidator

if TYPE_CHECKING:
    from pausepoint_bot.forms.building.builder import Builder

_CONDITIONAL = frozenset({"if", "dependentSchemas"})


def build_group(builder: Builder, node: Node, place: Place) -> Part | None:
    """Recognise an object with fields of its own; the whole form is one, even without any."""
    if place.pointer and not _has_fields(node):
        return None
    members = Members(builder, node, place)
    group = _group(node, place, members=members.build(), rest=_rest(node, place))
    looked_at = frozenset(name for condition in members.conditions for name in condition.names)
    group = replace(group, conditions=members.conditions, implied=place.implied)
    return _with_default(builder, mark_redrawing(group, looked_at), node, place)


def build_tuple(builder: Builder, node: Node, place: Place) -> Part | None:
    """Recognise a tuple: a list of so many entries, each with a type of its own."""
    items = node.schema.get("prefixItems")
    if node.type not in ("array", None) or not isinstance(items, list) or not items:
        return None
    is_fixed = node.count("minItems") == len(items) and (
        node.count("maxItems") == len(items) or node.schema.get("items") is False
    )
    if not is_fixed:
        return None
    group = _group(node, place, members=tuple(_entries(builder, node, place, items)), rest=None)
    return _with_default(builder, replace(group, is_tuple=True), node, place)


def _entries(builder: Builder, node: Node, place: Place, items: list[JsonValue]) -> list[Member]:
    entries = []
    for index, schema in enumerate(items):
        inner = place.member(str(index), node, required=True, source=node.at("prefixItems", index))
        part = builder.build(schema, replace(inner, title=f"{index + 1}."))
        entries.append(Member(key=str(index), cases={(): part}))
    return entries


def _has_fields(node: Node) -> bool:
    if node.type not in ("object", None) or {"enum", "const"} & node.schema.keys():
        return False
    if node.schema.get("properties"):
        return True
    return node.type == "object" and any(_CONDITIONAL & part.keys() for part in (node.schema, *parts_of(node.schema)))


def _group(node: Node, place: Place, *, members: tuple[Member, ...], rest: JsonText | None) -> Group:
    common = place.common(node)
    optional = place.pointer and (node.nullable or not place.required)
    common["pointer"], common["description"] = place.pointer + FILLED, ""
    title, common["title"] = common["title"], f"Fill in “{common['title']}”"
    switch = Switch(**common, redraws=True)
    return Group(
        pointer=place.pointer,
        title=title,
        description=node.text("description"),
        source=place.source,
        members=members,
        switch=switch if optional else None,
        rest=rest,
    )


def _rest(node: Node, place: Place) -> JsonText | None:
    """Ask for entries whose names the schema leaves open, where it says what they are."""
    extra, patterns = node.schema.get("additionalProperties"), node.schema.get("patternProperties")
    if not patterns and not (isinstance(extra, Mapping) and extra):
        return None
    return JsonText(
        pointer=place.pointer + REST,
        name=place.name,
        title="More entries",
        description="",
        required=False,
        nullable=False,
        source=node.at("patternProperties" if patterns else "additionalProperties"),
        shape="object",
        empty={},
    )


def _with_default(builder: Builder, group: Group, node: Node, place: Place) -> Group:
    """Let the fields open with the object's default, which would not be taken once one of them is filled in."""
    default = place.common(node)["default"]
    if default is ABSENT or not isinstance(default, dict | list) or not default:
        return group
    if not LateValidator(builder.document.schema, cast("JsonValue", rules_of(node.schema))).holds(default):
        return group
    filled = cast("Group", pre_fill(group, default))
    return replace(filled, switch=group.switch)
