"""The store over one SQLite file: one thread writes, a few read snapshots beside it (WAL)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Engine

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.failures import StoreClosed, translated
from pausepoint_bot.store.group_commit import GroupCommit
from pausepoint_bot.store.schema import SchemaState, head, schema_state, upgrade
from pausepoint_bot.store.serving_lock import ServingLock
from pausepoint_bot.store.sqlite_file import BUSY_SECONDS, reading_engine, refusing, sqlite_path, writing_engine
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import Committed, UnitOfWork

T = TypeVar("T")

_READERS: Final = 4


class SqliteStore:
    """The port `Store` over an SQLite file. Made by `SqliteStore.opened`; belongs to the event loop that opened it."""

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._loop = asyncio.get_running_loop()
        self._writing = writing
        self._reading = reading
        self._subscribers: list[Callable[[Committed], None]] = []
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="pausepoint-reader")
        self._writer = GroupCommit(writing, loop=self._loop, hear=self._tell)
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, *, busy_seconds: float = BUSY_SECONDS) -> AsyncIterator[SqliteStore]:
        """Open the file, making or migrating its tables; on leaving, finish what was handed over and close it.

        Raises:
            SettingsRefused: the file cannot be used, or a newer pausepoint has used it.
        """
        path = sqlite_path(url)
        writing = writing_engine(path, busy_seconds=busy_seconds)
        try:
            await asyncio.to_thread(_prepare, path, writing)
            store = cls(writing, reading_engine(path, connections=_READERS, busy_seconds=busy_seconds))
            try:
                yield store
            finally:
                await store.close()
        finally:
            writing.dispose()

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write.

        Raises:
            StoreFailed: the database could not be read, or `work` tried to write.
            StoreClosed: the store is closed.
        """
        if self._closed:
            raise StoreClosed("the store is closed; nothing can be read any more")
        return await self._loop.run_in_executor(self._readers, self._read, work)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return once its changes are durable; an exception rolls all of them back.

        Raises:
            StoreFailed: the database could not be written.
            Conflict: `work` stored what may exist only once and is there already.
            StoreClosed: the store is closed.
        """
        return await self._writer.hand_over(work)

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` on the event loop after every commit that changed something."""
        self._subscribers.append(hear)

    async def close(self) -> None:
        """Finish what was handed over and give the file back. Closing twice does no harm."""
        self._closed = True
        await self._writer.close()
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with translated("reading from the database"), self._reading.connect() as connection:
            return work(SqlUnitOfWork(connection))

    def _tell(self, committed: Committed) -> None:
        for hear in self._subscribers:
            # Each in its own turn of the loop: one that fails must not keep the news from the others.
            self._loop.call_soon(hear, committed)


def _prepare(path: Path, engine: Engine) -> None:
    with refusing(path):
        upgrade(engine)


@contextmanager
def sqlite_transaction(url: str) -> Iterator[UnitOfWork]:
    """Run one transaction without an event loop, as a CLI command does; a serving process may run beside it.

    A file that does not exist yet is made. One that an older version left behind is not migrated, because a process
    of that version may be serving from it.

    Raises:
        SettingsRefused: the file cannot be used, or its tables are not those of this version.
        StoreFailed: the database could not be written.
    """
    path = sqlite_path(url)
    engine = writing_engine(path)
    try:
        with refusing(path):
            _make_or_check(engine)
        with translated("writing to the database"), engine.begin() as connection:
            yield SqlUnitOfWork(connection)
    finally:
        engine.dispose()


def _make_or_check(engine: Engine) -> None:
    with engine.connect() as connection:
        state = schema_state(connection)
    if state is SchemaState.BEHIND:
        raise SettingsRefused("the database is of an older pausepoint; run `pausepoint db upgrade`")
    upgrade(engine)


def upgrade_sqlite(url: str) -> str:
    """Make or migrate the file's tables and return their revision.

    Raises:
        SettingsRefused: the file cannot be used, or a process serves from it that knows only the older tables.
    """
    if sqlite_schema_state(url) is not SchemaState.CURRENT:
        path = sqlite_path(url)
        with ServingLock(url):
            engine = writing_engine(path)
            try:
                _prepare(path, engine)
            finally:
                engine.dispose()
    return head()


def sqlite_schema_state(url: str) -> SchemaState:
    """Tell how the file's tables stand to the code's, without making or changing anything.

    Raises:
        SettingsRefused: the file cannot be used.
    """
    path = sqlite_path(url)
    if not path.exists():
        return SchemaState.EMPTY
    engine = reading_engine(path, connections=1)
    try:
        with refusing(path), engine.connect() as connection:
            return schema_state(connection)
    finally:
        engine.dispose()
