"""What a form costs: schema -> form, form -> modal, and what was typed -> checked answer. No I/O, and no preview, is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, create_model

from pausepoint import RunInput
from pausepoint.schema import form_of
from pausepoint_bot.forms import Form, Submission, answers_of, compile_form, parse_answers
from pausepoint_bot.slack.modal import read_answers
from pausepoint_bot.slack.sheet import sheet_of
from pausepoint_bot.slack.sheet_view import Asked, Drawing, render_sheet
from pausepoint_playground.element_states import Values, initial_values
from tests.bench.floor import median
from tests.bench.row import Row

PROMISE_MS = 2.0
"""For compiling and rendering a form of 20 fields that was never seen before."""

_COUNTS = (1, 20, 100)
_KINDS: tuple[tuple[Any, Any, object], ...] = (
    (str, Field(description="Goes into the log."), "fine"),
    (int, Field(ge=1, le=20), 7),
    (Literal["staging", "canary", "production"], Field(), "canary"),
    (bool, Field(default=False), True),
    (str, Field(pattern=r"^v\d+\.\d+$"), "v1.2"),
    (date, Field(default=date(2026, 1, 31)), "2026-03-01"),
    (list[str], Field(max_length=10), ["a", "b"]),
    (Decimal, Field(max_digits=8, decimal_places=2), "10.50"),
    (str | None, Field(default=None), "note"),
    (list[Literal["a", "b", "c"]], Field(), ["a", "c"]),
)
_ASKED = Asked(pause_id="pau_00000000000000000000000000", title="Deploy", preview="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Medians in milliseconds of processor time, so that what else the machine does counts for nothing."""

    fields: int
    compile_new: float
    compile_known: float
    render: float
    answer: float

    @property
    def opening(self) -> float:
        """What the first click on a new form costs."""
        return self.compile_new + self.render


def bench_forms(rounds: int = 101) -> Row:
    """Print what forms of several sizes cost; return the promised one's row."""
    print(f"medians of {rounds} rounds, in ms of processor time\n")
    print(
        f"{'fields':>6} {'compile, new':>13} {'compile, known':>15} {'render':>8} {'new + render':>13} {'parse + check':>14}"
    )
    found = {count: _costs(count, rounds) for count in _COUNTS}
    for one in found.values():
        print(
            f"{one.fields:>6} {one.compile_new:>13.2f} {one.compile_known:>15.2f} {one.render:>8.2f}"
            f" {one.opening:>13.2f} {one.answer:>14.2f}"
        )
    opening = found[20].opening
    return Row(
        what="compile + render a 20-field form",
        measured=f"{opening:.2f} ms",
        promise=f"<= {PROMISE_MS:g} ms",
        kept=opening <= PROMISE_MS,
    )


def _costs(count: int, rounds: int) -> Costs:
    schema, values = _schema(count)
    form = compile_form(schema)
    state = _state(form, values)
    schemas = iter([{**schema, "title": f"Form {number}"} for number in range(rounds)])
    return Costs(
        fields=count,
        compile_new=_median(lambda: compile_form(next(schemas)), rounds),
        compile_known=_median(lambda: compile_form(schema), rounds),
        render=_median(lambda: _render(form), rounds),
        answer=_median(lambda: _answer(form, state, values), rounds),
    )


def _median(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        begin = time.thread_time()
        work()
        seconds.append(time.thread_time() - begin)
    return median(seconds) * 1e3


def _schema(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for number in range(count):
        annotation, info, value = _KINDS[number % len(_KINDS)]
        fields[f"field_{number:03}"] = (annotation, info)
        values[f"field_{number:03}"] = value
    model = create_model("Bench", __base__=RunInput, **fields)
    return dict(form_of(model).schema), values


def _render(form: Form) -> Mapping[str, object]:
    return render_sheet(sheet_of(form, {}), _ASKED, Drawing())


def _state(form: Form, values: dict[str, Any]) -> Values:
    """Return what Slack reports of all pages with these values typed in."""
    sheet = sheet_of(form, answers_of(form, values))
    state: Values = {}
    for page in range(len(sheet.pages)):
        blocks: Any = render_sheet(sheet.turned_to(page), _ASKED, Drawing())["blocks"]
        state |= initial_values(blocks)
    return state


def _answer(form: Form, state: Values, values: dict[str, Any]) -> None:
    if parse_answers(form, read_answers(form, state)) != Submission(values=values):
        raise AssertionError("the answer did not come back as it was typed")
