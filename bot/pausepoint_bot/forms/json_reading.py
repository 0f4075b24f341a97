"""JSON as a person types it: read strictly, with the line, the column and the reason in plain words. Pure."""

from __future__ import annotations

import json
import math
import re
from typing import Final, cast

from pydantic import JsonValue

from pausepoint_bot.forms.bounds import find_excess
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown

_MOST_DIGITS: Final = 4000
_DEEPEST: Final = 30
_STRAIGHT: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'))
"""What phones and word processors make of a quotation mark."""

_QUOTES: Final = frozenset("'\u2018\u2019\u201c\u201d\u201e\u201f\u2033")
_WORDS: Final = {"True": "true", "False": "false", "None": "null", "NaN": "null", "Infinity": "null", "-Inf": "null"}
_WORD: Final = re.compile(r"[\w.+-]{1,20}|\S")
_CONTROL: Final = " "


def read_json(text: str) -> JsonValue:
    """Read JSON. Nothing is guessed but curly quotes, which are straightened where the text is no JSON with them.

    Raises:
        Unreadable: with the line, the column and the reason.
    """
    try:
        return _read(text)
    except Unreadable as reason:
        straight = text.translate(_STRAIGHT)
        if straight == text:
            raise
        try:
            return _read(straight)
        except Unreadable:
            raise reason from None


def _read(text: str) -> JsonValue:
    _refuse_depth(text)
    try:
        value = json.loads(
            text, parse_int=_integer, parse_float=_number, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"{_place(text, error.pos)}: {_reason(text, error.pos)}") from None
    excess = find_excess({"": value})
    if excess:
        raise Unreadable(f"The value {excess}.")
    return cast("JsonValue", value)


def _refuse_depth(text: str) -> None:
    """Count brackets outside texts: Python's own reader gives up on deep ones, or needs long."""
    depth, quoted, escaped = 0, False, False
    for at, character in enumerate(text):
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
            continue
        quoted = character == '"'
        depth += (character in "[{") - (character in "]}")
        if depth > _DEEPEST:
            raise Unreadable(f"{_place(text, at)}: more than {_DEEPEST} brackets inside one another.")


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise Unreadable(f"A number may have at most {_MOST_DIGITS} digits; one has {len(digits)}.")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Unreadable(f"A number must be below 1.8e308 in size, you wrote {shown(digits)}.")
    if number == 0 and any(digit in "123456789" for digit in digits.lower().split("e")[0]):
        raise Unreadable(f"A number must be zero or above 4.9e-324 in size, you wrote {shown(digits)}.")
    return number


def _constant(name: str) -> JsonValue:
    raise Unreadable(f"JSON has no {name}; write a number, or null.")


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"The name {shown(twice)} stands twice in one object; only one of them would count.")
    return values


def _place(text: str, at: int) -> str:
    before = text[:at]
    return f"Line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


def _reason(text: str, at: int) -> str:  # noqa: PLR0911 - a list of what people get wrong
    """Say what is wrong at a place, by what stands there."""
    rest = text[at:]
    if not rest.strip():
        return "the text ends too early; a bracket, a quotation mark or a value is missing."
    first = rest[0]
    if first == '"':
        return _reason_of_quote(text, at)
    if first in _QUOTES:
        return 'texts and names stand in straight double quotes, like "this".'
    if first in "]}":
        return f"a value is missing before {first}, or there is a comma too many."
    if first < _CONTROL:
        return "a text may not go over the end of the line; write \\n for a line break."
    if first == "\\":
        return 'a backslash in a text must be followed by one of " \\ / b f n r t u; write two for a backslash.'
    word = next((wrong for wrong in _WORDS if rest.startswith(wrong)), None)
    if word:
        return f"write {_WORDS[word]} for {word}."
    return f"{shown(_WORD.findall(rest)[0])} is not expected here."


def _reason_of_quote(text: str, at: int) -> str:
    end = at + 1
    while end < len(text) and text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        return "the text that begins here has no quotation mark at its end."
    return "a comma or a colon is missing before this."
