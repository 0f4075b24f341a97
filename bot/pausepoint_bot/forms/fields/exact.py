"""A Decimal: a number released as the very text that was typed, so that no digit is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.number import NUMBER_TEXT, number_text
from pausepoint_bot.forms.fields.range import Range, compile_range
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.references import Schema
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import plural

_MOST_DIGITS: Final = 1000
"""As many digits, or places from the point, as a decimal may have; more would only be slow."""

_NUMBER_KEYWORDS: Final = frozenset(
    {"type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "title"}
)
_COUNT: Final = "[0-9]{1,4}"
_REACHING: Final = r"(?:\d{0,#}|(?=[\d.]{1,<reach>}0*$)"
_PYDANTIC_PATTERNS: Final = tuple(
    re.compile(
        re.escape(r"^(?!^[-+.]*$)[+-]?0*" + ending)
        .replace(re.escape("#"), _COUNT)
        .replace(re.escape("<reach>"), f"(?P<reach>{_COUNT})")
        .replace(re.escape("<places>"), f"(?P<places>{_COUNT})")
    )
    for ending in (
        _REACHING + r"\d{0,#}\.\d{0,<places>}0*$)",
        _REACHING + r"\d*\.\d*0*$)",
        r"\d*\.?\d{0,<places>}0*$",
        r"\d*\.?\d*$",
    )
)
"""How pydantic 2.11 to 2.13 writes max_digits and decimal_places, with a lookahead that no linear engine takes.

`reach` is max_digits and the point. What these patterns say is checked by counting, as pydantic itself does.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """How many digits there may be, in all and after the point; None is no limit."""

    most: int | None
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact(Asked):
    """A decimal number; its text is the value. `digits` is pydantic's rule on how many there may be."""

    range: Range
    digits: Digits | None = None


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
        digits=read_digits_pattern(pattern),
    )


def decimal_branches(schema: Schema) -> tuple[Schema, Schema] | None:
    """Return the number and the string branch where a schema has just these two, as Decimal does."""
    branches = schema.get("anyOf")
    if not isinstance(branches, list) or "type" in schema or len(branches) < 2:  # noqa: PLR2004 - the two branches
        return None
    typed = {str(branch.get("type")): branch for branch in branches if isinstance(branch, dict)}
    typed.pop("null", None)
    if set(typed) != {"number", "string"} or not typed["string"].keys() <= {"type", "pattern"}:
        return None
    if not typed["number"].keys() <= _NUMBER_KEYWORDS:
        return None
    return typed["number"], typed["string"]


def read_digits_pattern(pattern: JsonValue) -> Digits | None:
    """Read pydantic's own pattern of a Decimal; None for any other, which is the validator's to run."""
    for known in _PYDANTIC_PATTERNS if isinstance(pattern, str) else ():
        found = known.fullmatch(str(pattern))
        if found:
            counts = found.groupdict()
            reach, places = counts.get("reach"), counts.get("places")
            return Digits(most=int(reach) - 1 if reach else None, places=int(places) if places else None)
    return None


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
    return _check_digits(field.digits, number, text) if field.digits and isinstance(value, str) else None


def _check_digits(digits: Digits, number: Decimal, text: str) -> str | None:
    """Count as pydantic does: zeros at the end do not count, zeros right after the point do."""
    _, figures, exponent = number.normalize().as_tuple()
    places = max(0, -int(exponent))
    whole = max(0, len(figures) + int(exponent)) if number else 0
    if "e" in text.lower():
        return f"Must be a number without an exponent, you wrote {shown(text)}."
    if digits.places is not None and places > digits.places:
        return f"Must have at most {plural(digits.places, 'digit')} after the point, you wrote {shown(text)}."
    if digits.most is not None and (whole + places > digits.most or whole > digits.most - (digits.places or 0)):
        return f"Must have at most {plural(digits.most, 'digit')} in all, you wrote {shown(text)}."
    return None


def write_exact(_: Exact, value: JsonValue) -> Answer:
    """Show the digits as they are."""
    if isinstance(value, str):
        return value
    return None if value is None or isinstance(value, bool | list | dict) else str(value)
