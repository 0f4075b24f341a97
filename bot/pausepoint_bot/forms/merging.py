"""Two schemas that both hold, as one: what `allOf` and the siblings of a `$ref` mean. Pure.

The result is what a form shows. The rules themselves are checked against the schema as it is written, so a rule that
cannot be merged into one is kept once here and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.references import Schema

ANNOTATIONS: Final = frozenset(
    {"title", "description", "default", "examples", "deprecated", "readOnly", "$comment", "$defs", "definitions"}
)
"""Keywords of which the nearest one counts; any other keyword that is set twice is a rule that both must hold."""

_BRANCHING: Final = ("anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependentRequired")


def join(near: Schema, far: Schema) -> dict[str, JsonValue]:
    """Put two schemas together, the words of the nearer one first.

    Alternatives and conditions that both have stay apart: those of the farther one stand in the `allOf` of the result.
    """
    both = near.keys() & far.keys() - ANNOTATIONS
    if not both:
        return {**near, **far, **near}
    apart: dict[str, JsonValue] = {}
    if any(key in near and near[key] != far[key] for key in far.keys() & _BRANCHING):
        apart = {key: far[key] for key in _BRANCHING if key in far}
        far = {key: value for key, value in far.items() if key not in apart}
    joined = {**near, **far, **near}
    for key in both & far.keys():
        if near[key] != far[key]:
            joined[key] = _MERGES.get(key, _nearest)(near[key], far[key])
    return _with_parts(joined, near, far, apart)


def _with_parts(joined: dict[str, JsonValue], near: Schema, far: Schema, apart: Schema) -> dict[str, JsonValue]:
    parts = [*parts_of(near), *parts_of(far), *([dict(apart)] if apart else [])]
    return {**joined, "allOf": cast("list[JsonValue]", parts)} if parts else joined


def parts_of(schema: Schema) -> list[Schema]:
    """List the alternatives and conditions that a joined schema keeps apart."""
    return cast("list[Schema]", schema.get("allOf", []))


def _nearest(near: JsonValue, _: JsonValue) -> JsonValue:
    return near


def _larger(near: JsonValue, far: JsonValue) -> JsonValue:
    return max(cast("float", near), cast("float", far))


def _smaller(near: JsonValue, far: JsonValue) -> JsonValue:
    return min(cast("float", near), cast("float", far))


def _all_names(near: JsonValue, far: JsonValue) -> JsonValue:
    return list(dict.fromkeys([*cast("list[str]", near), *cast("list[str]", far)]))


def _common_options(near: JsonValue, far: JsonValue) -> JsonValue:
    others = cast("list[JsonValue]", far)
    return [value for value in cast("list[JsonValue]", near) if value in others]


def _both_members(near: JsonValue, far: JsonValue) -> JsonValue:
    """Let both rules hold for a member that both have."""
    mine, theirs = cast("dict[str, JsonValue]", near), cast("dict[str, JsonValue]", far)
    both = {key: _both(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()}
    return {**mine, **theirs, **both}


def _both(near: JsonValue, far: JsonValue) -> JsonValue:
    if near is False or far is False:
        return False
    if not isinstance(near, Mapping) or near == far:
        return far
    return {"allOf": [near, far]} if isinstance(far, Mapping) else dict(near)


def _narrower_type(near: JsonValue, far: JsonValue) -> JsonValue:
    mine, theirs = _types(near), _types(far)
    common = [name for name in mine if name in theirs or (name == "integer" and "number" in theirs)]
    common += [name for name in theirs if name == "integer" and "number" in mine and name not in common]
    return common[0] if len(common) == 1 else cast("list[JsonValue]", common) or near


def _types(value: JsonValue) -> list[str]:
    return [value] if isinstance(value, str) else cast("list[str]", value)


_MERGES: Final[Mapping[str, Callable[[JsonValue, JsonValue], JsonValue]]] = {
    **dict.fromkeys(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"], _larger),
    **dict.fromkeys(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"], _smaller),
    **dict.fromkeys(["properties", "patternProperties"], _both_members),
    "required": _all_names,
    "enum": _common_options,
    "type": _narrower_type,
    "items": _both,
}
