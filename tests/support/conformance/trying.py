"""Trying one row: a flow waits for its class in a real service, a person fills in the modal, the flow gets its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, assert_never

from pausepoint import FormProblem, FormRefused, PauseError, RunInput
from pausepoint.schema import form_of
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.server import Playground
from tests.support.asking import Answered, Asking
from tests.support.conformance.rows import Corrected, Refused, Row, Works
from tests.support.modal_filling import Filled
from tests.support.sameness import same

IMPORTS: Final = """\
from collections.abc import *
from datetime import *
from decimal import Decimal
from enum import *
from ipaddress import *
from pathlib import Path
from typing import *
from uuid import UUID
from pydantic import *
from pausepoint import *
"""
_NOTE: Final = {"#/note": "ok"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What happened to a row. `wrong` says why it is not as the row says; it is empty where it is."""

    row: Row
    schema: Mapping[str, Any] = field(default_factory=dict)
    seen: tuple[JsonObject, ...] = ()
    came_back: str = ""
    said: tuple[str, ...] = ()
    wrong: str = ""


class Trial:
    """Tries rows one after the other, as alice."""

    def __init__(self, playground: Playground) -> None:
        self._asking = Asking(playground.as_person("alice"))
        self._ids = {"BOB": playground.people["bob"].id, "GENERAL": playground.channel("#general").id}

    async def run(self, row: Row, setup: str) -> Tried:
        """Try a row. What goes wrong is said, never raised."""
        ids = "\n".join(f"{name} = {id_!r}" for name, id_ in self._ids.items())
        row_class = f"class Row(RunInput):\n    answer: {row.python}\n    note: str\n"
        names = run_python(IMPORTS, ids, setup, row_class)
        wanted: type[RunInput] = names["Row"]
        initial = "" if isinstance(row, Corrected) else row.initial
        if initial:
            wanted = wanted.with_initial_data(answer=_evaluated(initial, names))
        try:
            return await self._try(row, wanted, names)
        except FormRefused as refused:
            return _refused(row, refused.problems)
        except (SlackClientError, PauseError, TimeoutError) as wrong:
            return Tried(row=row, wrong=f"{type(wrong).__name__}: {wrong}")

    async def _try(self, row: Row, wanted: type[RunInput], names: dict[str, Any]) -> Tried:
        match row:
            case Works():
                answered = await self._asking.ask(wanted, _entered(row.enters))
                tried = _works(row, answered, _evaluated(row.gives, names))
                return replace(tried, schema=_schema(names["Row"]), came_back=self._named(tried.came_back))
            case Corrected():
                return _corrected(row, (await self._asking.ask(wanted, _entered(row.enters))).filled)
            case Refused():
                await self._asking.ask(wanted, {})
                return Tried(row=row, wrong="it is not refused")
            case _:
                assert_never(row)

    def _named(self, text: str) -> str:
        """Call ids by their names: they are new in every run."""
        for name, id_ in self._ids.items():
            text = text.replace(repr(id_), name)
        return text


def _works(row: Works, answered: Answered, expected: object) -> Tried:
    seen = _seen(answered.filled)
    if not isinstance(answered.answer, RunInput):
        result = answered.filled.result
        return Tried(row=row, seen=seen, wrong=f"not taken: {result.errors or result.banner}")
    got: object = vars(answered.answer)["answer"]
    return Tried(
        row=row,
        seen=seen,
        came_back=repr(got),
        wrong="" if same(got, expected) else f"expected {expected!r}, got {got!r}",
    )


def _corrected(row: Corrected, filled: Filled) -> Tried:
    said = tuple(text for block, text in filled.errors.items() if block.startswith("#/answer"))
    wrong = "" if said and len(said) == len(filled.errors) else "nothing is said under the input"
    return Tried(row=row, seen=_seen(filled), said=said, wrong=wrong)


def _refused(row: Row, problems: tuple[FormProblem, ...]) -> Tried:
    said = tuple(f"`{problem.pointer}` {problem.detail}" for problem in problems)
    return Tried(row=row, said=said, wrong="" if isinstance(row, Refused) else f"refused: {' '.join(said)}")


def _entered(enters: object) -> dict[str, object]:
    if isinstance(enters, Mapping):
        return {**enters, **_NOTE}
    return _NOTE | ({} if enters is None else {"#/answer": enters})


def _evaluated(python: str, names: dict[str, Any]) -> object:
    value: object = eval(python, names)  # noqa: S307 - the page's own text
    return value


def run_python(*sources: str) -> dict[str, Any]:
    """Run Python that stands on the page, and return what it defines."""
    names: dict[str, Any] = {"__name__": "conformance"}
    for source in sources:
        exec(compile(source, "<conformance>", "exec", dont_inherit=True), names)  # noqa: S102 - the page's own text
    return names


def _seen(filled: Filled) -> tuple[JsonObject, ...]:
    return tuple(block for id_, block in filled.seen.items() if id_.startswith("#/answer"))


def _schema(wanted: type[RunInput]) -> dict[str, Any]:
    schema: dict[str, Any] = form_of(wanted).schema
    return dict(schema["properties"]["answer"])


def schema_text(schema: Mapping[str, Any], *, most: int = 160) -> str:
    """Write a field's schema without its words, as the page shows it."""
    kept = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    text = json.dumps(kept, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most]}…"
