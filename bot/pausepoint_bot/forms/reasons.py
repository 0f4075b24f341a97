"""Why a form cannot ask for something, in plain words. Pure; the one list of what is left out, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import SchemaProblem, Unaskable

_ROOT_CHANGES: Final = {
    "anyOf": "alternatives for the whole form",
    "oneOf": "alternatives for the whole form",
    "not": "a whole form that must not fit",
    "if": "fields that depend on other fields",
    "dependentSchemas": "fields that depend on other fields",
    "dependencies": "fields that depend on other fields",
    "propertyNames": "fields whose names are not known",
    "patternProperties": "fields whose names are not known",
}
_FIELD_CHANGES: Final = {
    "not": "a value that must not fit",
    "if": "a value whose rules depend on itself",
    "$dynamicRef": "dynamic references",
    "$recursiveRef": "dynamic references",
    "$id": "a schema of its own inside this one",
    "$anchor": "a schema of its own inside this one",
    "$dynamicAnchor": "a schema of its own inside this one",
}
_ARRAY_CHANGES: Final = {
    "prefixItems": "a tuple, whose entries differ",
    "contains": "a list that must contain something",
    "unevaluatedItems": "a list whose entries differ",
}


def refuse_root(root: Node) -> Iterator[SchemaProblem]:
    """List why the schema as a whole is no form."""
    if root.nullable or root.type not in (None, "object"):
        yield SchemaProblem(
            pointer=root.at("type"), detail='A form is an object: its schema must have `"type": "object"`.'
        )
    if isinstance(root.schema.get("additionalProperties"), dict):
        what = _ROOT_CHANGES["patternProperties"]
        yield SchemaProblem(pointer=root.at("additionalProperties"), detail=f"A form cannot ask for {what} yet.")
    for keyword, what in _ROOT_CHANGES.items():
        if keyword in root.schema:
            yield SchemaProblem(pointer=root.at(keyword), detail=f"A form cannot ask for {what} yet.")
    properties = cast("dict[str, JsonValue]", root.schema.get("properties", {}))
    for index, name in enumerate(cast("list[str]", root.schema.get("required", []))):
        if name not in properties:
            yield SchemaProblem(
                pointer=root.at("required", index), detail=f"`{name}` is required, but is no property to ask for."
            )


def refuse_field(node: Node) -> None:
    """Refuse what no field can ask for.

    Raises:
        Unaskable: with the keyword that makes it so.
    """
    if node.schema.get("writeOnly") is True or node.text("format") == "password":
        raise Unaskable(node.pointer, "A form must not ask for a secret: it would pass through Slack in clear.")
    changes = {**_FIELD_CHANGES, **_ARRAY_CHANGES} if node.type == "array" else _FIELD_CHANGES
    for keyword, what in changes.items():
        if keyword in node.schema:
            raise Unaskable(node.at(keyword), f"A form cannot ask for {what} yet.")
    if "anyOf" in node.schema and "oneOf" in node.schema:
        raise Unaskable(node.at("oneOf"), "A form cannot ask for two sets of alternatives at once.")
    reason = None if {"enum", "const"} & node.schema.keys() else _unaskable_type(node)
    if reason:
        raise Unaskable(node.pointer, f"A form cannot ask for {reason}.")


def shapeless(node: Node) -> str:
    """Say why no field type recognises a schema."""
    if {"anyOf", "oneOf"} & node.schema.keys():
        return "a value of one of several types yet; give the field one type"
    return "a value of any type: its schema must name a type"


def _unaskable_type(node: Node) -> str | None:
    """Say what the type is, if it is none that a field asks for."""
    match node.type:
        case "object":
            return "an object with fields of its own yet; give the form flat fields"
        case list():
            return "one of several types yet; give the field one type"
        case None if "properties" in node.schema or "additionalProperties" in node.schema:
            return "an object with fields of its own yet; give the form flat fields"
        case "array" if not isinstance(node.schema.get("items"), dict):
            return "a list of anything: its schema must say what the entries are"
        case _:
            return None
