"""What the alternatives of a union are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.references import Document, Schema, look_up
from pausepoint_bot.forms.shown import label_of

_TYPES: Final[Mapping[str, str]] = {
    "string": "Text",
    "integer": "Whole number",
    "number": "Number",
    "boolean": "Yes or no",
    "array": "List",
    "object": "Object",
    "null": "Nothing",
}
_FORMATS: Final[Mapping[str, str]] = {
    "date": "Date",
    "time": "Time",
    "date-time": "Date and time",
    "date-time-local": "Date and time",
    "email": "E-mail address",
    "uri": "Web address",
    "uuid": "UUID",
    "duration": "Duration",
}
_MANY: Final = 3


def labels_of(document: Document, branches: Sequence[Schema], nodes: Sequence[Node]) -> list[str]:
    """Name every alternative by its title, its class or its type, no two alike."""
    labels = [_label(document, branch, node) for branch, node in zip(branches, nodes, strict=True)]
    counts, seen = Counter(labels), Counter[str]()
    told_apart = []
    for label in labels:
        seen[label] += 1
        told_apart.append(f"{label} ({seen[label]})" if counts[label] > 1 else label)
    return told_apart


def _label(document: Document, branch: Schema, node: Node) -> str:
    title = branch.get("title")
    if isinstance(title, str) and title.strip():
        return title.strip()
    reference = branch.get("$ref")
    if isinstance(reference, str):
        named = (look_up(document.schema, reference) or {}).get("title")
        return named if isinstance(named, str) and named.strip() else reference.rpartition("/")[2] or "Itself"
    return _type_label(node)


def _type_label(node: Node) -> str:
    if "const" in node.schema:
        return label_of(node.schema["const"])
    if "enum" in node.schema:
        options = [label_of(value) for value in cast("list[JsonValue]", node.schema["enum"])]
        return ", ".join(options[:_MANY]) + ("…" if len(options) > _MANY else "") or _TYPES["null"]
    declared = node.schema.get("properties")
    if isinstance(declared, Mapping) and declared:
        return "With " + ", ".join(label_of(name) for name in list(declared)[:_MANY])
    if isinstance(node.type, str):
        return _FORMATS.get(node.text("format"), _TYPES[node.type])
    return "Anything"
