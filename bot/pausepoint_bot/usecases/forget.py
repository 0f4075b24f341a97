"""Delete what was asked not to be kept: answers, then pauses, and feeds that nobody follows. A batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId, PauseId
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.views import ended_event

BATCH: Final = 100

FEED_KEPT: Final = timedelta(days=30)
"""How long the feed of a process that is not heard of is kept after its last event, if it waits for nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long after its end a pause keeps its answers, and how long it is kept itself; None keeps for ever."""

    answers: timedelta | None = None
    pauses: timedelta | None = None


KEEP: Final = Retention()


def date_ended(uow: UnitOfWork) -> bool:
    """Note when pauses ended that an older version has ended; tell whether there may be more."""
    return uow.archive.date(BATCH) > 0


def forget_answers(uow: UnitOfWork, retention: Retention, *, now: datetime) -> bool:
    """Delete the answers of pauses that ended long enough ago; tell whether there may be more.

    Who decided, what and when stays, marked as a decision whose values are no longer known.
    """
    if retention.answers is None:
        return False
    old = uow.archive.remembered_before(now - retention.answers, BATCH)
    emptied = [pause.without_answer() for pause in old]
    if emptied:
        uow.archive.forget(emptied, now=now)
        ends = {pause.id: ended_event(pause) for pause in emptied}
        _rewrite(uow, ((pause.id, pause.listeners) for pause in emptied), ends)
    return bool(old)  # not only after a full batch: what cannot be decrypted is left out of it


def forget_pauses(uow: UnitOfWork, retention: Retention, *, now: datetime) -> bool:
    """Delete pauses that ended long enough ago, with all that belongs to them; tell whether there may be more.

    One that still owes something to Slack or to its flow is kept until that was delivered or given up.
    """
    if retention.pauses is None:
        return False
    old = uow.archive.ended_before(now - retention.pauses, BATCH)
    if old:
        _rewrite(uow, old.items(), dict.fromkeys(old))
        uow.archive.remove(old.keys())
    return len(old) == BATCH


def forget_feeds(uow: UnitOfWork, *, now: datetime) -> bool:
    """Drop the feeds of processes that never came back; tell whether there may be more."""
    uow.archive.forget_old_drafts()
    return uow.archive.forget_unseen(now - FEED_KEPT) > 0


def _rewrite(
    uow: UnitOfWork,
    told: Iterable[tuple[PauseId, Collection[ListenerId]]],
    ends: Mapping[PauseId, Event | None],
) -> None:
    """Rewrite each listener's feed once, however many of the pauses it was told of."""
    of_listener: dict[ListenerId, dict[PauseId, Event | None]] = defaultdict(dict)
    for pause, listeners in told:
        for listener in listeners:
            of_listener[listener][pause] = ends[pause]
    for listener in sorted(of_listener):
        uow.archive.rewrite(listener, of_listener[listener])
