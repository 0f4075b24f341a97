"""The relay of one process, one move at a time, so that a test can come in between or let the process die."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from pausepoint_bot.effects import Claim
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.pauses import Place
from pausepoint_bot.usecases.send_effects import Subject, claim_effects, read_subject, record_done, record_failure
from tests.support.life.database import Transactions

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Attempt:
    """An effect in the hands of the process. `result` is known once it was sent."""

    claim: Claim
    subject: Subject
    sent: bool = False
    result: Place | DeliveryFailed | None = None


@dataclass(slots=True, kw_only=True)
class RelayByHand:
    """Claims, sends and records in moves of their own. What it holds in memory, a crash takes."""

    sender: Sender
    attempts: list[Attempt] = field(default_factory=list)

    def hold(self, claims: list[Claim]) -> None:
        """Take what was born claimed by a transaction of this process."""
        for claim in claims:
            assert claim.pause is not None
            self.attempts.append(Attempt(claim=claim, subject=Subject(pause=claim.pause)))

    def claim(self, database: Transactions, now: datetime) -> int:
        """Claim what is due and read what it is about; return how many."""
        busy = {attempt.claim.lane for attempt in self.attempts}
        claims = database.do(partial(claim_effects, busy=busy, now=now))
        for claim in claims:
            subject = database.do(partial(read_subject, effect=claim.effect))
            assert subject is not None, "something is owed for a pause that is gone"
            self.attempts.append(Attempt(claim=claim, subject=subject))
        return len(claims)

    def send(self, attempt: Attempt) -> None:
        """Send through the real sender."""
        attempt.sent = True
        try:
            attempt.result = _at_once(self.sender.send(attempt.claim.effect, attempt.subject))
        except DeliveryFailed as failure:
            attempt.result = failure

    def record(self, database: Transactions, attempt: Attempt, now: datetime) -> None:
        """Write down what came of it."""
        self.attempts.remove(attempt)
        if isinstance(attempt.result, DeliveryFailed):
            work = partial(
                record_failure,
                claim=attempt.claim,
                pause=attempt.subject.pause,
                failure=attempt.result,
                now=now,
                jitter=0.5,
            )
            database.do(work)
        else:
            database.do(partial(record_done, claim=attempt.claim, now=now, place=attempt.result))

    def run_out(self, now: datetime) -> None:
        """Give up what was not sent while it was held: no attempt takes as long as its lease."""
        self.attempts = [attempt for attempt in self.attempts if attempt.sent or attempt.claim.lease_until > now]

    def crash(self) -> None:
        """Forget everything: the leases stay behind."""
        self.attempts.clear()


def _at_once(work: Coroutine[object, object, T]) -> T:
    """Run what never waits."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("it waits for something that no test brings")
