"""Withdraw a question: its flow went away, or someone took it back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pausepoint_bot.pauses import Cancelled, Pause, PauseId, move
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import end


def cancel_pause(
    uow: UnitOfWork,
    pause_id: PauseId,
    *,
    owner: str | None,
    reason: Literal["withdrawn", "cancelled"],
    now: datetime,
) -> Pause:
    """Cancel the pause. One that is cancelled already is returned as it is, so that a repeat does no harm.

    Raises:
        NotFound: there is no such pause, or it is another token's.
        NotWaiting: it ended otherwise.
    """
    pause = get_pause(uow, pause_id, owner=owner)
    if isinstance(pause.status, Cancelled):
        return pause
    cancelled = move(pause, Cancelled(reason=reason, at=now))
    end(uow, cancelled, now=now)
    return cancelled
