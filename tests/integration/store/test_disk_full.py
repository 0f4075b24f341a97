"""On a full disk every answer is stored or refused, and when there is room again everything goes on."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, PauseId, Verdict
from pausepoint_bot.store import SqliteStore, StoreFailed
from pausepoint_bot.usecases.submit_answer import Accepted, Answer
from tests.support.desk import Desk

LONG = "x" * 3000


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with SqliteStore.opened(f"sqlite:///{tmp_path / 'pausepoint.db'}") as opened:
        yield opened


@contextmanager
def a_log_that_does_not_grow(log: Path) -> Iterator[None]:
    """Make the kernel refuse every write past the log's end, as a full disk would."""
    longest = log.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def answered(desk: Desk, pause: PauseId) -> bool:
    """Answer at length; tell whether it was acknowledged."""
    try:
        outcome = await desk.answer(pause, answer=Answer(verdict=Verdict.ANSWERED, values={"text": LONG}))
    except StoreFailed:
        return False
    return isinstance(outcome, Accepted)


async def is_decided(desk: Desk, pause: PauseId) -> bool:
    return isinstance((await desk.get(pause)).status, Decided)


async def test_with_no_room_left_every_answer_is_stored_or_refused(store: SqliteStore) -> None:
    desk = Desk(store)
    pauses = [(await desk.open(OpenPause(title="Deploy?"))).pause.id for _ in range(60)]
    pages = int(await store.write(lambda uow: pragma(uow, "page_count")))
    await store.write(lambda uow: pragma(uow, f"max_page_count = {pages + 20}"))

    acknowledged = {pause: await answered(desk, pause) for pause in pauses}

    assert set(acknowledged.values()) == {True, False}
    assert {pause: await is_decided(desk, pause) for pause in pauses} == acknowledged

    await store.write(lambda uow: pragma(uow, "max_page_count = 1000000"))
    assert all(await asyncio.gather(*(answered(desk, pause) for pause in pauses if not acknowledged[pause])))
    assert all([await is_decided(desk, pause) for pause in pauses])


async def test_a_full_disk_is_trouble_until_there_is_room_again(store: SqliteStore, tmp_path: Path) -> None:
    desk = Desk(store)
    pause = (await desk.open(OpenPause(title="Deploy?"))).pause.id

    with a_log_that_does_not_grow(tmp_path / "pausepoint.db-wal"):
        assert not await answered(desk, pause)
        assert "failed" in (await store.trouble() or "")
        assert not await is_decided(desk, pause)

    assert await store.trouble() is None
    assert await answered(desk, pause)


def pragma(uow, words: str) -> object:
    return uow.pauses._connection.exec_driver_sql(f"PRAGMA {words}").scalar()
