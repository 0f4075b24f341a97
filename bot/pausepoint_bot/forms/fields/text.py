"""A str: text of one line or several, an e-mail address or a web address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.validator import compile_validator, takes_pattern

TextKind = Literal["plain", "email", "uri"]

LONG_TEXT: Final = 200
"""A text that may be longer than this many characters gets several lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Asked):
    """Text, released exactly as typed. Lengths count code points, as JSON Schema does.

    `multiline` where the schema says so (`"multiline": true`, or format `multiline` or `textarea`), where the text may
    be longer than 200 characters, or where its default already has several lines.
    """

    kind: TextKind = "plain"
    multiline: bool = False
    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None
    allows_empty: bool = True


def compile_text(node: Node, common: Common) -> Text | None:
    """Recognise `str`, EmailStr and the URL types."""
    if node.type != "string":
        return None
    form = node.text("format")
    pattern = node.text("pattern") or None
    return Text(
        **common,
        kind=_kind(form),
        multiline=_is_multiline(node, common["default"]),
        min_length=node.count("minLength") or 0,
        max_length=node.count("maxLength"),
        pattern=pattern,
        allows_empty=_allows_empty(node),
    )


def _kind(form: str) -> TextKind:
    return "email" if form == "email" else "uri" if form == "uri" else "plain"


def _is_multiline(node: Node, default: JsonValue | Absent) -> bool:
    asked = node.schema.get("multiline") is True or node.text("format") in {"multiline", "textarea"}
    long = (node.count("maxLength") or 0) > LONG_TEXT and node.text("format") != "uri"
    return asked or long or (isinstance(default, str) and "\n" in default)


def _allows_empty(node: Node) -> bool:
    rules = {key: node.schema[key] for key in ("minLength", "pattern", "format") if key in node.schema}
    if not takes_pattern(str(rules.get("pattern", ""))):
        return False  # the form is refused for it
    return not rules or compile_validator(rules).is_valid("")


def read_text(_: Text, answer: Answer) -> str:
    """Take the text exactly as typed; its rules are the schema's."""
    if not isinstance(answer, str):
        raise Unreadable("Must be text.")
    return answer


def write_text(_: Text, value: JsonValue) -> Answer:
    """Show the text as it is."""
    return value if isinstance(value, str) else None


def empty_text(field: Text) -> JsonValue | Absent:
    """Say what a cleared text is: the empty one, where that is valid."""
    return "" if field.allows_empty else ABSENT
