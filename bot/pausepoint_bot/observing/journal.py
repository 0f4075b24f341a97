"""One line for each step of a pause's life, and its count. Belongs to one event loop."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from dataclasses import replace
from typing import Final, TypeVar, get_args

import structlog

from pausepoint_bot.pauses import PauseId
from pausepoint_bot.usecases.life import LifeStep, StepKind

_RELEASES_FIRST_SECONDS: Final = 0.02
"""How long lines wait, so that writing them does not slow the release that is leaving."""

_TOGETHER: Final = 10
_BETWEEN_SECONDS: Final = 0.002
"""A thousand lines at once would keep the event loop from a thousand people: so many, and then everyone else's turn."""

_MOST_REMEMBERED: Final = 20_000

_EVENTS: Final = {kind: f"pause {kind}" for kind in get_args(StepKind)}

V = TypeVar("V")


class Journal:
    """Writes lines in the order in which things happened, a moment later, each in the context of its request.

    A release is told once, however many ways it took.
    """

    def __init__(self, count: Callable[[LifeStep], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._count = count
        self._log: structlog.stdlib.BoundLogger = structlog.get_logger("pausepoint.life")
        self._waiting: deque[tuple[Context, LifeStep]] = deque()
        self._ended: OrderedDict[PauseId, str | None] = OrderedDict()
        self._released: OrderedDict[PauseId, None] = OrderedDict()

    def note(self, steps: Iterable[LifeStep]) -> None:
        """Take steps that are durable."""
        for step in steps:
            if step.kind != "released":
                self._take(step)
                _remember(self._ended, step.pause, step.run)
            elif step.pause not in self._released:
                # A feed does not say of which run its pause is.
                self._take(replace(step, run=step.run or self._ended.get(step.pause)))
                _remember(self._released, step.pause, None)

    def flush(self) -> None:
        """Write all that waits, at the end."""
        while self._waiting:
            self._write_next()

    def _write_some(self) -> None:
        for _ in range(min(_TOGETHER, len(self._waiting))):
            self._write_next()
        if self._waiting:
            self._loop.call_later(_BETWEEN_SECONDS, self._write_some)

    def _write_next(self) -> None:
        context, step = self._waiting.popleft()
        context.run(self._write, step)

    def _take(self, step: LifeStep) -> None:
        self._count(step)
        if not self._waiting:
            self._loop.call_later(_RELEASES_FIRST_SECONDS, self._write_some, context=Context())
        self._waiting.append((copy_context(), step))

    def _write(self, step: LifeStep) -> None:
        self._log.info(_EVENTS[step.kind], **_said(step))


def _remember(known: OrderedDict[PauseId, V], pause: PauseId, value: V) -> None:
    known[pause] = value
    if len(known) > _MOST_REMEMBERED:
        known.popitem(last=False)


def _said(step: LifeStep) -> dict[str, object]:
    said: dict[str, object] = {"pause": step.pause, "step": step.kind}
    if step.run is not None:
        said["run"] = step.run
    if step.by:
        said["by"] = " ".join(step.by)
    if step.outcome is not None:
        said["outcome"] = step.outcome
    if step.seconds is not None:
        said["after_seconds"] = round(step.seconds, 3)
    return said
