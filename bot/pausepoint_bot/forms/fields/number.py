"""An int or a float: a number typed as text, read strictly and exactly."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.range import Range, compile_range
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown

NUMBER_TEXT: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
"""What is a number: ASCII digits, a point, an exponent. Not `1,5`, `1_000`, `NaN` or digits of other scripts."""

_WHOLE_TEXT: Final = re.compile(r"[+-]?[0-9]+")
_MOST_DIGITS: Final = 4000
"""Python itself refuses to read integers of more than 4,300 digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Asked):
    """A number. `whole` takes only digits: 5.0 is refused, not rounded; integers of any size stay exact."""

    whole: bool
    range: Range


def compile_number(node: Node, common: Common) -> Number | None:
    """Recognise `int` and `float`."""
    if node.type not in ("integer", "number"):
        return None
    return Number(**common, whole=node.type == "integer", range=compile_range(node))


def read_number(field: Number, answer: Answer) -> int | float:
    """Read what was typed; spaces around it are no part of a number.

    Without a point or exponent it becomes an exact int, for a float field too: JSON has one kind of number. What a
    float cannot hold (1e400, 1e-400) is refused rather than turned into infinity or zero.
    """
    text = number_text(answer)
    if len(text) > _MOST_DIGITS:
        raise Unreadable(f"Must be a number of at most {_MOST_DIGITS} digits, you wrote {len(text)}.")
    if _WHOLE_TEXT.fullmatch(text):
        return int(text)
    if field.whole:
        raise Unreadable(f"Must be a whole number, in digits only, you wrote {shown(text)}.")
    return _read_float(text)


def number_text(answer: Answer) -> str:
    """Check that the answer is a number, and return it without the spaces around."""
    text = answer.strip() if isinstance(answer, str) else None
    if text is None or not NUMBER_TEXT.fullmatch(text):
        hint = " (write a point, not a comma)" if text and "," in text else ""
        raise Unreadable(f"Must be a number{hint}, you wrote {shown(text or '')}.")
    return text


def _read_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unreadable(f"Must be a number below 1.8e308 in size, you wrote {shown(text)}.")
    if number == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise Unreadable(f"Must be zero or a number above 4.9e-324 in size, you wrote {shown(text)}.")
    return number


def write_number(_: Asked, value: JsonValue) -> Answer:
    """Write a number so that reading it gives the same one; a refused text is shown as it was typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return repr(value)
    except ValueError:  # more digits than Python writes out
        return None
