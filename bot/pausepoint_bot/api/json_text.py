"""Read a JSON text so that it means one thing only (RFC 8259, RFC 7493): refuse what readers disagree about. Pure.

Refused are duplicate names, NaN and Infinity, numbers beyond a double, bytes that are no UTF-8, half surrogate pairs,
the NUL character (which no database column and no Slack message holds), and nesting and crowds that only an attack
needs.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NoReturn

from pydantic import JsonValue

from pausepoint_bot.api.refusals import MalformedBody

DEEPEST: Final = 100
"""How deep arrays and objects may nest. Schemas that people write stay far below."""

MOST_VALUES: Final = 50_000
"""How many values a body may hold in all: what is done with each costs more than its bytes."""

_SUSPECT: Final = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")  # an escape that may be half a pair, or NUL
_UNUSABLE: Final = re.compile("[\0\ud800-\udfff]")


def read_json(data: bytes) -> JsonValue:
    """Return the value of a JSON text.

    Raises:
        MalformedBody: saying where it breaks off, or what of it is not clear.
    """
    value = _parsed(_decoded(data))
    containers = data.count(b"[") + data.count(b"{")
    # Commas and brackets stand in texts too; the bytes only tell whether a closer look is needed.
    if containers > DEEPEST or data.count(b",") + containers >= MOST_VALUES or _SUSPECT.search(data):
        _inspect(value)
    return value


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedBody(f"the body is not UTF-8: byte {error.start} cannot be read") from error


def _parsed(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise MalformedBody(f"the body is no JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise MalformedBody(f"the body nests deeper than {DEEPEST} levels") from error
    except ValueError as error:  # an integer longer than Python converts (4,300 digits)
        raise MalformedBody("the body holds a number with more digits than can be read") from error
    return value


def _without_duplicates(members: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(members)
    if len(found) != len(members):
        twice = next(name for name, times in Counter(name for name, _ in members).items() if times > 1)
        raise MalformedBody(f"an object in the body has the member {_shown(twice)} more than once")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedBody(f"the body holds {name}, which is no JSON number; use null or leave the member out")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise MalformedBody(f"the body holds {_shown(digits)}, which is beyond a double")
    return number


def _inspect(value: JsonValue) -> None:
    for number, (text, depth) in enumerate(_texts(value)):
        if number > MOST_VALUES:
            raise MalformedBody(f"the body holds more than {MOST_VALUES:,} values")
        if depth > DEEPEST:
            raise MalformedBody(f"the body nests deeper than {DEEPEST} levels")
        if _UNUSABLE.search(text):
            raise MalformedBody(f"the body holds a NUL character or half a surrogate pair: {_shown(text)}")


def _texts(value: JsonValue) -> Iterator[tuple[str, int]]:
    """Yield every value's text with the depth at which it stands, and every member's name; most have none."""
    rest = [(value, 0)]
    while rest:
        item, depth = rest.pop()
        if isinstance(item, str):
            yield item, depth
        elif isinstance(item, dict):
            yield "", depth + 1
            yield from ((name, depth) for name in item)
            rest.extend((member, depth + 1) for member in item.values())
        elif isinstance(item, list):
            yield "", depth + 1
            rest.extend((member, depth + 1) for member in item)
        else:
            yield "", depth


def _shown(text: str) -> str:
    """Show the beginning of a text in ASCII, so that no character of it can break the answer."""
    return json.dumps(text[:40]) + ("..." if len(text) > 40 else "")  # noqa: PLR2004 - enough to find it by
