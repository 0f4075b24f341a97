"""Hypothesis strategies of types that are asked for with one input, with values and with what a person enters for them.

What a person enters is worked out here from the types alone, without the product's own reading and writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from hypothesis import strategies as st
from pydantic import AwareDatetime, Field, NaiveDatetime
from pydantic_core import to_jsonable_python

Entries: TypeAlias = dict[str, object]
"""What is entered, by the block id of the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type. `values` can be entered into a form that opens blank; `enter` says how, below the block id it is given.

    `wrong` are entries that a person can make and that must be refused under that very input.
    """

    annotation: Any
    values: st.SearchStrategy[Any]
    enter: Callable[[str, Any], Entries]
    wrong: tuple[object, ...] = ()


class Colour(Enum):
    """Three colours."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"


Letters = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
Many = Enum("Many", {f"m{n:03}": f"number {n:03}" for n in range(101)})  # type: ignore[misc] # its members are made

_characters = st.characters(exclude_categories=["Cs", "Cc"])
texts = st.text(_characters, min_size=1, max_size=30)
lines = texts.filter(str.strip)


def _typed(write: Callable[[Any], object]) -> Callable[[str, Any], Entries]:
    return lambda place, value: {place: write(value)}


def _as_json(value: object) -> str:
    return json.dumps(to_jsonable_python(value), ensure_ascii=False)


def _in_lines(value: Any) -> str:
    return "\n".join(str(to_jsonable_python(item)) for item in value)


def _labels(value: Any) -> list[str]:
    return [str(item.value if isinstance(item, Enum) else item) for item in value]


def _label(value: Any) -> str:
    return _labels([value])[0]


_whole_minutes = st.integers(1_000_000_000 // 60 + 1, 9_999_999_999 // 60).map(
    lambda minutes: datetime.fromtimestamp(minutes * 60, UTC)
)
_short_floats = st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4) + 0.0)
_INT: Final = Kind(annotation=int, values=st.integers(-(10**14), 10**14), enter=_typed(str), wrong=("1.5", "x"))

SCALARS: Final[tuple[Kind, ...]] = (
    Kind(annotation=bool, values=st.booleans(), enter=_typed(bool)),
    Kind(annotation=str, values=texts, enter=_typed(str)),
    _INT,
    Kind(
        annotation=float,
        values=_short_floats,
        enter=_typed(lambda number: format(Decimal(str(number)), "f")),
        wrong=("x",),
    ),
    Kind(
        annotation=Decimal,
        values=st.decimals(-(10**6), 10**6, places=3).map(lambda number: number + 0),
        enter=_typed(lambda number: format(number, "f")),
        wrong=("x",),
    ),
    Kind(annotation=date, values=st.dates(date(1000, 1, 1)), enter=_typed(str)),
    Kind(
        annotation=time,
        values=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        enter=_typed(lambda at: at.strftime("%H:%M")),
    ),
    Kind(annotation=AwareDatetime, values=_whole_minutes, enter=_typed(datetime.isoformat)),
    Kind(
        annotation=NaiveDatetime,
        values=st.datetimes(datetime(1000, 1, 1)),  # noqa: DTZ001 - naive on purpose
        enter=_typed(lambda at: at.isoformat(" ")),
        wrong=("soon", "2026-02-30 10:00", "2026-01-01T10:00Z"),
    ),
    Kind(annotation=UUID, values=st.uuids(), enter=_typed(str), wrong=("123",)),
)


