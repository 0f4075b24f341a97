"""What came of a transaction that ran in a thread, for whoever awaits it on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pausepoint_bot.usecases.ports import Committed, UnitOfWork


@dataclass(frozen=True, slots=True)
class Job:
    """A transaction to run, and the future of whoever awaits it. It runs even if nobody does any more."""

    work: Callable[[UnitOfWork], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """What the work returned."""

    job: Job
    value: Any

    def tell(self) -> None:
        """Hand it over, if it is still awaited."""
        if not self.job.future.done():
            self.job.future.set_result(self.value)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the work, or its commit, failed."""

    job: Job
    error: BaseException

    def tell(self) -> None:
        """Raise it where it is still awaited."""
        if not self.job.future.done():
            self.job.future.set_exception(self.error)


Outcome = Worked | Refused


class Subscribers:
    """Those who hear what was committed, each in its own turn of the loop: one that fails keeps it from nobody."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._all: list[Callable[[Committed], None]] = []

    def add(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` from now on."""
        self._all.append(hear)

    def tell(self, committed: Committed) -> None:
        """Tell everyone, unless nothing has changed."""
        if committed != Committed():
            for hear in self._all:
                self._loop.call_soon(hear, committed)
