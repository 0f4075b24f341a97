"""The table and data_table blocks. Pure. Figures: Slack's Block Kit reference, table block and data table block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pausepoint_playground.validation.findings import Place
from pausepoint_playground.validation.rich_text import RICH_TEXT
from pausepoint_playground.validation.rules import (
    Rule,
    Shape,
    array,
    boolean,
    by_type,
    integer,
    nothing_known,
    nullable,
    number,
    one_of,
    string,
)

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000

_CELL = by_type(
    {
        "raw_text": Shape(members={"type": nothing_known, "text": string(TABLE_CHARACTERS)}, required=("text",)),
        "raw_number": Shape(
            members={"type": nothing_known, "value": number, "text": string(255)}, required=("value", "text")
        ),
        "rich_text": RICH_TEXT,
    }
)
_BASE: dict[str, Rule] = {"type": nothing_known, "block_id": string(255)}
_COLUMN = Shape(members={"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def characters(value: object) -> int:
    """Count the characters of every `text` inside a table."""
    return sum(len(text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _at_most(most: int) -> Rule:
    def rule(value: object, place: Place) -> None:
        if (found := characters(value)) > most:
            place.refuse(f"must be less than {most + 1} characters", constraint=("max_length", most, found))

    return rule


def _both(first: Rule, second: Rule) -> Rule:
    def rule(value: object, place: Place) -> None:
        first(value, place)
        second(value, place)

    return rule


TABLE = Shape(
    members=_BASE
    | {
        "rows": _both(array(array(_CELL, most=20), most=100), _at_most(TABLE_CHARACTERS)),
        "column_settings": array(nullable(_COLUMN), most=20),
    },
    required=("rows",),
)

DATA_TABLE = Shape(
    members=_BASE
    | {
        "rows": _both(array(array(_CELL, most=20), least=2, most=201), _at_most(DATA_TABLE_CHARACTERS)),
        "caption": string(3000),
        "page_size": integer(1, 100),
        "row_header_column_index": integer(0, 19),
    },
    required=("rows", "caption"),
)
