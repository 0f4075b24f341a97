"""One background event loop per process, on which every pause of the process is asked and waited for.

Started at the first pause, on a daemon thread; made anew in a forked child; at exit, pauses without a key that still
wait are withdrawn and the connections closed.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import os
import threading
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_futures
from typing import Final

from pausepoint.configuration import Configuration, read_configuration
from pausepoint.errors import PauseCancelled
from pausepoint.link import Link
from pausepoint.question import Question
from pausepoint.wire import PauseView

_EXIT_SECONDS: Final = 10


class Call:
    """One pause being asked on the background loop. Waited for, or abandoned, from any thread or other loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, grace: float) -> None:
        self._loop = loop
        self._grace = grace
        self._task: asyncio.Task[PauseView] | None = None
        self._outcome: Future[PauseView] = Future()
        self._outcome.set_running_or_notify_cancel()

    def start(self, task: asyncio.Task[PauseView]) -> None:
        """Take the outcome from `task`; on the background loop."""
        self._task = task
        task.add_done_callback(self._finish)

    def release(self, pause: PauseView) -> None:
        """Let the caller go on, before the task has tidied up."""
        self._outcome.set_result(pause)

    def wait(self) -> PauseView:
        """Block until the pause has ended. An interrupt withdraws it, and waits a moment for that to arrive."""
        try:
            return self._outcome.result()
        except BaseException:
            if not self._outcome.done():
                self._abandon()
                wait_for_futures({self._outcome}, timeout=self._grace)
            raise

    async def wait_async(self) -> PauseView:
        """Wait, in any event loop, until the pause has ended. Cancellation withdraws it, as an interrupt does."""
        outcome = asyncio.wrap_future(self._outcome)
        outcome.add_done_callback(_mark_as_seen)
        try:
            await asyncio.wait({outcome})
        except asyncio.CancelledError:
            self._abandon()
            await asyncio.wait({outcome}, timeout=self._grace)
            raise
        return outcome.result()

    def _abandon(self) -> None:
        self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _finish(self, task: asyncio.Task[PauseView]) -> None:
        if self._outcome.done():
            _mark_as_seen(task)
        elif task.cancelled():
            self._outcome.set_exception(PauseCancelled("withdrawn"))
        elif (error := task.exception()) is not None:
            self._outcome.set_exception(error)
        else:
            self._outcome.set_result(task.result())


def _mark_as_seen(outcome: asyncio.Future[PauseView]) -> None:
    """Keep asyncio from reporting the error of a call whose caller has left."""
    if not outcome.cancelled():
        outcome.exception()


class Runtime:
    """The loop, its thread, and a link for every bot that is talked to."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._links: dict[Configuration, Link] = {}
        self._calls: set[asyncio.Task[PauseView]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pausepoint", daemon=True)
        self._thread.start()

    def ask(self, question: Question, configuration: Configuration) -> Call:
        """Start asking on the background loop."""
        call = Call(self._loop, grace=configuration.patience.withdrawal + 1)
        self._loop.call_soon_threadsafe(self._start, call, question, configuration, contextvars.copy_context())
        return call

    def close(self) -> None:
        """Withdraw what still waits, close the connections, end the thread."""
        closing = asyncio.run_coroutine_threadsafe(self._close(), self._loop)
        wait_for_futures({closing}, timeout=_EXIT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=_EXIT_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    def let_go(self) -> None:
        """Give up what a forked child has inherited and its parent goes on using."""
        for link in self._links.values():
            link.let_go()

    def _start(
        self, call: Call, question: Question, configuration: Configuration, context: contextvars.Context
    ) -> None:
        link = self._links.get(configuration)
        if link is None:
            link = self._links[configuration] = Link(configuration)
        task = self._loop.create_task(link.ask(question, context, call.release))
        call.start(task)
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _close(self) -> None:
        calls = tuple(self._calls)
        for task in calls:
            task.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await asyncio.gather(*(link.close() for link in self._links.values()))


class _Process:
    """The runtime of this process, if it has one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.runtime: Runtime | None = None
        self.inherited: list[Runtime] = []

    def get(self) -> Runtime:
        with self.lock:
            if self.runtime is None:
                self.runtime = Runtime()
            return self.runtime

    def close(self) -> None:
        with self.lock:
            runtime, self.runtime = self.runtime, None
        if runtime is not None:
            runtime.close()

    def start_over(self) -> None:
        """Forget the parent's loop, in a forked child. It is kept, because collecting it would disturb the parent's."""
        self.lock = threading.Lock()
        if self.runtime is not None:
            self.runtime.let_go()
            self.inherited.append(self.runtime)
            self.runtime = None


_process: Final = _Process()
atexit.register(_process.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.start_over)


def ask(question: Question, configuration: Configuration | None = None) -> Call:
    """Start asking a question at the bot that PAUSEPOINT_* names, or that `configuration` does."""
    return _process.get().ask(question, configuration or read_configuration(os.environ))


def shut_down() -> None:
    """Withdraw what waits and stop the background loop; the next pause starts another."""
    _process.close()
