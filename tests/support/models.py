"""Hypothesis strategies of classes that a flow may wait for, of their instances, and of what a person enters for them.

Fields are of every kind, required or not, with defaults or without, in nested models and unions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model

from pausepoint import RunInput
from tests.support.kinds import Entries, leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A class, an instance of it, and what makes a person's form that instance."""

    model: type[RunInput]
    instance: RunInput
    entries: Mapping[str, object]
    wrong: tuple[tuple[str, object], ...]


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
