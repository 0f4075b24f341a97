"""Answer a repeated request as the first time (header `Idempotency-Key`), so that a retry makes nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.errors import IdempotencyKeyReused
from pausepoint_bot.usecases.ports import StoredReply, UnitOfWork

KEPT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """One request as its sender sees it: the token, the header's value, and what was asked (a fingerprint)."""

    owner: str
    key: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer: its status and its JSON text."""

    status: int
    body: str


def answer_once(uow: UnitOfWork, knock: Knock, work: Callable[[], Reply], *, now: datetime) -> Reply:
    """Do the work and keep its reply, or return the reply that was kept. Without a key, just do the work.

    Raises:
        IdempotencyKeyReused: the same key came before with another request.
    """
    if knock.key is None:
        return work()
    earlier = find_reply(uow, knock)
    if earlier is not None:
        return earlier
    reply = work()
    kept = StoredReply(fingerprint=knock.fingerprint, status=reply.status, body=reply.body)
    uow.replies.remember(owner=knock.owner, key=knock.key, reply=kept, now=now)
    return reply


def find_reply(uow: UnitOfWork, knock: Knock) -> Reply | None:
    """Return the reply that was kept for the request; None where it comes for the first time, or has no key.

    Raises:
        IdempotencyKeyReused: the same key came before with another request.
    """
    stored = None if knock.key is None else uow.replies.find(owner=knock.owner, key=knock.key)
    if stored is None:
        return None
    if stored.fingerprint != knock.fingerprint:
        raise IdempotencyKeyReused("this Idempotency-Key came before with another request; choose a fresh random one")
    return Reply(status=stored.status, body=stored.body)


def forget_replies(uow: UnitOfWork, *, now: datetime) -> None:
    """Drop replies that no retry will ask for any more."""
    uow.replies.forget_before(now - KEPT)
