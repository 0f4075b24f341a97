"""Read pauses: one, or many; only what the asking token may see."""

from __future__ import annotations

from collections.abc import Sequence

from pausepoint_bot.errors import NotFound
from pausepoint_bot.pauses import Pause, PauseId
from pausepoint_bot.usecases.ports import PauseFilter, UnitOfWork


def get_pause(uow: UnitOfWork, pause_id: PauseId, *, owner: str | None = None) -> Pause:
    """Return the pause; with `owner`, only if that token opened it.

    Raises:
        NotFound: there is none, or it is another token's (the two look the same, so that ids cannot be probed).
    """
    pause = uow.pauses.get(pause_id)
    if pause is None or owner not in (None, pause.question.owner):
        raise NotFound(f"there is no pause {pause_id!r}, or it is not yours to see")
    return pause


def list_pauses(uow: UnitOfWork, wanted: PauseFilter) -> Sequence[Pause]:
    """Return pauses, newest first."""
    return uow.pauses.list(wanted)
