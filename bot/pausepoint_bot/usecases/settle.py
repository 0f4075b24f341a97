"""Store a pause's new status together with every effect it owes: the one place where the two meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pausepoint.wire import Event
from pausepoint_bot.effects import Announce, Effect, Refresh, RefreshView, Release, lane_of
from pausepoint_bot.pauses import CheckState, Pause
from pausepoint_bot.usecases.life import last_step_of, step_of
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.views import ended_event

LEASE: Final = timedelta(seconds=30)
"""How long a process may hold an effect. Longer than any one attempt may take."""


def begin(uow: UnitOfWork, pause: Pause, *, now: datetime) -> None:
    """Store a new pause and owe its message."""
    uow.pauses.add(pause)
    uow.note(step_of(pause, "opened", now=now))
    owe(uow, Announce(pause=pause.id), pause, now=now)


def end(uow: UnitOfWork, pause: Pause, *, now: datetime) -> None:
    """Store how the pause ended; owe the flow its release and the message its outcome.

    The release is born claimed by this process, which sends it the moment the transaction is durable.
    """
    uow.pauses.save(pause)
    uow.note(last_step_of(pause, now=now))
    uow.drafts.forget(pause.id)
    tell_listeners(uow, pause, ended_event(pause))
    if pause.callback is not None:
        owe(uow, Release(pause=pause.id), pause, now=now, lease_until=now + LEASE)
    if pause.place is not None:
        owe(uow, Refresh(pause=pause.id), pause, now=now)
    if pause.question.check:
        _end_checks(uow, pause, now)


def _end_checks(uow: UnitOfWork, pause: Pause, now: datetime) -> None:
    """Let answers on which the flow has said nothing yet come too late, and tell who was promised an outcome."""
    for check in uow.checks.open_of(pause.id):
        uow.checks.save(replace(check, state=CheckState.TOO_LATE))
        if check.slow and check.view is not None:
            owe(uow, RefreshView(pause=pause.id, check=check.id), pause, now=now)


def tell_listeners(uow: UnitOfWork, pause: Pause, event: Event) -> None:
    """Append the event to the feed of everyone who waits for the pause."""
    for listener in pause.listeners:
        uow.events.append(listener, event)


def owe(uow: UnitOfWork, effect: Effect, pause: Pause, *, now: datetime, lease_until: datetime | None = None) -> None:
    """Owe an effect of the pause from now on."""
    uow.outbox.add(effect, lane=lane_of(effect, pause), due=now, lease_until=lease_until, pause=pause)
