"""Expire what nobody answered in time. Only the bot judges deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pausepoint_bot.pauses import Expired, move
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import end

BATCH: Final = 200


def expire_pauses(uow: UnitOfWork, *, now: datetime) -> int:
    """Expire up to a batch of pauses whose deadline has come; return how many. A full batch means: call again."""
    due = uow.pauses.due(now, BATCH)
    for pause in due:
        end(uow, move(pause, Expired(at=now)), now=now)
    return len(due)


def next_deadline(uow: UnitOfWork) -> datetime | None:
    """Return when the next waiting pause expires."""
    return uow.pauses.next_deadline()
