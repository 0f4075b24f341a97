"""Older drafts of JSON Schema, said in the words of 2020-12, in which `dependencies` and lists of `items` mean nothing.

Sources: the release notes of JSON Schema 2019-09 and 2020-12. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.references import DATA, NAMING, Schema

_OLD: Final = ('"dependencies"', '"items": [', '"exclusiveMinimum": true', '"exclusiveMaximum": true', '"$schema"')
_BOUNDS: Final = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def is_old(text: str) -> bool:
    """Tell whether a schema, as `json.dumps` writes it, may have anything to say otherwise."""
    return any(mark in text for mark in _OLD)


def modernise(schema: Schema) -> dict[str, JsonValue]:
    """Say a schema in the words of 2020-12."""
    modern = {key: _modern_member(key, value) for key, value in schema.items() if key != "$schema"}
    _split_dependencies(modern)
    if isinstance(modern.get("items"), list):
        modern["prefixItems"] = modern.pop("items")
        if "additionalItems" in modern:
            modern["items"] = modern.pop("additionalItems")
    for exclusive, bound in _BOUNDS:
        if modern.get(exclusive) is True and bound in modern:
            modern[exclusive] = modern.pop(bound)
        elif isinstance(modern.get(exclusive), bool):
            del modern[exclusive]
    return modern


def _modern_member(key: str, value: JsonValue) -> JsonValue:
    if key in DATA:
        return value
    if key in NAMING and isinstance(value, Mapping):
        return {name: _modern(inner) for name, inner in value.items()}
    return [_modern(inner) for inner in value] if isinstance(value, list) else _modern(value)


def _modern(value: JsonValue) -> JsonValue:
    return modernise(value) if isinstance(value, Mapping) else value


def _split_dependencies(modern: dict[str, JsonValue]) -> None:
    dependencies = modern.pop("dependencies", None)
    if not isinstance(dependencies, Mapping):
        return
    for keyword, kind in (("dependentRequired", list), ("dependentSchemas", (dict, bool))):
        ones = {name: value for name, value in dependencies.items() if isinstance(value, kind)}
        given = modern.get(keyword, {})
        if ones and isinstance(given, Mapping):  # what is no mapping is left as it is, for the schema to be refused
            modern[keyword] = {**ones, **given}
