"""The loop that empties the outbox: claim, send, record. The only way out of the corridor."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from pausepoint_bot.effects import RELEASE_LANE, Announce, Claim, EffectKind, Release, kind_of
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.loops.alarm import Alarm
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.pauses import Place
from pausepoint_bot.store import AnswersLocked, Conflict, StoreClosed, StoreFailed
from pausepoint_bot.usecases.ports import Clock, Committed, Jitter, Store, UnitOfWork
from pausepoint_bot.usecases.send_effects import (
    Subject,
    claim_effects,
    hurry_messages,
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

MOST_CALLBACKS: Final = 256
"""How many callbacks may be under way before more are claimed: each has a connection, and a process only so many. A
receiver that hangs has its for ten seconds, and then less and less often. What was just decided goes in any case."""

_RELEASES: Final[EffectKind] = "release"

_LONG_OVERDUE: Final = timedelta(minutes=1)
"""Twice the time that a dead process can keep an effect from the others."""

Attempted = Callable[[str, str, float], None]
"""Hears of each attempt: the effect's kind, `delivered`, `failed` or `refused`, and the seconds it took."""

log = structlog.get_logger(__name__)


def _tell_nobody(_kind: str, _outcome: str, _seconds: float) -> None:
    """Tell nobody, where nobody wants the figures."""


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
        self._hurries = False
        self._last_attempt = clock()
        self._attempted: Attempted = _tell_nobody
        store.subscribe(self._hear)

    def tell(self, attempted: Attempted) -> None:
        """Tell of every attempt."""
        self._attempted = attempted

    def hurry(self) -> None:
        """Try at once what has failed at Slack, however long it was to wait: Slack is back after an outage."""
        self._hurries = True
        self._alarm.ring()

    async def trouble(self) -> str | None:
        """Say that something is long overdue and that nothing was attempted here since; None where it is not so.

        A backlog that is being worked off is no trouble, however old: Slack takes a message a second, and may be away.
        """
        due = await self._next_due()
        now = self._clock()
        if due is None or now - max(due, self._last_attempt) < _LONG_OVERDUE:
            return None
        return f"an effect is due for {(now - due).total_seconds():.0f} s, and nothing is being attempted"

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
            if self._hurries:
                await self._store.write(partial(hurry_messages, now=self._clock()))
                self._hurries = False
            due = await self._next_due()
            if due is not None and due <= self._clock():
                for claim in await self._claim():
                    self._start(attempts, claim)
                due = await self._next_due()
        except StoreFailed as failure:
            log.warning("nothing can be claimed; trying again", detail=failure.detail)
            return self._clock() + _AFTER_TROUBLE
        except Exception:
            log.exception("claiming failed; trying again")
            return self._clock() + _AFTER_TROUBLE
        return min(filter(None, (due, self._pace.next_opening())), default=None)

    async def _claim(self) -> Sequence[Claim]:
        work = partial(claim_effects, busy=self._busy(), now=self._clock(), roads=self._pace.roads)
        return await self._store.write(work)

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
        self._last_attempt = self._clock()
        self._under_way[claim.lane] -= 1
        if not self._under_way[claim.lane]:
            del self._under_way[claim.lane]
        self._alarm.ring()

    async def _attempt(self, claim: Claim) -> None:
        structlog.contextvars.bind_contextvars(pause=claim.effect.pause)  # the attempt is a task of its own
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
        begin = asyncio.get_running_loop().time()
        try:
            place = await self._sender.send(claim.effect, subject)
        except DeliveryFailed as failure:
            self._tell(claim, "refused" if failure.lasting else "failed", begin)
            # Beside a listener's feed a callback is the second of two ways; a flow that has gone on answers none.
            level = logging.INFO if isinstance(claim.effect, Release) and subject.pause.listeners else logging.WARNING
            log.log(level, "not delivered", effect=claim.effect, code=failure.code, detail=failure.detail)
            now, jitter = self._clock(), self._jitter()
            self._slow_down(claim, failure, now)
            await self._record(
                partial(record_failure, claim=claim, pause=subject.pause, failure=failure, now=now, jitter=jitter)
            )
        else:
            self._tell(claim, "delivered", begin)
            await self._record_sent(claim, subject, place)

    async def _record_sent(self, claim: Claim, subject: Subject, place: Place | None) -> None:
        now, closed_until = self._clock(), None
        if place is not None:
            self._pace.learn(subject.pause, place)
        if place is not None or not isinstance(claim.effect, Announce):  # what nobody needs to be asked is not posted
            closed_until = self._pace.sent(claim, now)
        await self._record(partial(record_done, claim=claim, now=now, place=place, closed_until=closed_until))

    def _slow_down(self, claim: Claim, failure: DeliveryFailed, now: datetime) -> None:
        """Wait as long as Slack asks. Whatever else went wrong, the call counts: it may have arrived."""
        if failure.retry_after is not None:
            self._pace.wait(claim, now + timedelta(seconds=failure.retry_after))
        else:
            self._pace.sent(claim, now)

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
            except (AnswersLocked, Conflict, StoreClosed):
                raise
            except StoreFailed as failure:
                if self._stopping:
                    raise
                log.warning("not recorded; trying again", detail=failure.detail)
                await asyncio.sleep(_AFTER_TROUBLE.total_seconds())

    def _tell(self, claim: Claim, outcome: str, begin: float) -> None:
        self._attempted(kind_of(claim.effect), outcome, asyncio.get_running_loop().time() - begin)

    async def _finish(self) -> None:
        if self._attempts:
            _, late = await asyncio.wait(self._attempts, timeout=_GRACE_SECONDS)
            for attempt in late:
                log.warning("an attempt was cut off at shutdown; it is made again after the next start")
                attempt.cancel()

    def _busy(self) -> Collection[str]:
        busy = self._pace.busy(self._under_way, self._clock())
        calling = sum(count for lane, count in self._under_way.items() if lane.startswith(RELEASE_LANE))
        return {*busy, _RELEASES} if calling >= MOST_CALLBACKS else busy

    def _hear(self, committed: Committed) -> None:
        self._born_claimed.extend(committed.claims)
        self._start_born_claimed()
        if committed.owing and committed.claims:
            asyncio.get_running_loop().call_later(_RELEASES_FIRST_SECONDS, self._alarm.ring)
        elif committed.owing:
            self._alarm.ring()
