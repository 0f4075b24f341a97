"""Take the flow's word on an answer: it becomes the vote, or is refused with reasons. And keep what gets no word.

Everything that a word brings about is stored in one transaction with it: the decision, the release, what people see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.effects import Announce, Explain, Refresh, RefreshView
from pausepoint_bot.pauses import Check, CheckId, CheckState, Held, Objection, Pause, PauseId, resume
from pausepoint_bot.usecases.check_answer import (
    Checking,
    CheckOutcome,
    find_check,
    hold,
    look_at_check,
    mark_slow,
)
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import owe
from pausepoint_bot.usecases.submit_answer import count_vote

PATIENCE: Final = timedelta(seconds=20)
"""How long a flow that is connected may take before its answer is held: it may have died in the middle."""

KEPT: Final = timedelta(hours=24)
BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a flow says to a check: who says it (the token's name), and its objections, none for yes."""

    owner: str
    objections: tuple[Objection, ...] = ()


def settle_check(uow: UnitOfWork, pause_id: PauseId, check_id: CheckId, word: Word, *, now: datetime) -> Check:
    """Take the flow's word. The first one counts; a check that is settled is returned as it is.

    An answer that was given in time counts however long the flow took: only an end of the pause comes before it.

    Raises:
        NotFound: there is no such check of this pause, or the pause is another token's.
    """
    pause = get_pause(uow, pause_id, owner=word.owner)
    check = find_check(uow, check_id)
    if check.pause != pause.id:
        check = find_check(uow, CheckId(""))
    if not check.is_open:
        return check
    return _refuse(uow, pause, check, word, now) if word.objections else _accept(uow, pause, check, now)


def _accept(uow: UnitOfWork, pause: Pause, check: Check, now: datetime) -> Check:
    accepted = _settle(uow, check, CheckState.ACCEPTED)
    after = count_vote(uow, pause, check.vote, now=now)
    if not after.has_ended and _is_held_for(after, check):
        after = _wait_again(uow, after, now)
    _tell_view(uow, after, accepted, now)
    return accepted


def _refuse(uow: UnitOfWork, pause: Pause, check: Check, word: Word, now: datetime) -> Check:
    refused = _settle(uow, check, CheckState.REFUSED, word.objections)
    was_held = _is_held_for(pause, check)
    after = _wait_again(uow, pause, now) if was_held else pause
    if was_held or (check.slow and check.view is None):
        owe(uow, Explain(pause=after.id, check=check.id), after, now=now)
    _tell_view(uow, after, refused, now, else_explain=not was_held)
    return refused


def _wait_again(uow: UnitOfWork, pause: Pause, now: datetime) -> Pause:
    waiting = resume(pause, now=now)
    uow.pauses.save(waiting)
    # A message that Slack refused while the pause was held is tried again, so that nobody waits for what nobody sees.
    owe(uow, Refresh(pause=pause.id) if pause.place else Announce(pause=pause.id), waiting, now=now)
    return waiting


def _settle(uow: UnitOfWork, check: Check, state: CheckState, objections: tuple[Objection, ...] = ()) -> Check:
    settled = replace(check, state=state, objections=objections)
    uow.checks.save(settled)
    return settled


def _tell_view(uow: UnitOfWork, pause: Pause, check: Check, now: datetime, *, else_explain: bool = False) -> None:
    if check.slow and check.view is not None:
        owe(uow, RefreshView(pause=pause.id, check=check.id, else_explain=else_explain), pause, now=now)


def _is_held_for(pause: Pause, check: Check) -> bool:
    return isinstance(pause.status, Held) and pause.status.check == check.id


def hold_stale_checks(uow: UnitOfWork, *, now: datetime) -> int:
    """Hold the answers on which a flow has been silent for too long; return how many were looked at."""
    stale = uow.checks.pending_since(now - PATIENCE, BATCH)
    for check in stale:
        hold_pending(uow, get_pause(uow, check.pause), [check], now=now)
    return len(stale)


def hold_pending(uow: UnitOfWork, pause: Pause, pending: Sequence[Check], *, now: datetime) -> Pause:
    """Hold the pause for the oldest of its pending answers; the others come too late."""
    for check in pending:
        if pause.has_ended or isinstance(pause.status, Held):
            settled = _settle(uow, check, CheckState.TOO_LATE)
        else:
            settled = _settle(uow, check, CheckState.HELD)
            pause = hold(uow, pause, settled, now=now)
        _tell_view(uow, pause, settled, now)
    return pause


def hold_silent(uow: UnitOfWork, check_id: CheckId, *, now: datetime) -> CheckOutcome:
    """Hold the answer of a flow that nobody knows to be there, and that has said nothing so far.

    Raises:
        NotFound: there is no such check.
    """
    outcome = mark_slow(uow, check_id)
    if isinstance(outcome, Checking):
        hold_pending(uow, outcome.pause, [outcome.check], now=now)
    return look_at_check(uow, check_id)


def next_stale_check(uow: UnitOfWork) -> datetime | None:
    """Return when the next pending check will have waited too long."""
    oldest = uow.checks.oldest_pending()
    return None if oldest is None else oldest + PATIENCE


def forget_checks(uow: UnitOfWork, *, now: datetime) -> None:
    """Drop what nobody will ask about any more."""
    uow.checks.forget_before(now - KEPT)
