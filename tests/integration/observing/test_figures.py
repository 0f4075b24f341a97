"""The figures of the database: right, and read seldom, however often they are asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from pausepoint_bot.observing.figures import Figures
from pausepoint_bot.observing.metrics import Metrics
from pausepoint_bot.store import open_store
from tests.support.api import CountingStore, HandClock
from tests.support.desk import Desk
from tests.support.pauses import NOON


class Seen:
    """Figures over a store that counts, at a time that is set by hand."""

    def __init__(self, store: CountingStore) -> None:
        self.store, self.clock = store, HandClock()
        self.metrics = Metrics(CollectorRegistry())
        self.figures = Figures(store, clock=self.clock, metrics=self.metrics)

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"pausepoint_{name}", labels)


@pytest.fixture
async def seen(tmp_path: Path) -> AsyncIterator[Seen]:
    async with open_store(f"sqlite:///{tmp_path / 'figures.db'}") as store:
        yield Seen(CountingStore(store))


async def test_pauses_are_counted_and_what_is_owed_has_its_age(seen: Seen) -> None:
    desk = Desk(seen.store)
    await desk.open()
    await desk.answer((await desk.open()).pause.id)
    (claimed, *_) = await desk.owed()
    await desk.do(lambda uow: uow.outbox.bury(claimed.id, now=NOON, error="gone"))
    seen.clock.advance(90)

    await seen.figures.refresh()

    assert (seen.value("pauses", state="waiting"), seen.value("pauses", state="decided")) == (1, 1)
    assert (seen.value("effects_owed", kind="announce"), seen.value("dead_letters", kind="announce")) == (1, 1)
    assert seen.value("effects_oldest_seconds", kind="announce") == 90
    assert seen.value("effects_owed", kind="release") == 0
    assert await seen.figures.tell_owed() == "1 owed, the oldest for 90 s"
    assert await seen.figures.tell_dead_letters() == "1"


async def test_there_is_nothing_to_tell_where_nothing_is_owed(seen: Seen) -> None:
    assert await seen.figures.tell_owed() is None
    assert await seen.figures.tell_dead_letters() is None


async def test_a_scraper_that_asks_often_asks_the_database_once(seen: Seen) -> None:
    for _ in range(100):
        await seen.figures.refresh()
    assert seen.store.reads == 1


async def test_a_database_that_is_away_leaves_the_figures_and_they_age(seen: Seen) -> None:
    await Desk(seen.store).open()
    await seen.figures.refresh()
    await seen.store.close()
    seen.clock.advance(60)
    seen.figures._next_read = 0

    await seen.figures.refresh()

    assert seen.value("pauses", state="waiting") == 1
    assert seen.value("figures_age_seconds") == 60
