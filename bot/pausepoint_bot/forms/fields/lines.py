"""A list of texts, numbers or dates: one to a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.exact import Exact, check_exact, decimal_branches
from pausepoint_bot.forms.fields.scalar import Scalar, compile_scalar, read_scalar, write_scalar
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.references import Document

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Asked):
    """A list with one entry to a line, each read as `item`. Blank lines are no entries; other spaces are kept."""

    item: Scalar
    min_items: int = 0
    max_items: int | None = None


def compile_lines(root: Document, node: Node, common: Common) -> Lines | None:
    """Recognise a list, set or frozenset of scalars."""
    if node.type != "array" or "items" not in node.schema or "prefixItems" in node.schema:
        return None
    inner = node.below(root, node.schema["items"], "items")
    several = {"anyOf", "oneOf"} & inner.schema.keys() and decimal_branches(inner.schema) is None
    if inner.nullable or several or {"enum", "const"} & inner.schema.keys():
        return None
    item = compile_scalar(inner, {**common, "nullable": False, "required": True, "default": ABSENT})
    if item is None:
        return None
    return Lines(**common, item=item, min_items=node.count("minItems") or 0, max_items=node.count("maxItems"))


def read_lines(field: Lines, answer: Answer) -> JsonValue:
    """Read every line; the error names the first few that are wrong, each with its reason."""
    if not isinstance(answer, str):
        raise Unreadable("Must be text, one entry to a line.")
    values: list[JsonValue] = []
    wrong: list[str] = []
    for number, line in numbered_lines(answer):
        try:
            values.append(read_scalar(field.item, line))
        except Unreadable as reason:
            wrong.append(f"Line {number}: {reason.message}")
    if wrong:
        raise Unreadable(some_of(wrong))
    return values


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Go through the lines that are entries, with the number a person would count."""
    return ((number, line) for number, line in enumerate(_LINE_END.split(text), 1) if line.strip())


def some_of(wrong: list[str]) -> str:
    """Join the first five; more would not be read."""
    shown = 5
    more = [f"…and {len(wrong) - shown} more."] if len(wrong) > shown else []
    return " ".join([*wrong[:shown], *more])


def check_lines(field: Lines, value: JsonValue) -> str | None:
    """Say what is wrong with decimals in a list; the other rules are the schema's."""
    if not isinstance(field.item, Exact) or not isinstance(value, list):
        return None
    checked = ((number, check_exact(field.item, item)) for number, item in enumerate(value, 1))
    return some_of([f"Item {number}: {fault}" for number, fault in checked if fault]) or None


def write_lines(field: Lines, value: JsonValue) -> Answer:
    """Write one entry to a line; None where an entry would be lost or split (blank, or with a line break)."""
    if not isinstance(value, list):
        return None
    lines = [write_scalar(field.item, item) for item in value]
    kept = [line for line in lines if isinstance(line, str) and line.strip() and not _LINE_END.search(line)]
    return "\n".join(kept) if len(kept) == len(value) else None


def empty_lines(field: Lines) -> JsonValue | Absent:
    """Say what no lines are: the empty list, where that is valid."""
    return ABSENT if field.min_items else []
