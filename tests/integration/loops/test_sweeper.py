"""The sweeper over a real store: it wakes at the moment something falls due."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.loops.sweeper import Sweeper
from pausepoint_bot.pauses import CheckId, CheckState, Decided, Expired, Held, Pause, Verdict, ViewRef
from pausepoint_bot.store import Keyring, new_key, open_store
from pausepoint_bot.usecases.check_answer import Asking, ask_check, mark_slow
from pausepoint_bot.usecases.expire_pauses import BATCH
from pausepoint_bot.usecases.forget import Retention
from pausepoint_bot.usecases.ports import Store, UnitOfWork
from pausepoint_bot.usecases.settle_check import PATIENCE, hold_stale_checks
from pausepoint_bot.usecases.submit_answer import Answer
from tests.support.desk import Desk, a_desk, ann
from tests.support.slack_bot import Clock

T = TypeVar("T")

LISTENER = "lis_" + "a" * 16
FORM = {"type": "object", "properties": {"n": {"type": "integer"}}}
CHECK = CheckId("chk_1")


@asynccontextmanager
async def sweeping(desk: Desk, clock: Clock) -> AsyncIterator[None]:
    async with sweeping_with(Sweeper(desk.store, clock)):
        yield


@asynccontextmanager
async def sweeping_with(sweeper: Sweeper) -> AsyncIterator[None]:
    running = asyncio.ensure_future(sweeper.run())
    try:
        yield
    finally:
        sweeper.stop()
        await running


async def status_of(desk: Desk, pause: Pause, kind: type) -> object:
    """Wait until the pause is so; the store tells of every change."""
    changed = asyncio.Event()
    desk.store.subscribe(lambda _: changed.set())
    async with asyncio.timeout(10):
        while not isinstance(status := (await desk.get(pause.id)).status, kind):
            await changed.wait()
            changed.clear()
    return status


async def asked(desk: Desk, clock: Clock, *, seconds: float | None = None, ago: timedelta = timedelta()) -> Pause:
    request = OpenPause(schema=FORM, check=True, listener=LISTENER, timeout_seconds=seconds)
    pause = (await desk.open(request, now=clock() - ago)).pause
    answer = Answer(verdict=Verdict.ANSWERED, values={"n": 1})
    asking = Asking(check=CHECK, actor=ann(), answer=answer, view=ViewRef(id="V1", generation=0))
    await desk.do(partial(ask_check, pause_id=pause.id, asking=asking, now=clock() - ago))
    return pause


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with a_desk(database_url) as desk:
        yield desk


async def test_an_answer_on_which_the_flow_says_nothing_is_held(desk: Desk) -> None:
    clock = Clock()
    async with sweeping(desk, clock):
        pause = await asked(desk, clock, ago=PATIENCE - timedelta(milliseconds=200))
        await desk.do(partial(mark_slow, check_id=CHECK))
        held = await status_of(desk, pause, Held)
    assert isinstance(held, Held)
    assert held.check == CHECK
    check = await desk.store.read(lambda uow: uow.checks.get(CHECK))
    assert check is not None
    assert (check.state, check.slow) == (CheckState.HELD, True)


async def test_an_answer_given_in_time_is_held_at_the_deadline_and_does_not_expire(desk: Desk) -> None:
    clock = Clock()
    async with sweeping(desk, clock):
        pause = await asked(desk, clock, seconds=0.3)
        await status_of(desk, pause, Held)


async def test_a_pause_expires_at_its_deadline(desk: Desk) -> None:
    clock = Clock()
    async with sweeping(desk, clock):
        pause = (await desk.open(OpenPause(timeout_seconds=0.2), now=clock())).pause
        expired = await status_of(desk, pause, Expired)
    assert isinstance(expired, Expired)
    assert pause.deadline is not None
    assert expired.at >= pause.deadline


async def test_answers_are_deleted_when_their_time_has_come(desk: Desk) -> None:
    clock = Clock()
    pause = (await desk.open(OpenPause(title="Deploy?"), now=clock() - timedelta(days=40))).pause
    answer = Answer(verdict=Verdict.ANSWERED, reason="as agreed")
    await desk.answer(pause.id, answer=answer, now=clock() - timedelta(days=31))

    sweeper = Sweeper(desk.store, clock, retention=Retention(answers=timedelta(days=30)))
    async with sweeping_with(sweeper), asyncio.timeout(10):
        while not is_forgotten(await desk.get(pause.id)):
            await asyncio.sleep(0.01)


def is_forgotten(pause: Pause) -> bool:
    return isinstance(pause.status, Decided) and pause.status.decision.forgotten


async def test_pauses_whose_key_is_lost_keep_no_other_from_its_deadline(database_url: str) -> None:
    clock = Clock()
    long_ago = clock() - timedelta(hours=1)
    async with open_store(database_url, Keyring([new_key()])) as store:
        for number in range(BATCH + 1):
            await Desk(store).open(OpenPause(title=f"Lost {number}", timeout_seconds=1), now=long_ago)

    async with open_store(database_url, Keyring([new_key()])) as store:
        desk = Desk(store)
        late = (await desk.open(OpenPause(timeout_seconds=1), now=long_ago + timedelta(minutes=1))).pause
        async with sweeping(desk, clock):
            await status_of(desk, late, Expired)
            soon = (await desk.open(OpenPause(timeout_seconds=0.2), now=clock())).pause
            await status_of(desk, soon, Expired)


async def test_what_is_due_and_cannot_be_read_is_looked_at_once_a_second(database_url: str) -> None:
    clock = Clock()
    async with open_store(database_url, Keyring([new_key()])) as store:
        await Desk(store).open(OpenPause(timeout_seconds=1), now=clock() - timedelta(hours=1))

    async with open_store(database_url, Keyring([new_key()])) as store:
        counted = CountedStore(store)
        async with sweeping_with(Sweeper(counted, clock)):
            await asyncio.sleep(0.3)
        assert 1 <= counted.writes < 20


async def test_a_check_whose_key_is_lost_keeps_no_other_from_being_held(database_url: str) -> None:
    clock = Clock()
    first, second = new_key(), new_key()
    async with open_store(database_url, Keyring([first])) as store:
        await asked(Desk(store), clock, ago=PATIENCE * 2)

    async with open_store(database_url, Keyring([second])) as store:
        pause = (await Desk(store).open(OpenPause(schema=FORM, check=True, listener=LISTENER), now=clock())).pause
        answer = Answer(verdict=Verdict.ANSWERED, values={"n": 1})
        asking = Asking(check=CheckId("chk_2"), actor=ann(), answer=answer)
        await Desk(store).do(partial(ask_check, pause_id=pause.id, asking=asking, now=clock() - PATIENCE * 2))

        await Desk(store).do(partial(hold_stale_checks, now=clock()))

        assert isinstance((await Desk(store).get(pause.id)).status, Held)


class CountedStore:
    """A store that counts what is written."""

    def __init__(self, store: Store) -> None:
        self.writes = 0
        self.read = store.read
        self.subscribe = store.subscribe
        self._write = store.write

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Count it and do it."""
        self.writes += 1
        return await self._write(work)
