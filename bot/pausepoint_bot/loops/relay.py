"""The loop that empties the outbox: claim, send, record. The only way out of the corridor."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from pausepoint_bot.effects import Claim, Release
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.loops.alarm import Alarm
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.store import Conflict, StoreClosed, StoreFailed
from pausepoint_bot.usecases.ports import Clock, Committed, Jitter, Store, UnitOfWork
from pausepoint_bot.usecases.send_effects import (
    Subject,
    claim_effects,
    next_due,
    read_subject,
    record_done,
    record_failure,
)

_AFTER_TROUBLE: Final = timedelta(seconds=1)
_GRACE_SECONDS: Final = 10.0
_FEED_AHEAD_SECONDS: Final = 0.006
"""How far a listener's feed is ahead of its callback. The feed's poll is an open connection, so it is the faster of the
two; sent at the same instant, each would slow the other down."""

_RELEASES_FIRST_SECONDS: Final = 0.02
"""How long the rest of what a decision owes waits, so that looking for it does not slow the release that is leaving."""

log = structlog.get_logger(__name__)


class Relay:
    """Sends every effect that is owed, lane by lane, and records what became of it.

    A lane has one attempt under way at a time; releases born claimed with their decision leave at once. What a crash
    interrupts is claimed again when its lease ends.
    """

    def __init__(self, store: Store, sender: Sender, *, clock: Clock, jitter: Jitter, pace: Pace) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._jitter = jitter
        self._pace = pace
        self._alarm = Alarm(clock)
        self._born_claimed: deque[Claim] = deque()
        self._under_way: Counter[str] = Counter()
        self._attempts: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup | None = None
        self._stopping = False
        store.subscribe(self._hear)

    def stop(self) -> None:
        """End `run` once the attempts under way are recorded."""
        self._stopping = True
        self._alarm.ring()

    async def run(self) -> None:
        """Relay until stopped; then let the attempts under way finish, for ten seconds at most."""
        async with asyncio.TaskGroup() as attempts:
            self._group = attempts
            while not self._stopping:
                wake_at = await self._start_attempts(attempts)
                if not self._stopping:
                    await self._alarm.sleep_until(wake_at)
            await self._finish()

    async def _start_attempts(self, attempts: asyncio.TaskGroup) -> datetime | None:
        """Start what can start now; return when there is more to do."""
        self._start_born_claimed()
        try:
            due = await self._next_due()
            if due is not None and due <= self._clock():
                for claim in await self._store.write(partial(claim_effects, busy=self._busy(), now=self._clock())):
                    self._start(attempts, claim)
                due = await self._next_due()
        except StoreFailed as failure:
            log.warning("nothing can be claimed; trying again", detail=failure.detail)
            return self._clock() + _AFTER_TROUBLE
        except Exception:
            log.exception("claiming failed; trying again")
            return self._clock() + _AFTER_TROUBLE
        return min(filter(None, (due, self._pace.next_opening())), default=None)

    async def _next_due(self) -> datetime | None:
        return await self._store.read(partial(next_due, busy=self._busy()))

    def _start_born_claimed(self) -> None:
        """Start them without waiting for the loop's turn: a flow waits for each."""
        while self._born_claimed and self._group is not None and not self._stopping:
            self._start(self._group, self._born_claimed.popleft())

    def _start(self, attempts: asyncio.TaskGroup, claim: Claim) -> None:
        self._under_way[claim.lane] += 1
        attempt = attempts.create_task(self._attempt(claim))
        self._attempts.add(attempt)
        attempt.add_done_callback(partial(self._end, claim))

    def _end(self, claim: Claim, attempt: asyncio.Task[None]) -> None:
        self._attempts.discard(attempt)
        self._under_way[claim.lane] -= 1
        if not self._under_way[claim.lane]:
            del self._under_way[claim.lane]
        self._pace.note(claim.lane, claim.effect, self._clock())
        self._alarm.ring()

    async def _attempt(self, claim: Claim) -> None:
        try:
            await self._send_and_record(claim)
        except StoreFailed as failure:
            log.warning("an attempt is made again when its lease ends", effect=claim.effect, detail=failure.detail)
        except Exception:
            # The row is kept: its lease ends and it is claimed again.
            log.exception("attempt failed", effect=claim.effect, attempts=claim.attempts)

    async def _send_and_record(self, claim: Claim) -> None:
        if claim.pause is not None and claim.pause.listeners:
            await asyncio.sleep(_FEED_AHEAD_SECONDS)
        subject = await self._subject_of(claim)
        if subject is None:
            log.warning("nothing is left to tell: the pause is stored no more", effect=claim.effect)
            return await self._record(partial(record_done, claim=claim, now=self._clock()))
        try:
            place = await self._sender.send(claim.effect, subject)
        except DeliveryFailed as failure:
            # Beside a listener's feed a callback is the second of two ways; a flow that has gone on answers none.
            level = logging.INFO if isinstance(claim.effect, Release) and subject.pause.listeners else logging.WARNING
            log.log(level, "not delivered", effect=claim.effect, code=failure.code, detail=failure.detail)
            now, jitter = self._clock(), self._jitter()
            await self._record(
                partial(record_failure, claim=claim, pause=subject.pause, failure=failure, now=now, jitter=jitter)
            )
        else:
            await self._record(partial(record_done, claim=claim, now=self._clock(), place=place))

    async def _subject_of(self, claim: Claim) -> Subject | None:
        if claim.pause is not None:
            return Subject(pause=claim.pause)
        return await self._store.read(partial(read_subject, effect=claim.effect))

    async def _record(self, work: Callable[[UnitOfWork], None]) -> None:
        """Write down what became of an attempt, however long the database is in trouble.

        Given up, a message that stands would be posted a second time. The lane waits meanwhile: nothing in it could be
        claimed either.
        """
        while True:
            try:
                return await self._store.write(work)
            except (Conflict, StoreClosed):
                raise
            except StoreFailed as failure:
                if self._stopping:
                    raise
                log.warning("not recorded; trying again", detail=failure.detail)
                await asyncio.sleep(_AFTER_TROUBLE.total_seconds())

    async def _finish(self) -> None:
        if self._attempts:
            _, late = await asyncio.wait(self._attempts, timeout=_GRACE_SECONDS)
            for attempt in late:
                log.warning("an attempt was cut off at shutdown; it is made again after the next start")
                attempt.cancel()

    def _busy(self) -> Collection[str]:
        return {*self._under_way, *self._pace.closed(self._clock())}

    def _hear(self, committed: Committed) -> None:
        self._born_claimed.extend(committed.claims)
        self._start_born_claimed()
        if committed.owing and committed.claims:
            asyncio.get_running_loop().call_later(_RELEASES_FIRST_SECONDS, self._alarm.ring)
        elif committed.owing:
            self._alarm.ring()
