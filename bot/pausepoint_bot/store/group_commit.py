"""One thread that writes: it takes every transaction that is waiting and makes them durable with one commit.

A commit costs an fsync, a few milliseconds on common disks, and SQLite lets one transaction write at a time. Sharing
the commit keeps a thousand simultaneous submissions within a few of them; a savepoint around each keeps one that
fails from taking the others with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine

from pausepoint_bot.store.failures import StoreClosed, StoreFailed, translated
from pausepoint_bot.store.news import News, merged
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import Committed

T = TypeVar("T")

MOST_TOGETHER: Final = 128
"""How many transactions share a commit at most: the first of them waits for the last."""

_DOING: Final = "writing to the database"


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[SqlUnitOfWork], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Worked:
    job: _Job
    value: Any

    def tell(self) -> None:
        self.job.future.set_result(self.value)


@dataclass(frozen=True, slots=True)
class _Refused:
    job: _Job
    error: BaseException

    def tell(self) -> None:
        self.job.future.set_exception(self.error)


_Outcome = _Worked | _Refused


class GroupCommit:
    """Runs transactions in the order they were handed over, on a thread of its own.

    A transaction once handed over is carried out, even if its caller is cancelled meanwhile: what it does to the
    database must not depend on who still listens. `before_commit` may raise `StoreFailed` to keep all of it from
    being stored.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        loop: asyncio.AbstractEventLoop,
        hear: Callable[[Committed], None],
        before_commit: Callable[[], None],
        seals: Seals,
    ) -> None:
        self._engine = engine
        self._before_commit = before_commit
        self._seals = seals
        self._loop = loop
        self._hear = hear
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = False
        # A daemon: where nobody closes the store, the process may still end. What was not durable was not promised.
        self._thread = Thread(target=self._run, name="pausepoint-writer", daemon=True)
        self._thread.start()

    def hand_over(self, work: Callable[[SqlUnitOfWork], T]) -> asyncio.Future[T]:
        """Queue the transaction; the future gets its result once it is durable.

        Raises:
            StoreClosed: nothing is taken any more.
        """
        if self._closing:
            raise StoreClosed("the store is closed; nothing can be written any more")
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Job(work, future))
        return future

    async def close(self) -> None:
        """Carry out what was handed over, then end the thread."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while jobs := self._next_jobs():
            outcomes, committed = self._commit(jobs)
            try:
                self._loop.call_soon_threadsafe(self._tell, outcomes, committed)
            except RuntimeError:  # the event loop was closed: nobody is left to be told
                return

    def _next_jobs(self) -> Sequence[_Job]:
        """Wait for a job and take every other one that waits with it; none means the end."""
        jobs: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST_TOGETHER:
                return jobs
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs
        if jobs:
            self._queue.put(None)  # the end comes after these
        return jobs

    def _commit(self, jobs: Sequence[_Job]) -> tuple[Sequence[_Outcome], Committed]:
        try:
            with translated(_DOING), self._engine.begin() as connection:
                attempts = [_attempt(connection, job, self._seals) for job in jobs]
                self._before_commit()
        except StoreFailed as failure:
            # Also those that were refused: they may have been refused for what another one of these had written.
            return [_Refused(job, _failure_of_all(failure)) for job in jobs], Committed()
        return [outcome for outcome, _ in attempts], merged([news for _, news in attempts])

    def _tell(self, outcomes: Sequence[_Outcome], committed: Committed) -> None:
        self._hear(committed)
        for outcome in outcomes:
            if not outcome.job.future.done():
                outcome.tell()


def _attempt(connection: Connection, job: _Job, seals: Seals) -> tuple[_Outcome, News]:
    connection.exec_driver_sql("SAVEPOINT work")  # `begin_nested` would compile the same two words every time
    unit = SqlUnitOfWork(connection, seals=seals)
    try:
        with translated(_DOING):
            value = job.work(unit)
            news = unit.finish()
    except BaseException as error:  # not swallowed: whoever awaits the transaction gets it
        if not _in_transaction(connection):
            raise StoreFailed(str(error)) from error
        connection.exec_driver_sql("ROLLBACK TO work")
        connection.exec_driver_sql("RELEASE work")
        return _Refused(job, error), News()
    connection.exec_driver_sql("RELEASE work")
    return _Worked(job, value), news


def _in_transaction(connection: Connection) -> bool:
    """Tell whether SQLite still holds the transaction: it gives up all of it where the disk is full or fails."""
    driver = connection.connection.driver_connection
    return bool(driver is not None and driver.in_transaction)


def _failure_of_all(error: BaseException) -> StoreFailed:
    failure = StoreFailed(f"{error}; nothing of the transaction was kept")
    failure.__cause__ = error
    return failure
