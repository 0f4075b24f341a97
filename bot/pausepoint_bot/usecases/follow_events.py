"""Read a listener's feed; asking for what follows acknowledges what came before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pausepoint.wire import Event
from pausepoint_bot.errors import NotAllowed
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.usecases.ports import UnitOfWork

BATCH: Final = 500


def acknowledge_events(uow: UnitOfWork, listener: ListenerId, seq: int, *, owner: str, now: datetime) -> None:
    """Bind the listener to its token, and forget events up to and including `seq`.

    Raises:
        NotAllowed: the listener belongs to another token.
    """
    if not uow.events.bind(listener, owner=owner, now=now):
        raise NotAllowed("this listener id belongs to another token; choose a fresh random one")
    if seq > 0:
        uow.events.acknowledge(listener, seq)


def events_after(uow: UnitOfWork, listener: ListenerId, seq: int) -> Sequence[Event]:
    """Return the next events past `seq`."""
    return uow.events.after(listener, seq, BATCH)
