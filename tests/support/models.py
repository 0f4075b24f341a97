"""Hypothesis strategies of classes that a flow may wait for, of their instances, and of what a person enters for them.

What a person enters is worked out here from the types alone, without the product's own reading and writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, NaiveDatetime, create_model
from pydantic_core import to_jsonable_python

from pausepoint import RunInput

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
    is_choice: bool = False
    is_object: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A class, an instance of it, and what makes a person's form that instance."""

    model: type[RunInput]
    instance: RunInput
    entries: Mapping[str, object]
    wrong: tuple[tuple[str, object], ...]


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
_FIELD_NAMES: Final = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "with_underscore",
    "dotted.name",
    "hyphen-ated",
    "x[0]",
    "per%cent",
)


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
        Kind(annotation=type_, values=st.sampled_from(options), enter=_typed(_label), is_choice=True)
        for type_, options in _CHOICES
    ]
    return st.sampled_from(kinds)


def lists() -> st.SearchStrategy[Kind]:
    """Several of several; one to a line; JSON."""
    some = [
        Kind(
            annotation=list[type_],  # type: ignore[valid-type] # made at run time
            values=st.lists(st.sampled_from(options), unique=True, min_size=1, max_size=4),
            enter=_typed(_labels),
        )
        for type_, options in _CHOICES
    ]
    in_lines = [
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
    in_json = [
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
    return st.sampled_from([*some, *in_lines, *in_json])


def leaves() -> st.SearchStrategy[Kind]:
    """Whatever is asked for with one input."""
    return st.sampled_from(SCALARS) | bounded() | choices() | lists()


@st.composite
def cases(draw: st.DrawFn, *, depth: int = 2, most: int = 4) -> Case:
    """Make a class with a required note, so that it is never answered with one click, and an instance of it."""
    drawn = draw(_bodies(depth=depth, most=most, base=RunInput))
    note: Any = (str, ...)
    base: type[RunInput] = drawn.model
    model = create_model("Asked", __base__=base, note=note)
    return Case(
        model=model,
        instance=model.model_validate({**dict(drawn.instance), "note": "ok"}, by_name=True),
        entries={**drawn.entries("#"), "#/note": "ok"},
        wrong=drawn.wrong,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A class with an instance; `entries` below a place."""

    model: type[Any]
    instance: Any
    entries: Callable[[str], Entries]
    wrong: tuple[tuple[str, object], ...] = ()


@st.composite
def _bodies(draw: st.DrawFn, *, depth: int, most: int, base: type[BaseModel]) -> _Body:
    names = draw(st.lists(st.sampled_from(_FIELD_NAMES), unique=True, min_size=1, max_size=most))
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    makers: list[tuple[str, Callable[[str], Entries]]] = []
    wrong: list[tuple[str, object]] = []
    for index, alias in enumerate(names):
        drawn = draw(_fields(depth=depth))
        name = f"f{index}"
        fields[name] = (
            drawn.annotation,
            Field(drawn.default, alias=alias) if drawn.has_default else Field(alias=alias),
        )
        values[alias] = drawn.value
        makers.append((alias, drawn.entries))
        wrong += [(f"#/{_escaped(alias)}", entry) for entry in drawn.wrong]
    model = create_model("Asked", __base__=base, **fields)
    return _Body(
        model=model,
        instance=model.model_validate(values),
        entries=lambda place: {
            key: value for alias, make in makers for key, value in make(f"{place}/{_escaped(alias)}").items()
        },
        wrong=tuple(wrong),
    )


def _escaped(name: str) -> str:
    """Write a name as a part of a block id: a JSON pointer as a URI fragment (RFC 6901, section 6)."""
    return name.replace("[", "%5B").replace("]", "%5D").replace("%cent", "%25cent")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A field of a class, with the value that it is to have."""

    annotation: Any
    value: Any
    entries: Callable[[str], Entries]
    has_default: bool = False
    default: Any = None
    wrong: tuple[object, ...] = ()


@st.composite
def _fields(draw: st.DrawFn, *, depth: int) -> _Drawn:
    inner = [st.just("leaf")] * 3 + ([st.just("model"), st.just("union")] if depth else [])
    match draw(st.one_of(inner)):
        case "model":
            return draw(_nested(depth=depth))
        case "union":
            return draw(_unions(depth=depth))
        case _:
            return draw(_leaf_fields())


@st.composite
def _leaf_fields(draw: st.DrawFn) -> _Drawn:
    kind = draw(leaves())
    value = draw(kind.values)
    entered = kind.enter
    required = _Drawn(
        annotation=kind.annotation, value=value, entries=lambda place: entered(place, value), wrong=kind.wrong
    )
    match draw(st.sampled_from(["required", "default", "optional", "nullable"])):
        case "default":
            default = draw(kind.values)
            blank = draw(st.booleans())
            made = _Drawn(
                annotation=kind.annotation,
                value=default if blank else value,
                entries=(lambda _: {}) if blank else required.entries,
                has_default=True,
                default=default,
                wrong=kind.wrong,
            )
        case "optional" | "nullable" as how:
            none = draw(st.booleans())
            says = kind.annotation is bool and not none
            made = _Drawn(
                annotation=kind.annotation | None,
                value=None if none else value,
                entries=(lambda _: {})
                if none
                else (lambda place: {place: "Yes" if value else "No"})
                if says
                else required.entries,
                has_default=how == "optional",
                wrong=kind.wrong,
            )
        case _:
            made = required
    return made


@st.composite
def _nested(draw: st.DrawFn, *, depth: int) -> _Drawn:
    body = draw(_bodies(depth=depth - 1, most=2, base=BaseModel))
    required = _Drawn(annotation=body.model, value=body.instance, entries=body.entries)
    match draw(st.sampled_from(["required", "filled", "left out"])):
        case "filled":
            return _Drawn(
                annotation=body.model | None,
                value=body.instance,
                entries=lambda place: {f"{place}/~filled": True, **body.entries(place)},
                has_default=draw(st.booleans()),
            )
        case "left out":
            return _Drawn(
                annotation=body.model | None, value=None, entries=lambda _: {}, has_default=draw(st.booleans())
            )
        case _:
            return required


@st.composite
def _unions(draw: st.DrawFn, *, depth: int) -> _Drawn:
    bodies = draw(st.lists(_bodies(depth=depth - 1, most=2, base=BaseModel), min_size=2, max_size=3))
    tags = [f"kind_{index}" for index in range(len(bodies))]
    models = [_tagged(body.model, tag) for body, tag in zip(bodies, tags, strict=True)]
    chosen = draw(st.integers(0, len(bodies) - 1))
    annotation: Any = models[0]
    for model in models[1:]:
        annotation = annotation | model
    value = models[chosen].model_validate(dict(bodies[chosen].instance), by_name=True, by_alias=False)
    return _Drawn(
        annotation=Annotated[annotation, Field(discriminator="tag")],
        value=value,
        entries=lambda place: {f"{place}/tag": models[chosen].__name__, **bodies[chosen].entries(place)},
    )


def _tagged(model: type[BaseModel], tag: str) -> type[BaseModel]:
    field: Any = (Literal[tag], tag)
    return create_model(tag.title().replace("_", ""), __base__=model, tag=field)
