"""The database goes away and comes back: works fail meanwhile, nothing is lost, and everything goes on by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event

from pausepoint.wire import OpenPause
from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.effects import Announce
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.relay import Relay
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.loops.sweeper import Sweeper
from pausepoint_bot.pauses import Expired, ListenerId
from pausepoint_bot.store import Conflict, OutcomeUnknown, StoreFailed, open_store, unit_of_work
from pausepoint_bot.store.postgres import PostgresStore
from pausepoint_bot.usecases.expire_pauses import next_deadline
from pausepoint_bot.usecases.ports import Committed, PauseFilter, Store
from tests.contract.store.samples import LISTENER, NOW, a_pause, an_event, pause_id
from tests.support.board import Board
from tests.support.desk import Desk
from tests.support.postgres import PostgresServer
from tests.support.waiting import until


def utc_now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[PostgresStore]:
    async with PostgresStore.opened(postgres_url) as opened:
        yield opened


async def kept(store: Store) -> list[str]:
    return sorted(pause.id for pause in await store.read(lambda uow: uow.pauses.list(PauseFilter(limit=1000))))


def adding(number: int):
    return lambda uow: uow.pauses.add(a_pause(number))


async def test_works_fail_while_it_is_away_and_succeed_when_it_is_back(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    await store.write(adding(1))

    with postgres.gone(postgres_url):
        outcomes = await asyncio.gather(
            *(store.write(adding(number)) for number in range(2, 20)), store.read(next_deadline), return_exceptions=True
        )

    assert {type(outcome) for outcome in outcomes} == {StoreFailed}
    await asyncio.gather(*(store.write(adding(number)) for number in range(20, 40)))
    assert await kept(store) == [pause_id(1), *(pause_id(number) for number in range(20, 40))]


async def test_broken_connections_are_replaced_without_anyone_noticing(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    await asyncio.gather(*(store.write(adding(number)) for number in range(20)))
    await kept(store)

    await asyncio.to_thread(postgres.break_connections, postgres_url)

    await asyncio.gather(*(store.write(adding(number)) for number in range(20, 40)))
    assert len(await kept(store)) == 40


async def test_what_was_lost_before_its_commit_is_done_again_and_only_once(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    runs: list[int] = []

    def lose_the_connection_once(uow) -> None:
        uow.pauses.add(a_pause(1))
        runs.append(1)
        if len(runs) == 1:
            postgres.break_connections(postgres_url, only="state = 'idle in transaction'")
        uow.outbox.add(Announce(pause=pause_id(1)), lane="slack:C", due=NOW)

    await store.write(lose_the_connection_once)

    assert len(runs) == 2
    assert await kept(store) == [pause_id(1)]


async def test_of_a_commit_that_is_cut_off_nobody_claims_to_know(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)
    runs: list[int] = []

    @event.listens_for(store._writing, "commit")
    def _cut(_connection: object) -> None:
        postgres.break_connections(postgres_url, only="state = 'idle in transaction'")

    def add(uow) -> None:
        runs.append(1)
        uow.pauses.add(a_pause(1))

    with pytest.raises(OutcomeUnknown, match="lost at a commit"):
        await store.write(add)

    assert runs == [1]  # it might be there already: not done twice
    assert heard[0].missed


async def test_others_are_heard_again_after_the_listening_connection_was_lost(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await asyncio.to_thread(postgres.break_connections, postgres_url, only="query LIKE 'LISTEN%'")
    await until(lambda: any(committed.missed for committed in heard))
    heard.clear()
    with unit_of_work(postgres_url) as uow:
        uow.events.append(LISTENER, an_event(1))
    await until(lambda: bool(heard))

    assert heard == [Committed(listeners=frozenset({LISTENER}))]


async def test_a_poll_finds_what_was_committed_while_nothing_was_heard(
    store: PostgresStore, postgres: PostgresServer, postgres_url: str
) -> None:
    hub = FeedHub(store, utc_now)
    poll = asyncio.ensure_future(hub.next_events(LISTENER, after=0, wait=30, owner="ci"))
    await until(lambda: hub.waiting == 1)
    await asyncio.sleep(0.05)  # let its first read be over

    def commit_unheard() -> None:
        postgres.execute_in(
            postgres_url,
            "UPDATE listeners SET last_seq = 1",
            f"INSERT INTO events VALUES ('{LISTENER}', 1, '{an_event(1).model_dump_json()}')",  # noqa: S608 - a test's own words
        )
        postgres.break_connections(postgres_url, only="query LIKE 'LISTEN%'")

    await asyncio.to_thread(commit_unheard)

    (found,) = await asyncio.wait_for(poll, timeout=10)
    assert found.seq == 1


async def test_the_loops_go_on_by_themselves(store: PostgresStore, postgres: PostgresServer, postgres_url: str) -> None:
    desk, board = Desk(store), Board()
    relay = Relay(store, Sender(board, board), clock=utc_now, jitter=lambda: 0.0, pace=Pace(timedelta()))
    sweeper = Sweeper(store, utc_now)
    running = asyncio.gather(relay.run(), sweeper.run())
    with postgres.gone(postgres_url):
        for loop in (relay, sweeper):
            loop._alarm.ring()
        with pytest.raises(StoreFailed):
            await desk.open(now=utc_now())

    opened = await desk.open(OpenPause(title="Now?", timeout_seconds=1), now=utc_now())

    async def ended() -> bool:
        return isinstance((await desk.get(opened.pause.id)).status, Expired)

    async with asyncio.timeout(20):
        while not await ended():
            await asyncio.sleep(0.02)
    relay.stop()
    sweeper.stop()
    await running
    assert len(board.posts) == 1


async def test_a_store_can_be_closed_while_the_database_is_away(postgres: PostgresServer, postgres_url: str) -> None:
    async with asyncio.timeout(20), open_store(postgres_url) as store:
        with postgres.gone(postgres_url), pytest.raises(StoreFailed):
            await store.write(partial(lambda uow: uow.events.bind(ListenerId(LISTENER), owner="ci", now=NOW)))
        postgres.break_connections(postgres_url)


async def test_the_error_of_the_block_comes_out_as_it_is(postgres_url: str) -> None:
    with pytest.raises(LookupError, match="mine"):
        async with open_store(postgres_url):
            raise LookupError("mine")


async def test_what_is_stored_is_in_no_error(store: PostgresStore) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause(1, key="secret")))

    with pytest.raises(Conflict, match="duplicate key value violates unique constraint") as failed:
        await store.write(lambda uow: uow.pauses.add(a_pause(2, key="secret")))

    assert "secret" not in str(failed.value)
