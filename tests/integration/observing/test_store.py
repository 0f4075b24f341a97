"""The store that tells: of steps once they are durable, and of none that were rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from pausepoint.wire import Event, EventData, FlowRef, OpenPause
from pausepoint_bot.observing import Observation
from pausepoint_bot.pauses import PauseId
from pausepoint_bot.store import StoreFailed, open_store
from pausepoint_bot.usecases.life import LifeStep, released_by_callback, released_by_feed
from pausepoint_bot.usecases.ports import Committed, UnitOfWork
from pausepoint_bot.usecases.views import view_of
from tests.support.api import HandClock
from tests.support.desk import Desk
from tests.support.pauses import NOON
from tests.support.waiting import until

T = TypeVar("T")


@pytest.fixture
async def seen(database_url: str) -> AsyncIterator[Observation]:
    async with open_store(database_url) as store:
        yield Observation.of(store, clock=HandClock(), registry=CollectorRegistry())


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


def told(seen: Observation, lines: list[Any]) -> list[tuple[str, str | None]]:
    seen.journal.flush()
    return [(line["step"], line.get("run")) for line in lines]


async def test_each_step_of_a_life_is_one_line(seen: Observation, lines: list[Any]) -> None:
    desk = Desk(seen.store)
    opened = await desk.open(OpenPause(title="Delete 42 runs", flow=FlowRef(name="cleanup", run_id="run-7")))
    await desk.answer(opened.pause.id)
    pause = await desk.get(opened.pause.id)
    data = EventData(pause=view_of(pause))
    seen.journal.note([released_by_feed(Event(id="evt_1", pause=pause.id, type="decided", at=NOON, data=data))])
    seen.journal.note([released_by_callback(pause)])

    assert told(seen, lines) == [("opened", "run-7"), ("decided", "run-7"), ("released", "run-7")]
    count = seen.metrics.registry.get_sample_value
    assert count("pausepoint_pause_steps_total", {"step": "released"}) == 1
    assert count("pausepoint_decision_seconds_count") == 1


async def test_a_line_names_who_decided_by_id_and_nothing_of_the_answer(seen: Observation, lines: list[Any]) -> None:
    desk = Desk(seen.store)
    await desk.answer((await desk.open()).pause.id)
    seen.journal.flush()
    decided = lines[-1]
    assert (decided["by"], decided["outcome"]) == ("U1", "answered")
    assert "Ann" not in str(lines)


async def test_of_what_is_rolled_back_nobody_hears(seen: Observation, lines: list[Any]) -> None:
    async def open_and_fail() -> None:
        def work(uow: UnitOfWork) -> None:
            uow.note(released_by_callback(opened.pause))
            raise LookupError

        await seen.store.write(work)

    opened = await Desk(seen.store).open()
    with pytest.raises(LookupError):
        await open_and_fail()
    assert told(seen, lines) == [("opened", None)]


class _Contended:
    """A store in whose way another transaction comes, once."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        work(_Unit())
        return work(_Unit())

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        raise StoreFailed(f"{work} cannot be done: the disk is full")

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        del hear


class _Unit:
    """As much of a unit of work as a note needs."""

    def __init__(self) -> None:
        self.steps: list[object] = []

    def note(self, step: object) -> None:
        self.steps.append(step)


async def test_a_transaction_that_is_run_again_is_told_once_and_counted_as_a_retry(lines: list[Any]) -> None:
    seen = Observation.of(_Contended(), clock=HandClock(), registry=CollectorRegistry())
    event = Event.model_construct(pause="pau_1")
    await seen.store.write(lambda uow: uow.note(released_by_feed(event)))
    with pytest.raises(StoreFailed):
        await seen.store.read(lambda uow: uow)

    assert told(seen, lines) == [("released", None)]
    value = seen.metrics.registry.get_sample_value
    assert value("pausepoint_store_retries_total") == 1
    assert value("pausepoint_store_failures_total", {"code": "store_failed"}) == 1
    assert value("pausepoint_store_seconds_count", {"kind": "write"}) == 1


async def test_lines_are_written_by_themselves_a_moment_later(seen: Observation, lines: list[Any]) -> None:
    await Desk(seen.store).open()
    await until(lambda: bool(lines))
    assert [line["event"] for line in lines] == ["pause opened"]


async def test_many_lines_at_once_keep_their_order_and_none_is_lost(seen: Observation, lines: list[Any]) -> None:
    pauses = [PauseId(f"pau_{number}") for number in range(205)]
    seen.journal.note(LifeStep(kind="expired", pause=pause, run=None) for pause in pauses)
    await until(lambda: bool(lines))
    assert len(lines) < len(pauses)
    await until(lambda: len(lines) == len(pauses))
    assert [line["pause"] for line in lines] == pauses
