"""A store that tells what its transactions did and how long they took. It adds nothing to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from pausepoint_bot.errors import PausepointError
from pausepoint_bot.observing.journal import Journal
from pausepoint_bot.observing.metrics import Metrics
from pausepoint_bot.usecases.life import LifeStep
from pausepoint_bot.usecases.ports import Committed, Store, UnitOfWork

T = TypeVar("T")


class _Watched(Generic[T]):
    """A work that counts its runs and keeps the steps noted in the last one: the one that was committed."""

    def __init__(self, work: Callable[[UnitOfWork], T]) -> None:
        self._work = work
        self.runs = 0
        self.steps: Sequence[LifeStep] = ()

    def __call__(self, uow: UnitOfWork) -> T:
        self.runs += 1
        value = self._work(uow)
        self.steps = tuple(uow.steps)
        return value


class ObservedStore:
    """The port `Store` over another one. Steps are told in the context of whoever asked for the transaction.

    Where that one is cancelled meanwhile, as at the end of a shutdown, nobody is told.
    """

    def __init__(self, store: Store, *, metrics: Metrics, journal: Journal) -> None:
        self._store = store
        self._metrics = metrics
        self._journal = journal
        self._loop = asyncio.get_running_loop()

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write."""
        begin = self._loop.time()
        try:
            return await self._store.read(work)
        except PausepointError as error:
            self._metrics.note_failure(error.code)
            raise
        finally:
            self._metrics.note_transaction("read", self._loop.time() - begin)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return once its changes are durable; an exception rolls all of them back."""
        watched, begin = _Watched(work), self._loop.time()
        try:
            value = await self._store.write(watched)
        except PausepointError as error:
            self._metrics.note_failure(error.code)
            raise
        finally:
            self._metrics.note_transaction("write", self._loop.time() - begin, runs=watched.runs)
        if watched.steps:
            self._journal.note(watched.steps)
        return value

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` on the event loop after every commit that changed something, whichever process made it."""
        self._store.subscribe(hear)
