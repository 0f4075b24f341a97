"""A Decimal: a number released as the very text that was typed, so that no digit is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.number import NUMBER_TEXT, number_text
from pausepoint_bot.forms.fields.range import Range, compile_range
from pausepoint_bot.forms.node import Node, Schema
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown

_MOST_DIGITS: Final = 1000
"""As many digits, or places from the point, as a decimal may have; more would only be slow."""

_START: Final = r"^(?!^[-+.]*$)[+-]?0*"
_BOTH: Final = (
    r"(?:\d{0,#}|(?=[\d.]{1,#}0*$)\d{0,#}\.\d{0,#}0*$)",
    r"(?:\d{0,#}|(?=[\d.]{1,#}0*$)\d*\.\d*0*$)",
    r"\d*\.?\d{0,#}0*$",
    r"\d*\.?\d*$",
)
_PYDANTIC_PATTERNS: Final = tuple(
    re.compile(re.escape(_START + ending).replace(re.escape("#"), "[0-9]{1,4}")) for ending in _BOTH
)
"""How pydantic 2.11 to 2.13 writes the digits of a Decimal, with a lookahead that no linear engine takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact(Asked):
    """A decimal number; its text is the value. `digits` is pydantic's rule on how many there may be."""

    range: Range
    digits: str | None = None


def compile_exact(node: Node, common: Common) -> Exact | None:
    """Recognise `Decimal`, which pydantic writes as a number or a string."""
    branches = decimal_branches(node.schema)
    if branches is None:
        return None
    number, text = branches
    pattern = text.get("pattern")
    return Exact(
        **common,
        range=compile_range(Node(schema=number, pointer=node.at("anyOf"))),
        digits=pattern if isinstance(pattern, str) else None,
    )


def decimal_branches(schema: Schema) -> tuple[Schema, Schema] | None:
    """Return the number and the string branch where a schema has just these two, as Decimal does."""
    branches = schema.get("anyOf")
    if not isinstance(branches, list) or "type" in schema or len(branches) < 2:  # noqa: PLR2004 - the two branches
        return None
    typed = {cast("str", branch.get("type")): branch for branch in branches if isinstance(branch, dict)}
    typed.pop("null", None)
    if set(typed) != {"number", "string"} or not typed["string"].keys() <= {"type", "pattern"}:
        return None
    return typed["number"], typed["string"]


def is_digits_pattern(pattern: JsonValue) -> bool:
    """Tell pydantic's own pattern of a Decimal, which `check_exact` runs in the validator's place."""
    return isinstance(pattern, str) and any(known.fullmatch(pattern) for known in _PYDANTIC_PATTERNS)


def read_exact(field: Exact, answer: Answer) -> str:
    """Read what was typed, without the spaces around it; no digit is changed."""
    text = number_text(answer)
    fault = check_exact(field, text)
    if fault:
        raise Unreadable(fault)
    return text


def check_exact(field: Exact, value: JsonValue) -> str | None:
    """Say what is wrong with a decimal, in a text or a JSON number; None when nothing is."""
    if value is None or isinstance(value, bool | list | dict):
        return None  # the schema's own concern
    text = str(value)
    if not NUMBER_TEXT.fullmatch(text):
        return f"Must be a number, you wrote {shown(value)}."
    number = Decimal(text)
    if len(text) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        return f"Must be a number of at most {_MOST_DIGITS} digits, you wrote {shown(value)}."
    broken = field.range.broken_by(number)
    if broken:
        return f"Must be {broken}, you wrote {shown(value)}."
    if field.digits and is_digits_pattern(field.digits) and isinstance(value, str):
        return _check_digits(field.digits, value)
    return None


def _check_digits(pattern: str, text: str) -> str | None:
    if re.search(pattern, text, re.ASCII):
        return None
    return f"Must have fewer digits, and no exponent, you wrote {shown(text)}."


def write_exact(_: Exact, value: JsonValue) -> Answer:
    """Show the digits as they are."""
    if isinstance(value, str):
        return value
    return None if value is None or isinstance(value, bool | list | dict) else str(value)
