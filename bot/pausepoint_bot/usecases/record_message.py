"""Note where a pause's message stands, or that Slack refused it for good. At most one message is live."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pausepoint_bot.effects import Refresh, Retract
from pausepoint_bot.pauses import Failed, Held, Pause, PauseId, Place, move
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.life import step_of
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import end, owe, tell_listeners
from pausepoint_bot.usecases.views import announced_event


def record_announced(uow: UnitOfWork, pause_id: PauseId, place: Place, *, now: datetime) -> Pause:
    """Note the message's place. A second message of the same pause is a stray, to be deleted.

    A pause that ended, or was held, while its message was being posted owes the message that.
    """
    pause = get_pause(uow, pause_id)
    if pause.place is None:
        pause = replace(pause, place=place)
        uow.pauses.save(pause)
        uow.note(step_of(pause, "announced", now=now))
        tell_listeners(uow, pause, announced_event(pause, now))
        if pause.has_ended or isinstance(pause.status, Held):
            owe(uow, Refresh(pause=pause.id), pause, now=now)
    elif pause.place.ts != place.ts:
        owe(uow, Retract(pause=pause.id, channel=place.channel, ts=place.ts), pause, now=now)
    elif pause.place.permalink is None and place.permalink is not None:
        pause = replace(pause, place=place)
        uow.pauses.save(pause)
    return pause


def record_refused(uow: UnitOfWork, pause_id: PauseId, *, code: str, detail: str, now: datetime) -> Pause:
    """End the pause as failed because Slack refused its message for good; the flow is told at once.

    A held pause may yet be decided; if it is not, the message is tried again.
    """
    pause = get_pause(uow, pause_id)
    if pause.has_ended or pause.place is not None or isinstance(pause.status, Held):
        return pause
    failed = move(pause, Failed(code=code, detail=detail, at=now))
    end(uow, failed, now=now)
    return failed
