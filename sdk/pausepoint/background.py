"""Own the tasks that run beside the calls: openings, withdrawals, replies to checks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
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


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("a background task of pausepoint failed", exc_info=error)
