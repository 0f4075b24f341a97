"""An int, float or Decimal: Slack's number input, or a text input for what that cannot hold."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.fields import Exact, Number
from pausepoint_bot.forms.fields.range import Limit, Range
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input, typed_input
from pausepoint_bot.slack.widgets.states import State, read_typed

_TYPES: Final = frozenset({"number_input", PLAIN_INPUT})
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""What the number input surely shows as it is: no exponent, and no more digits than a JavaScript number keeps."""

_MOST_DIGITS: Final = 15


def draw_number(field: Number | Exact, answer: Answer) -> Element:
    """Ask for a number. What is refused or cannot be held stands in a text input, as it was typed."""
    whole = isinstance(field, Number) and field.whole
    least, most = _client_bounds(field.range, whole=whole)
    if isinstance(answer, str) and not _holds(answer, least, most, whole=whole):
        return plain_input(answer)
    element = typed_input("number_input", answer)
    element["is_decimal_allowed"] = not whole
    element |= {name: bound for name, bound in (("min_value", least), ("max_value", most)) if bound is not None}
    return element


def read_number_state(_: Number | Exact, state: State) -> Answer:
    """Read the digits; Slack sends numbers as text."""
    return read_typed(state, types=_TYPES)


def _holds(text: str, least: str | None, most: str | None, *, whole: bool) -> bool:
    if not _PLAIN_NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS or (whole and "." in text):
        return False
    number = Decimal(text)
    return (least is None or number >= Decimal(least)) and (most is None or number <= Decimal(most))


def _client_bounds(limits: Range, *, whole: bool) -> tuple[str | None, str | None]:
    """Give Slack's client the bounds it can check: closed ones, and for whole numbers the next one inside."""
    least, most = _limit(limits.minimum), _limit(limits.maximum)
    if whole:
        least = _limit(None if limits.minimum is None else math.ceil(limits.minimum))
        most = _limit(None if limits.maximum is None else math.floor(limits.maximum))
    return (least, most) if least is None or most is None or Decimal(least) <= Decimal(most) else (None, None)


def _limit(limit: Limit) -> str | None:
    text = "" if limit is None else repr(limit)
    return text if _PLAIN_NUMBER.fullmatch(text) else None
