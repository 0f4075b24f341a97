"""A value of any shape, written as JSON: lists of objects, dicts, shapes that contain themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.json_reading import read_json
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable

JsonShape = Literal["object", "array", "any"]

REST: Final = "/~more"
"""Ends the pointer of the entries whose names are not known. No value can have such a pointer: `~` is only ever
followed by 0 or 1 (RFC 6901)."""

_READABLE: Final = 3000
"""Longer values are written without line breaks; it is what Slack's text input holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonText(Asked):
    """JSON as text. Its rules are the schema's; `empty` is what a blank is where that is a valid list."""

    shape: JsonShape
    empty: JsonValue | Absent = ABSENT


def compile_json_text(node: Node, common: Common) -> JsonText:
    """Take whatever no other field takes."""
    shape: JsonShape = "array" if node.type == "array" else "object" if _is_object(node) else "any"
    empty: JsonValue | Absent = [] if shape == "array" and not node.count("minItems") else ABSENT
    return JsonText(**common, shape=shape, empty=empty)


def _is_object(node: Node) -> bool:
    return node.type == "object" or (node.type is None and "properties" in node.schema)


def read_json_text(field: JsonText, answer: Answer) -> JsonValue:
    """Read the text, as JSON and nothing near it."""
    if not isinstance(answer, str):
        raise Unreadable("Must be JSON text.")
    value = read_json(answer)
    wanted = {"object": (dict, "an object: {…}"), "array": (list, "a list: […]")}.get(field.shape)
    if wanted and not isinstance(value, wanted[0]) and not (value is None and field.nullable):
        raise Unreadable(f"Must be {wanted[1]}, written as JSON.")
    return value


def write_json_text(field: JsonText, value: JsonValue) -> Answer:
    """Write the value so that reading it gives the same one; null, which a blank stands for, as a blank."""
    if value is None and field.nullable:
        return None
    try:
        written = json.dumps(value, ensure_ascii=False, indent=2)
    except ValueError:  # more digits than Python writes out
        return None
    return written if len(written) <= _READABLE else json.dumps(value, ensure_ascii=False)
