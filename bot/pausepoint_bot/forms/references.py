"""The references inside a schema: where they lead, which of them come round again, and how much they unfold to. Pure.

Twenty definitions that each refer to the next one twice unfold to a million; a validator that follows them never
returns. So a schema is measured before anything follows it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pydantic import JsonValue

from pausepoint_bot.forms.bounds import MAX_DEPTH
from pausepoint_bot.forms.pointers import join_pointer, value_at
from pausepoint_bot.forms.problems import Unaskable

Schema = Mapping[str, JsonValue]

DATA: Final = frozenset({"default", "examples", "const", "enum"})
"""Keywords whose values are data, in which nothing is a schema."""

NAMING: Final = frozenset(
    {"properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions"}
)
"""Keywords whose members have names of their own, each with a schema."""

_MOST_UNFOLDED: Final = 60_000
_DEEPEST: Final = 150
_FORK: Final = 2
_MOST_CHECKED: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A schema that is safe to follow. `recursive` are the references that lead back to themselves.

    `deepest` is how deep a value may be nested, so that checking it takes no time: where a schema that contains itself
    has two alternatives that do, every level doubles what there is to check.
    """

    schema: Schema
    recursive: frozenset[str]
    deepest: int


def without_references(schema: Schema) -> Document:
    """Take a schema in which nothing refers to anything; it is no larger than it looks."""
    return Document(schema=schema, recursive=frozenset(), deepest=MAX_DEPTH)


def measure(schema: Schema) -> Document:
    """Follow every reference that can be reached once.

    Raises:
        Unaskable: the schema unfolds to more than anyone could fill in.
    """
    survey = _Survey(schema)
    if survey.unfold(dict(schema), 0) > _MOST_UNFOLDED:
        raise Unaskable("", "The references of this schema unfold to more than a form can ask for.")
    round_and_round = survey.find_loop()
    if round_and_round is not None:
        raise Unaskable("", f"The schema contains itself without end ({round_and_round}).")
    recursive = frozenset(survey.recursive)
    return Document(schema=schema, recursive=recursive, deepest=_deepest(schema) if recursive else MAX_DEPTH)


def _deepest(schema: Schema) -> int:
    fan = max(sum(1 for _ in _references_in_place(dict(inner))) for _, inner in subschemas(dict(schema), ""))
    return MAX_DEPTH if fan < _FORK else int(math.log(_MOST_CHECKED, fan))


def look_up(root: Schema, reference: str) -> Schema | None:
    """Find what a reference inside the document points to; None for one that leads elsewhere or nowhere."""
    if reference not in {"#", ""} and not reference.startswith("#/"):
        return None
    place = value_at(dict(root), unquote(reference[1:]))
    return place if isinstance(place, Mapping) else None


def subschemas(schema: JsonValue, pointer: str) -> Iterator[tuple[str, Schema]]:
    """Go through a schema and all that stand in it, each with its pointer; what only looks like one is left out.

    A property that is called `pattern` or `$ref` is a name, and what stands in a `default` is data.
    """
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for keyword, member in schema.items():
        below = join_pointer(pointer, [keyword])
        if keyword in NAMING and isinstance(member, dict):
            for name, inner in member.items():
                yield from subschemas(inner, join_pointer(below, [name]))
        elif isinstance(member, list) and keyword not in DATA:
            for index, inner in enumerate(member):
                yield from subschemas(inner, join_pointer(below, [index]))
        elif keyword not in DATA:
            yield from subschemas(member, below)


class _Survey:
    """One walk through a schema; each reference is measured once."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._sizes: dict[str, int] = {}
        self._open: list[str] = []
        self.recursive: set[str] = set()

    def unfold(self, value: JsonValue, depth: int) -> int:
        """Count the values a place unfolds to."""
        if depth > _DEEPEST:
            return _MOST_UNFOLDED + 1
        if isinstance(value, list):
            return 1 + sum(self.unfold(item, depth + 1) for item in value)
        if not isinstance(value, dict):
            return 1
        members = sum(self.unfold(v, depth + 1) for k, v in value.items() if k not in DATA and k not in _SHELVES)
        reference, options = value.get("$ref"), value.get("enum")
        members += len(options) if isinstance(options, list) else 0
        return 1 + members + (self._follow(reference, depth) if isinstance(reference, str) else 0)

    def find_loop(self) -> str | None:
        """Find a reference that leads back to itself without going down into the value: checking it would never end."""
        finished: set[str] = set()
        return next((loop for start in ("#", *self._sizes) if (loop := self._loop(start, [], finished))), None)

    def _loop(self, reference: str, way: list[str], finished: set[str]) -> str | None:
        if reference in finished:
            return None
        if reference in way:
            return reference
        way.append(reference)
        target = look_up(self._root, reference)
        found = (self._loop(inner, way, finished) for inner in _references_in_place(dict(target or {})))
        loop = next((one for one in found if one), None)
        way.pop()
        finished.add(reference)
        return loop

    def _follow(self, reference: str, depth: int) -> int:
        if reference in self._open:
            self.recursive.update(self._open[self._open.index(reference) :])
            return 0
        if reference not in self._sizes:
            target = look_up(self._root, reference)
            self._open.append(reference)
            self._sizes[reference] = 1 if target is None else self.unfold(dict(target), depth + 1)
            self._open.pop()
        return self._sizes[reference]


_SHELVES: Final = frozenset({"$defs", "definitions"})
"""Where definitions lie that only count when something refers to them."""


_IN_PLACE: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
"""Keywords whose schemas hold for the very value that the schema around them holds for."""


def _references_in_place(schema: JsonValue) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield reference
    for keyword in _IN_PLACE:
        inner = schema.get(keyword)
        parts = inner if isinstance(inner, list) else [inner]
        if keyword == "dependentSchemas" and isinstance(inner, dict):
            parts = list(inner.values())
        for part in parts:
            yield from _references_in_place(part)
