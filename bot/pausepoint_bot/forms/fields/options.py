"""The options of a choice: where a schema lists them, and what each is called. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import NothingValid
from pausepoint_bot.forms.shown import label_of

_PYTHON_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "number": (int, float),
    "array": list,
    "object": dict,
    "null": type(None),
}


_NAMING: Final = frozenset({"const", "type", "title", "description"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option. Answers name it by its index, so its value keeps its type and its label may be anything."""

    value: JsonValue
    label: str


def options_of(node: Node) -> tuple[Option, ...] | None:
    """List the valid options; None where the schema lists none. A nullable choice ends with "No answer".

    Raises:
        NothingValid: no option is valid.
    """
    listed = _listed(node)
    if listed is None:
        return None
    if node.nullable:
        listed.append(Option(value=None, label=label_of(None)))
    options = _distinct([option for option in listed if option.value is None or _has_type(node.type, option.value)])
    if not options:
        raise NothingValid(node.pointer, "A form cannot ask for this: no value can ever be valid here.")
    return _told_apart(options)


def _listed(node: Node) -> list[Option] | None:
    schema = node.schema
    if "const" in schema:
        return [_option(schema["const"])]
    if "enum" in schema:
        return _named(cast("list[JsonValue]", schema["enum"]), schema.get("enumNames"))
    if node.type == "null":
        return [_option(None)]
    if node.type == "boolean" and node.nullable:
        return [Option(value=True, label="Yes"), Option(value=False, label="No")]
    branches = schema.get("oneOf", schema.get("anyOf"))
    if isinstance(branches, list) and branches and all(map(_is_named_value, branches)):
        return [
            _option(branch["const"], branch.get("title")) for branch in cast("list[dict[str, JsonValue]]", branches)
        ]
    return None


def _named(values: list[JsonValue], names: JsonValue) -> list[Option]:
    """Pair values with names, which stand beside them where forms are made for people (`enumNames`)."""
    named = names if isinstance(names, list) and len(names) == len(values) else [None] * len(values)
    return [_option(value, name) for value, name in zip(values, named, strict=True)]


def _is_named_value(branch: JsonValue) -> bool:
    return isinstance(branch, dict) and "const" in branch and branch.keys() <= _NAMING


def _option(value: JsonValue, title: JsonValue = None) -> Option:
    return Option(value=value, label=title if isinstance(title, str) and title.strip() else label_of(value))


def _has_type(wanted: JsonValue, value: JsonValue) -> bool:
    match wanted:
        case None:
            return True
        case list():
            return any(_has_type(name, value) for name in wanted)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            )
        case _:
            return isinstance(value, _PYTHON_TYPES[cast("str", wanted)]) and not isinstance(value, bool)


def _distinct(options: list[Option]) -> list[Option]:
    """Drop repetitions; "No answer" comes last."""
    first: dict[str, Option] = {}
    for option in options:
        first.setdefault(_exact_key(option.value), option)
    return sorted(first.values(), key=lambda option: option.value is None)


def _exact_key(value: JsonValue) -> str:
    """Write a value so that only what is the same is equal: 1 is not 1.0."""
    return json.dumps(value, sort_keys=True)


def key_of(value: JsonValue) -> str:
    """Write a value so that equals in JSON are equal: 1 and 1.0, but not 1 and true."""
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value, sort_keys=True)


def _told_apart(options: list[Option]) -> tuple[Option, ...]:
    """Add its kind to a label that another option has too, as `1` and `"1"` do."""
    labels = Counter(option.label for option in options)
    return tuple(
        replace(option, label=f"{option.label} ({_kind(option.value)})") if labels[option.label] > 1 else option
        for option in options
    )


def _kind(value: JsonValue) -> str:
    match value:
        case str():
            return "text"
        case bool():
            return "yes or no"
        case float():
            return "number with a point"
        case int():
            return "number"
        case _:
            return label_of(value)


def find_option(options: tuple[Option, ...], value: JsonValue) -> int | None:
    """Find the index of an option by its value; None for a value that is no option."""
    return find_options(options, [value])[0]


def find_options(options: tuple[Option, ...], values: list[JsonValue]) -> tuple[int | None, ...]:
    """Find the indices of options by their values; None for a value that is no option.

    The very value is preferred to one that JSON takes for equal.
    """
    equal, exact = ({key(o.value): index for index, o in enumerate(options)} for key in (key_of, _exact_key))
    return tuple(exact.get(_exact_key(value), equal.get(key_of(value))) for value in values)


def option_at(options: tuple[Option, ...], index: int) -> Option | None:
    """Return the option of an index that came from outside."""
    return options[index] if 0 <= index < len(options) else None
