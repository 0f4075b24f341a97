"""The loop that expires pauses on time, holds answers that get no word, and forgets what nobody will ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from pausepoint_bot.loops.alarm import Alarm
from pausepoint_bot.store import AnswersLocked, StoreFailed
from pausepoint_bot.usecases.answer_once import forget_replies
from pausepoint_bot.usecases.expire_pauses import BATCH, expire_pauses, next_deadline
from pausepoint_bot.usecases.forget import KEEP, Retention, date_ended, forget_answers, forget_feeds, forget_pauses
from pausepoint_bot.usecases.ports import Clock, Committed, Store, UnitOfWork
from pausepoint_bot.usecases.settle_check import forget_checks, hold_stale_checks, next_stale_check

_AFTER_TROUBLE: Final = timedelta(seconds=1)
_BETWEEN_CLEANINGS: Final = timedelta(hours=1)
_AFTER_FAILED_CLEANING: Final = timedelta(minutes=1)

Clean = Callable[..., bool | None]
"""Deletes a batch of what is old by `now`; tells whether there may be more."""

log = structlog.get_logger(__name__)


class Sweeper:
    """Does what falls due, at its moment: sleeps until the next one, and wakes when an earlier one comes."""

    def __init__(self, store: Store, clock: Clock, *, retention: Retention = KEEP) -> None:
        self._store = store
        self._clock = clock
        self._alarm = Alarm(clock)
        self._stopping = False
        self._next_cleaning = clock()
        self._cleaning = _cleaning(retention)
        store.subscribe(self._hear)

    def stop(self) -> None:
        """End `run` after the sweep under way."""
        self._stopping = True
        self._alarm.ring()

    async def run(self) -> None:
        """Sweep until stopped. A failing database is tried again every second; nothing is skipped."""
        while not self._stopping:
            try:
                wake_at = await self._sweep()
            except StoreFailed as failure:
                log.warning("nothing can be swept; trying again", detail=failure.detail)
                wake_at = self._clock() + _AFTER_TROUBLE
            except Exception:
                log.exception("sweep failed; trying again")
                wake_at = self._clock() + _AFTER_TROUBLE
            if not self._stopping:
                await self._alarm.sleep_until(wake_at)

    async def _sweep(self) -> datetime | None:
        due = await self._store.read(_next_due)
        now = self._clock()
        if due is not None and due <= now:
            most = await self._do_due(now)
            if most:
                return now if most == BATCH else await self._store.read(_next_due)
            due = now + _AFTER_TROUBLE  # what cannot be read, or what another process has in hand
        await self._clean(now)
        return min(due, self._next_cleaning) if due is not None else self._next_cleaning

    async def _do_due(self, now: datetime) -> int:
        """Do what is due, each by itself; return how many were done of what was done most."""
        most = 0
        for verb in (expire_pauses, hold_stale_checks):
            try:
                most = max(most, await self._store.write(partial(verb, now=now)))
            except AnswersLocked as locked:
                log.warning("what is due cannot be read; trying again", detail=locked.detail)
        return most

    async def _clean(self, now: datetime) -> None:
        """Clean one batch of everything, so that what falls due meanwhile waits for no more than that."""
        if now < self._next_cleaning:
            return
        try:
            more = [await self._store.write(partial(clean, now=now)) for clean in self._cleaning]
        except StoreFailed as failure:
            log.warning("what is old cannot be deleted; trying again", detail=failure.detail)
            self._next_cleaning = now + _AFTER_FAILED_CLEANING
        else:
            self._next_cleaning = now if any(more) else now + _BETWEEN_CLEANINGS

    def _hear(self, committed: Committed) -> None:
        if committed.deadlines:
            self._alarm.ring()


def _next_due(uow: UnitOfWork) -> datetime | None:
    return min(filter(None, (next_deadline(uow), next_stale_check(uow))), default=None)


def _cleaning(retention: Retention) -> Sequence[Clean]:
    return (
        forget_replies,
        forget_checks,
        lambda uow, now: date_ended(uow),  # noqa: ARG005 - all of these are called alike
        partial(forget_answers, retention=retention),
        partial(forget_pauses, retention=retention),
        forget_feeds,
    )
