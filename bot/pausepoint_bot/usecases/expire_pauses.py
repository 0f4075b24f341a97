"""Expire what nobody answered in time. Only the bot judges deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pausepoint_bot.pauses import Expired, move
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import end
from pausepoint_bot.usecases.settle_check import hold_pending

BATCH: Final = 200


def expire_pauses(uow: UnitOfWork, *, now: datetime) -> int:
    """Expire up to a batch of pauses whose deadline has come; return how many. A full batch means: call again.

    An answer that was given in time, and that the flow has said nothing to yet, is held instead.
    """
    due = uow.pauses.due(now, BATCH)
    for pause in due:
        in_time = uow.checks.open_of(pause.id) if pause.question.check else ()
        if in_time:
            hold_pending(uow, pause, in_time, now=now)
        else:
            end(uow, move(pause, Expired(at=now)), now=now)
    return len(due)


def next_deadline(uow: UnitOfWork) -> datetime | None:
    """Return when the next waiting pause expires."""
    return uow.pauses.next_deadline()
