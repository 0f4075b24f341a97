"""Figures that the database knows: how many pauses in each state, what is owed. Read seldom, shown often."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

from pausepoint_bot.effects import EffectKind
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.observing.metrics import Metrics
from pausepoint_bot.pauses.moves import STATE_NAMES
from pausepoint_bot.usecases.ports import Clock, Owed, Store, UnitOfWork

_SECONDS: Final = 2.0
_FRESH_SECONDS: Final = 5.0
_REST: Final = 100
"""Reading takes at most a hundredth of the time: after one that took long, the next comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    at: datetime
    pauses: Mapping[str, int]
    owed: Sequence[Owed]


class Figures:
    """Reads the figures again where they are old, and puts them into the gauges. Belongs to one event loop."""

    def __init__(self, store: Store, *, clock: Clock, metrics: Metrics) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._loop = asyncio.get_running_loop()
        self._lock = asyncio.Lock()
        self._read: _Read | None = None
        self._next_read = self._loop.time()

    async def refresh(self) -> None:
        """Bring the gauges up to date. A database that does not answer leaves them as they were, ageing."""
        async with self._lock:
            if self._loop.time() >= self._next_read:
                await self._read_again()
        if self._read is not None:
            self._show(self._read)

    async def tell_owed(self) -> str | None:
        """Say what is owed, and since when; None where nothing is."""
        await self.refresh()
        owed = [each for each in self._read.owed if not each.buried] if self._read else []
        if not owed:
            return None
        oldest = (self._clock() - min(each.since for each in owed)).total_seconds()
        return f"{sum(each.count for each in owed)} owed, the oldest for {max(oldest, 0):.0f} s"

    async def tell_dead_letters(self) -> str | None:
        """Say how many effects were given up; None where none was."""
        await self.refresh()
        buried = sum(each.count for each in self._read.owed if each.buried) if self._read else 0
        return str(buried) if buried else None

    async def _read_again(self) -> None:
        begin = self._loop.time()
        try:
            async with asyncio.timeout(_SECONDS):
                pauses, owed = await self._store.read(_figures)
        except (TimeoutError, PausepointError):
            pass  # the store counts its failures itself
        else:
            self._read = _Read(at=self._clock(), pauses=pauses, owed=owed)
        took = self._loop.time() - begin
        self._next_read = begin + max(_FRESH_SECONDS, took * _REST)

    def _show(self, read: _Read) -> None:
        metrics, now = self._metrics, self._clock()
        metrics.figures_age.set((now - read.at).total_seconds())
        for state in STATE_NAMES.values():
            metrics.pauses.labels(state=state).set(read.pauses.get(state, 0))
        by_kind = {(each.kind, each.buried): each for each in read.owed}
        for kind in get_args(EffectKind):
            owed, dead = by_kind.get((kind, False)), by_kind.get((kind, True))
            metrics.owed.labels(kind=kind).set(owed.count if owed else 0)
            metrics.oldest.labels(kind=kind).set(max((now - owed.since).total_seconds(), 0) if owed else 0)
            metrics.dead_letters.labels(kind=kind).set(dead.count if dead else 0)


def _figures(uow: UnitOfWork) -> tuple[Mapping[str, int], Sequence[Owed]]:
    return uow.pauses.count_by_state(), uow.outbox.owed()
