"""Own the tasks that run beside the calls: openings, withdrawals, replies to checks."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

_log: Final = logging.getLogger(__name__)

Result = TypeVar("Result")


class Background:
    """Tasks of one event loop, kept alive until they end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def hold(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Run `work`; the caller looks at its result."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work`; nobody looks at its result, so a failure is logged."""
        task = self.hold(work)
        task.add_done_callback(_log_failure)
        return task

    async def finish(self, *, within: float) -> None:
        """Give what runs `within` seconds to end, then cancel it."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=within)
        for task in tuple(self._tasks):
            task.cancel()


async def on_own_thread(work: Callable[[], Result]) -> Result:
    """Run `work`, which raises nothing, on a thread of its own.

    However long it takes, it holds up nothing else: no other work, no look-up of a name in the loop's thread pool, and
    not the end of the process.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def run() -> None:
        outcome = work()
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(_settle, done, outcome)

    threading.Thread(target=run, name="pausepoint check", daemon=True).start()
    return await done


def _settle(done: asyncio.Future[Result], outcome: Result) -> None:
    if not done.done():
        done.set_result(outcome)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("a background task of pausepoint failed", exc_info=error)
