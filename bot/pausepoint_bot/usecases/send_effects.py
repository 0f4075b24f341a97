"""Claim what is owed, and record what became of it. The sending itself happens between two transactions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.effects import (
    SLACK_KINDS,
    Announce,
    Claim,
    Effect,
    Explain,
    RefreshView,
    Release,
    next_attempt,
    post_lane,
    schedule_for,
)
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Check, Pause, Place
from pausepoint_bot.usecases.follow_events import BATCH
from pausepoint_bot.usecases.life import released_by_callback
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.record_message import record_announced, record_refused
from pausepoint_bot.usecases.settle import LEASE, owe
from pausepoint_bot.usecases.token_channels import pin_channel

CLAIMS: Final = 64
PER_LANE: Final = 1


def claim_effects(
    uow: UnitOfWork, *, busy: Collection[str], now: datetime, roads: Mapping[str, str] | None = None
) -> Sequence[Claim]:
    """Claim what is due, one effect a lane, none of the lanes and kinds that are busy.

    `roads` are lanes that are others by another name. What is owed in one of them since is claimed the next time.
    """
    if roads:
        uow.outbox.join_lanes(roads, now=now)
        busy = {*busy, *roads}
    return uow.outbox.claim(now=now, lease_until=now + LEASE, busy=busy, limit=CLAIMS, per_lane=PER_LANE)


def hurry_messages(uow: UnitOfWork, *, now: datetime) -> None:
    """Let everything be due that has failed at Slack and waits to be tried again: Slack is back after an outage."""
    uow.outbox.hurry(SLACK_KINDS, now=now)


def free_claims(uow: UnitOfWork, *, now: datetime) -> None:
    """Give back what an earlier life of this process had claimed. Only where no other process claims."""
    uow.outbox.free(now=now)


def next_due(uow: UnitOfWork, *, busy: Collection[str]) -> datetime | None:
    """Return when the outbox next has something to do."""
    return uow.outbox.next_due(busy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an effect is rendered from, as it stands when the effect is sent."""

    pause: Pause
    check: Check | None = None


def read_subject(uow: UnitOfWork, effect: Effect) -> Subject | None:
    """Return what the effect is about; a check that was forgotten is None, and so is all of it without its pause."""
    pause = uow.pauses.get(effect.pause)
    if pause is None:
        return None
    if isinstance(effect, Explain | RefreshView):
        return Subject(pause=pause, check=uow.checks.get(effect.check))
    return Subject(pause=pause)


def record_done(
    uow: UnitOfWork,
    claim: Claim,
    *,
    now: datetime,
    place: Place | None = None,
    closed_until: datetime | None = None,
) -> None:
    """Forget a delivered effect; note where an announced message stands, and until when its lane is closed for all.

    One that another process has claimed meanwhile, because it took longer than the lease, is left to that one.
    """
    if place is not None:
        pin_channel(uow, record_announced(uow, claim.effect.pause, place, now=now))
    if isinstance(claim.effect, Release) and (pause := claim.pause or uow.pauses.get(claim.effect.pause)):
        uow.note(released_by_callback(pause))
    if not uow.outbox.holds(claim.id):
        return  # what is owed by now may be newer than what was sent
    if closed_until is None:
        uow.outbox.done(claim.id)
    else:
        uow.outbox.spend(claim.id, lane=post_lane(place.channel) if place else claim.lane, until=closed_until)


def record_failure(
    uow: UnitOfWork, claim: Claim, pause: Pause, failure: DeliveryFailed, *, now: datetime, jitter: float
) -> None:
    """Plan the next attempt, or give up: a message refused for good fails its pause, the rest becomes a dead letter."""
    if failure.lasting and isinstance(claim.effect, Announce):
        record_refused(uow, pause.id, code=failure.code, detail=failure.detail, now=now)
        uow.outbox.done(claim.id)
        return
    if not uow.outbox.holds(claim.id):
        return
    if isinstance(claim.effect, Release) and _knows_already(uow, pause):
        uow.outbox.done(claim.id)
        return
    schedule = schedule_for(claim.effect, pause)
    due = None if failure.lasting else _next(claim, pause, failure, now=now, jitter=jitter)
    if due is not None:
        asked = failure.retry_after is not None
        keeps_lane = asked and not isinstance(claim.effect, Release | RefreshView)
        uow.outbox.retry(claim.id, due=due, error=failure.detail, failed=not asked, keeps_lane=keeps_lane)
    elif schedule.dead_letter:
        uow.outbox.bury(claim.id, now=now, error=failure.detail)
    else:
        _let_go(uow, claim, pause, now)


def _knows_already(uow: UnitOfWork, pause: Pause) -> bool:
    """Tell whether the flow has read its feed past the end of the pause: then its callback has nothing to add."""
    if not pause.listeners:
        return False
    unread = uow.events.after(pause.listeners[-1], 0, BATCH)
    return len(unread) < BATCH and all(event.pause != pause.id for event in unread)


def _let_go(uow: UnitOfWork, claim: Claim, pause: Pause, now: datetime) -> None:
    """Forget the effect; what a closed form cannot tell, the thread does."""
    uow.outbox.done(claim.id)
    effect = claim.effect
    if isinstance(effect, RefreshView) and effect.else_explain:
        owe(uow, Explain(pause=pause.id, check=effect.check), pause, now=now)


def _next(claim: Claim, pause: Pause, failure: DeliveryFailed, *, now: datetime, jitter: float) -> datetime | None:
    schedule = schedule_for(claim.effect, pause)
    if failure.retry_after is None:
        attempts = claim.attempts + 1
        return next_attempt(schedule, attempts=attempts, owed_since=claim.owed_since, now=now, jitter=jitter)
    # Being asked to wait is no failure: the other side's own word counts, not how often it was said. Whose lane is
    # closed meanwhile goes the moment it opens, before what came after it.
    spread = 1 + jitter / 4 if isinstance(claim.effect, Release) else 1
    due = now + timedelta(seconds=failure.retry_after * spread)
    return due if due <= claim.owed_since + schedule.give_up_after else None
