"""What Slack's client checks before a submit is sent: an input that fails never reaches the app. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from pausepoint_playground.element_states import MEMBER_OF, Values
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.reading import text_of_blocks

REQUIRED = "Please complete this required field."
# What Slack takes where an input states no maximum.
_MOST_TEXT = 3000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)")


def client_errors(blocks: list[JsonObject], values: Values) -> dict[str, str]:
    """Give the error under each input that is not good enough to be sent, by block_id."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values[block["block_id"]][element["action_id"]]
        value = state[MEMBER_OF[element["type"]][0]]
        if error := _error(block, element, value):
            found[block["block_id"]] = error
    return found


def _error(block: JsonView, element: JsonView, value: object) -> str | None:
    if _is_empty(value):
        return None if block["optional"] else REQUIRED
    if isinstance(value, list) and len(value) > (most := element.get("max_selected_items", len(value))):
        return f"Please select {most} or fewer."
    check = _CHECKS.get(element["type"])
    return check(element, value) if check is not None and isinstance(value, str) else None


def _is_empty(value: object) -> bool:
    if isinstance(value, Mapping) and value.get("type") == "rich_text":
        return not text_of_blocks([value], {}).strip()
    return value is None or value in ("", [])


def _text(element: JsonView, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", _MOST_TEXT)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter {most} characters or fewer." if len(value) > most else None


def _number(element: JsonView, value: str) -> str | None:
    if not _NUMBER.fullmatch(value):
        return "Please enter a valid number."
    number = Decimal(value)
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < Decimal(least):
        return f"Please enter a number greater than or equal to {least}."
    if most is not None and number > Decimal(most):
        return f"Please enter a number less than or equal to {most}."
    return None


def _email(_element: JsonView, value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_element: JsonView, value: str) -> str | None:
    return None if _URL.fullmatch(value) else "Please enter a valid URL."


_CHECKS: dict[str, Callable[[JsonView, str], str | None]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}
