"""The store over a PostgreSQL that any number of processes share: threads write and read, each on a connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext, suppress
from functools import partial
from typing import Final, TypeVar

from sqlalchemy.engine import URL

from pausepoint_bot.store.adapter import Adapter
from pausepoint_bot.store.failures import Conflict, Interrupted, OutcomeUnknown, StoreClosed, committing, translated
from pausepoint_bot.store.keyring import NO_KEYS, Keyring
from pausepoint_bot.store.postgres_ear import Ear
from pausepoint_bot.store.postgres_engine import connect, reading_engine, server_url, writing_engine
from pausepoint_bot.store.postgres_news import MISSED, tell_others
from pausepoint_bot.store.postgres_opening import (
    postgres_schema_state,
    postgres_transaction,
    postgres_upkeep,
    prepare,
    upgrade_postgres,
)
from pausepoint_bot.store.pulse import Pulse
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.subscribers import Subscribers
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import Committed, UnitOfWork

T = TypeVar("T")

_WRITERS: Final = 6
_READERS: Final = 4
"""With the one that listens, a process has 11 connections at most; PostgreSQL allows 100 unless told otherwise."""

_ATTEMPTS: Final = 4
"""How often a transaction is run that others came in the way of; after that its caller is told."""


class PostgresStore:
    """The port `Store` over PostgreSQL. Made by `PostgresStore.opened`; belongs to the event loop that opened it.

    Each work is a transaction of its own and locks what it decides about, so that one decision comes out of
    simultaneous answers wherever they arrive. One that meets a conflict or a deadlock, or whose connection was lost
    before its commit, is run again: a work must have no effect but its transaction.
    """

    def __init__(self, url: URL, *, name: str, seals: Seals) -> None:
        self._loop = asyncio.get_running_loop()
        self._name = name
        self._seals = seals
        self._writing = writing_engine(url, connections=_WRITERS)
        self._reading = reading_engine(url, connections=_READERS)
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="pausepoint-writer")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="pausepoint-reader")
        self._subscribers = Subscribers(self._loop)
        self._pulse = Pulse(lambda: self._hand_over(lambda unit: unit.pulse.beat()))
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, keyring: Keyring = NO_KEYS) -> AsyncIterator[PostgresStore]:
        """Open the database, making or migrating its tables; on leaving, finish what was handed over and close it.

        What holds answers is encrypted with the keyring.

        Raises:
            SettingsRefused: the database cannot be used, or a newer pausepoint has used it.
        """
        server = server_url(url)
        store = cls(server, name=await asyncio.to_thread(prepare, server), seals=Seals(keyring))
        try:
            async with Ear(partial(connect, server), own=store._name, hear=store._subscribers.tell).listening():
                yield store
        finally:
            await store.close()

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write.

        Raises:
            StoreFailed: the database could not be read, or `work` tried to write.
            StoreClosed: the store is closed.
        """
        if self._closed:
            raise StoreClosed("the store is closed; nothing can be read any more")
        return await self._loop.run_in_executor(self._readers, _persevering, partial(self._read, work))

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return once its changes are durable; an exception rolls all of them back.

        Once handed over it is carried out, even if its caller is cancelled meanwhile.

        Raises:
            StoreFailed: the database could not be written.
            OutcomeUnknown: it was lost at the commit.
            Conflict: `work` stored what may exist only once and is there already.
            StoreClosed: the store is closed.
        """
        return await self._hand_over(work)

    def _hand_over(self, work: Callable[[SqlUnitOfWork], T]) -> asyncio.Future[T]:
        if self._closed:
            raise StoreClosed("the store is closed; nothing can be written any more")
        future: asyncio.Future[T] = self._loop.create_future()
        running = self._writers.submit(_persevering, partial(self._write, work))
        running.add_done_callback(partial(self._hand_back, future))
        return future

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` on the event loop after every commit that changed something, by this process or another."""
        self._subscribers.add(hear)

    async def trouble(self) -> str | None:
        """Say why nothing can be written; None where it can."""
        return await self._pulse.trouble()

    async def close(self) -> None:
        """Finish what was handed over and give the connections back. Closing twice does no harm."""
        self._closed = True
        await asyncio.to_thread(self._writers.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def _read(self, work: Callable[[UnitOfWork], T]) -> T:
        with translated("reading from the database"), self._reading.connect() as connection:
            return work(SqlUnitOfWork(connection, holder=self._name, seals=self._seals))

    def _write(self, work: Callable[[SqlUnitOfWork], T]) -> tuple[T, Committed]:
        with translated("writing to the database"), self._writing.connect() as connection:
            unit = SqlUnitOfWork(connection, locks=True, holder=self._name, seals=self._seals)
            value = work(unit)
            committed = unit.finish().committed()
            tell_others(connection, committed, sender=self._name)
            with committing():
                connection.commit()
            return value, committed

    def _hand_back(self, future: asyncio.Future[T], running: Future[tuple[T, Committed]]) -> None:
        with suppress(RuntimeError):  # the event loop was closed: nobody is left to be told
            self._loop.call_soon_threadsafe(self._tell, future, running)

    def _tell(self, future: asyncio.Future[T], running: Future[tuple[T, Committed]]) -> None:
        """Tell the news, then the outcome; of an unknown one, that whoever waits must look for themselves."""
        failure = running.exception()
        if failure is None:
            value, committed = running.result()
            self._subscribers.tell(committed)
            if not future.done():
                future.set_result(value)
            return
        if isinstance(failure, OutcomeUnknown):
            self._subscribers.tell(MISSED)
        if not future.done():
            future.set_exception(failure)


def _persevering(attempt: Callable[[], T]) -> T:
    """Make the attempt again where another transaction, or a lost connection, came in between."""
    for _ in range(_ATTEMPTS - 1):
        with suppress(Conflict, Interrupted):
            return attempt()
    return attempt()


POSTGRES: Final = Adapter(
    open=PostgresStore.opened,
    transaction=postgres_transaction,
    state=postgres_schema_state,
    upgrade=upgrade_postgres,
    serving_lock=lambda _url: nullcontext(),  # any number of processes may serve
    upkeep=postgres_upkeep,
    scrub=lambda _url: False,  # VACUUM FULL would lock every process out; that is for whoever runs the server
)
