"""The store over one SQLite file: one thread writes, a few read snapshots beside it (WAL)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from sqlalchemy import Engine, event

from pausepoint_bot.store.failures import StoreClosed, StoreFailed, translated
from pausepoint_bot.store.file_watch import FileWatch
from pausepoint_bot.store.group_commit import GroupCommit
from pausepoint_bot.store.keyring import NO_KEYS, Keyring
from pausepoint_bot.store.pulse import Pulse
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.sqlite_file import BUSY_SECONDS, reading_engine, sqlite_path, writing_engine
from pausepoint_bot.store.sqlite_opening import prepare
from pausepoint_bot.store.subscribers import Subscribers
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import Committed, UnitOfWork

T = TypeVar("T")

_READERS: Final = 4


class SqliteStore:
    """The port `Store` over an SQLite file. Made by `SqliteStore.opened`; belongs to the event loop that opened it."""

    def __init__(self, writing: Engine, reading: Engine, *, watch: FileWatch, seals: Seals) -> None:
        self._loop = asyncio.get_running_loop()
        self._writing = writing
        self._reading = reading
        self._subscribers = Subscribers(self._loop)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="pausepoint-reader")
        self._writer = GroupCommit(
            writing, loop=self._loop, hear=self._subscribers.tell, before_commit=watch.require_whole, seals=seals
        )
        self._pulse = Pulse(lambda: self._writer.hand_over(lambda unit: unit.pulse.beat()))
        self._watch = watch
        self._seals = seals
        # A new connection must not read another file than the writer's.
        event.listen(reading, "connect", lambda _connection, _record: watch.require_same())
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, keyring: Keyring = NO_KEYS, *, busy_seconds: float = BUSY_SECONDS
    ) -> AsyncIterator[SqliteStore]:
        """Open the file, making or migrating its tables; on leaving, finish what was handed over and close it.

        What holds answers is encrypted with the keyring.

        Raises:
            SettingsRefused: the file cannot be used, or a newer pausepoint has used it.
        """
        path = sqlite_path(url)
        writing = writing_engine(path, busy_seconds=busy_seconds)
        try:
            await asyncio.to_thread(prepare, path, writing)
            reading = reading_engine(path, connections=_READERS, busy_seconds=busy_seconds)
            store = cls(writing, reading, watch=FileWatch(path), seals=Seals(keyring))
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
        self._subscribers.add(hear)

    async def trouble(self) -> str | None:
        """Say why nothing can be written, or what became of the file; None where all is well."""
        try:
            self._watch.require_same()
        except StoreFailed as failure:
            return failure.detail
        return await self._pulse.trouble()

    async def close(self) -> None:
        """Finish what was handed over and give the file back. Closing twice does no harm."""
        self._closed = True
        await self._writer.close()
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with translated("reading from the database"), self._reading.connect() as connection:
            return work(SqlUnitOfWork(connection, seals=self._seals))