@st.composite
def bounded(draw: st.DrawFn) -> Kind:
    """Numbers and texts with random bounds."""
    match draw(st.sampled_from(["int", "float", "length", "step", "pattern"])):
        case "int":
            least = draw(st.integers(-1000, 1000))
            most = least + draw(st.integers(0, 1000))
            return Kind(
                annotation=Annotated[int, Field(ge=least, le=most)],
                values=st.integers(least, most),
                enter=_typed(str),
                wrong=(str(least - 1), str(most + 1)),
            )
        case "float":
            least = draw(st.integers(-100, 100))
            return Kind(
                annotation=Annotated[float, Field(gt=least, lt=least + 1)],
                values=st.integers(1, 99).map(lambda part: float(f"{least + part / 100:.2f}")),
                enter=_typed(str),
                wrong=(str(least), str(least + 1)),
            )
        case "step":
            step = draw(st.integers(2, 9))
            return Kind(
                annotation=Annotated[int, Field(multiple_of=step)],
                values=st.integers(-1000, 1000).map(lambda times: times * step),
                enter=_typed(str),
                wrong=("1",),
            )
        case "length":
            least = draw(st.integers(1, 5))
            most = least + draw(st.integers(0, 300))
            return Kind(
                annotation=Annotated[str, Field(min_length=least, max_length=most)],
                values=st.text(_characters, min_size=least, max_size=most),
                enter=_typed(str),
                wrong=("x" * (most + 1), *(("x" * (least - 1),) if least > 1 else ())),
            )
        case _:
            return Kind(
                annotation=Annotated[str, Field(pattern=r"^[a-z]{2}-\d+$")],
                values=st.from_regex(r"\A[a-z]{2}-[0-9]{1,5}\Z"),
                enter=_typed(str),
                wrong=("A-1", "ab-", "ab-1x"),
            )


_CHOICES: Final = (
    (Literal["a", "b"], ["a", "b"]),
    (Literal[1, 2, 30], [1, 2, 30]),
    (Literal["only"], ["only"]),
    (Colour, list(Colour)),
    (Letters, list("abcdefghijkl")),
    (Many, list(Many)),
)


def choices() -> st.SearchStrategy[Kind]:
    """One of several."""
    kinds = [
        Kind(annotation=type_, values=st.sampled_from(options), enter=_typed(_label)) for type_, options in _CHOICES
    ]
    return st.sampled_from(kinds)


def lists() -> st.SearchStrategy[Kind]:
    """Several of several; one to a line; JSON."""
    return st.sampled_from([*_some_of(), *_in_lines_each(), *_in_json()])


def _some_of() -> list[Kind]:
    return [
        Kind(
            annotation=list[type_],  # type: ignore[valid-type] # made at run time
            values=st.lists(st.sampled_from(options), unique=True, min_size=1, max_size=4),
            enter=_typed(_labels),
        )
        for type_, options in _CHOICES
    ]


def _in_lines_each() -> list[Kind]:
    return [
        Kind(annotation=list[str], values=st.lists(lines, min_size=1, max_size=4), enter=_typed(_in_lines)),
        Kind(
            annotation=list[int],
            values=st.lists(_INT.values, min_size=1, max_size=4),
            enter=_typed(_in_lines),
            wrong=("1\nx",),
        ),
        Kind(
            annotation=set[int],
            values=st.sets(_INT.values, min_size=1, max_size=4),
            enter=_typed(_in_lines),
            wrong=("1\n1",),
        ),
        Kind(
            annotation=list[date],
            values=st.lists(st.dates(date(1000, 1, 1)), min_size=1, max_size=3),
            enter=_typed(_in_lines),
        ),
        Kind(
            annotation=Annotated[list[str], Field(min_length=2, max_length=3)],
            values=st.lists(lines, min_size=2, max_size=3),
            enter=_typed(_in_lines),
            wrong=("one", "1\n2\n3\n4"),
        ),
    ]


def _in_json() -> list[Kind]:
    return [
        Kind(
            annotation=dict[str, int],
            values=st.dictionaries(texts, st.integers(), min_size=1, max_size=3),
            enter=_typed(_as_json),
            wrong=("{", '{"a": "x"}', "[]"),
        ),
        Kind(
            annotation=list[bool],
            values=st.lists(st.booleans(), min_size=1, max_size=3),
            enter=_typed(_as_json),
            wrong=("[1]",),
        ),
        Kind(
            annotation=list[list[str]],
            values=st.lists(st.lists(st.text(_characters)), min_size=1, max_size=2),
            enter=_typed(_as_json),
            wrong=('["a"]',),
        ),
    ]


def leaves() -> st.SearchStrategy[Kind]:
    """Whatever is asked for with one input."""
    return st.sampled_from(SCALARS) | bounded() | choices() | lists()
