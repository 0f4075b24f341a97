"""What the one writing thread promises: few commits, and that no failure outlives its cause."""

from __future__ import annotations

import asyncio
import re
import resource
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pausepoint_bot.store import Conflict, SqliteStore, StoreFailed, unit_of_work
from pausepoint_bot.usecases.ports import Committed, PauseFilter, TokenRecord, UnitOfWork
from tests.contract.store.samples import LISTENER, NOW, SECOND, a_pause, a_vote, an_event, pause_id


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'pausepoint.db'}"


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqliteStore]:
    async with SqliteStore.opened(url, busy_seconds=0.05) as opened:
        yield opened


@pytest.fixture
def heard(store: SqliteStore) -> list[Committed]:
    news: list[Committed] = []
    store.subscribe(news.append)
    return news


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Make the kernel refuse writes past `size`, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def adding(number: int, *, preview: str = "", key: str | None = None):
    return lambda uow: uow.pauses.add(a_pause(number, preview=preview, key=key, deadline=NOW + SECOND))


async def kept(store: SqliteStore) -> set[str]:
    return {pause.id for pause in await store.read(lambda uow: uow.pauses.list(PauseFilter(limit=10_000)))}


async def test_a_thousand_writes_at_once_share_few_commits(store: SqliteStore, heard: list[Committed]) -> None:
    await asyncio.gather(*(store.write(adding(number)) for number in range(1000)))

    assert len(await kept(store)) == 1000
    assert len(heard) <= 12


async def test_transactions_run_in_the_order_they_were_handed_over(store: SqliteStore) -> None:
    order: list[int] = []

    await asyncio.gather(*(store.write(lambda _, number=number: order.append(number)) for number in range(500)))

    assert order == list(range(500))


async def test_news_of_one_commit_is_told_once(store: SqliteStore, heard: list[Committed]) -> None:
    blocked, goes_on = threading.Event(), threading.Event()

    def block(_: UnitOfWork) -> None:
        blocked.set()
        assert goes_on.wait(10)

    def append(uow: UnitOfWork) -> None:
        uow.events.append(LISTENER, an_event())

    first = asyncio.gather(store.write(block))
    await asyncio.to_thread(blocked.wait, 10)
    rest = asyncio.gather(store.write(adding(1)), store.write(append), store.write(append))
    await asyncio.sleep(0)
    goes_on.set()
    await asyncio.gather(first, rest)

    assert heard == [Committed(listeners=frozenset({LISTENER}), deadlines=True)]


@pytest.mark.parametrize("preview", ["short", "longer than the page cache " * 200_000], ids=["at commit", "before"])
async def test_where_the_disk_is_full_all_fail_and_later_writes_work_again(
    store: SqliteStore, heard: list[Committed], tmp_path: Path, preview: str
) -> None:
    await store.write(adding(0))
    heard.clear()

    with files_no_larger_than((tmp_path / "pausepoint.db-wal").stat().st_size):
        outcomes = await asyncio.gather(
            *(store.write(adding(number, preview=preview)) for number in (1, 2)), return_exceptions=True
        )

    assert [type(outcome) for outcome in outcomes] == [StoreFailed, StoreFailed]
    said = r"writing to the database failed: (disk I/O error|database or disk is full); nothing of the transaction was kept"
    assert all(re.fullmatch(said, str(outcome)) for outcome in outcomes), outcomes
    assert heard == []
    assert await kept(store) == {pause_id(0)}
    await store.write(adding(3, preview=preview))
    assert await kept(store) == {pause_id(0), pause_id(3)}


async def test_where_another_process_keeps_the_file_locked_writes_fail_and_later_ones_work_again(
    store: SqliteStore, heard: list[Committed], tmp_path: Path
) -> None:
    holder = sqlite3.connect(tmp_path / "pausepoint.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreFailed, match="locked"):
        await store.write(adding(1))
    assert heard == []
    holder.close()

    await store.write(adding(2))
    assert await kept(store) == {pause_id(2)}


async def test_not_even_an_exit_ends_the_writing_thread(store: SqliteStore) -> None:
    def leave(_: UnitOfWork) -> None:
        raise GeneratorExit

    with pytest.raises(GeneratorExit):
        await store.write(leave)

    await store.write(adding(1))
    assert await kept(store) == {pause_id(1)}


async def test_a_lost_connection_is_replaced(store: SqliteStore) -> None:
    with store._writing.connect() as connection:
        connection.connection.driver_connection.close()
        connection.detach()

    await store.write(adding(1))

    assert await kept(store) == {pause_id(1)}


async def test_a_key_stored_twice_is_a_conflict(store: SqliteStore) -> None:
    await store.write(adding(1, key="nightly"))

    with pytest.raises(Conflict) as conflict:
        await store.write(adding(2, key="nightly", preview="secret"))

    assert "secret" not in str(conflict.value) + str(conflict.value.__cause__)


async def test_a_vote_for_no_pause_is_refused(store: SqliteStore) -> None:
    with pytest.raises(Conflict):
        await store.write(lambda uow: uow.pauses.add_vote(pause_id(404), a_vote()))


async def test_commands_write_beside_a_serving_store(url: str) -> None:
    def run_commands() -> None:
        for number in range(20):
            with unit_of_work(url) as uow:
                uow.tokens.add(TokenRecord(name=f"t{number}", sha256=str(number), scopes=frozenset(), created_at=NOW))

    async with SqliteStore.opened(url) as store:
        commands = asyncio.get_running_loop().run_in_executor(None, run_commands)
        for number in range(100):
            await store.write(adding(number))
        await commands

        assert len(await kept(store)) == 100
        assert len(await store.read(lambda uow: uow.tokens.list())) == 20


def test_what_a_transaction_has_read_stands_until_it_writes(url: str, tmp_path: Path) -> None:
    with unit_of_work(url) as uow, closing(sqlite3.connect(tmp_path / "pausepoint.db", timeout=0)) as other:
        assert uow.pauses.get(pause_id(1)) is None

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE tokens SET name = 'x'")


def test_a_command_that_fails_leaves_nothing(url: str) -> None:
    def fail(uow: UnitOfWork) -> None:
        uow.pauses.add(a_pause())
        raise LookupError

    with pytest.raises(LookupError), unit_of_work(url) as uow:
        fail(uow)

    with unit_of_work(url) as uow:
        assert uow.pauses.get(pause_id(1)) is None


async def test_closing_twice_does_no_harm(url: str) -> None:
    async with SqliteStore.opened(url) as store:
        await store.close()
        await store.close()
