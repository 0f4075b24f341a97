"""Show an answer to the flow's own class before it counts: ask, and look what came of it. Nothing is decided here.

The schema says much of what a class demands, but not its validators. So an answer that fits the schema is first sent
to the flow that waits. Where nobody is there to ask, it is kept: the pause is held until the flow is back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from pausepoint_bot.effects import Refresh
from pausepoint_bot.errors import NotFound
from pausepoint_bot.pauses import (
    Actor,
    Check,
    CheckId,
    CheckState,
    Held,
    ListenerId,
    Pause,
    PauseId,
    ViewRef,
    move,
)
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.life import step_of
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import owe, tell_listeners
from pausepoint_bot.usecases.submit_answer import Accepted, AlreadyHeld, Answer, Outcome, admit, late, vote_of
from pausepoint_bot.usecases.views import check_event


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """An answer on its way to the flow, under the id that the flow's word will come back with."""

    check: CheckId
    actor: Actor
    answer: Answer
    view: ViewRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """The flow has been asked and has not answered yet; nothing is decided."""

    pause: Pause
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """The flow's class does not take the answer; what it says is in `check`."""

    pause: Pause
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The answer is held until the flow is back to check it."""

    pause: Pause
    check: Check


CheckOutcome = Outcome | Checking | Objected | Saved
Verb = Callable[..., CheckOutcome]


def ask_check(uow: UnitOfWork, pause_id: PauseId, asking: Asking, *, now: datetime) -> CheckOutcome:
    """Ask the flow that follows its feed whether its class takes the answer.

    Raises:
        NotFound: there is no such pause.
    """
    pause = admit(uow, pause_id, asking.actor, now=now)
    if not isinstance(pause, Pause):
        return pause
    check = _check_of(pause, asking, now)
    uow.checks.add(check)
    _ask(uow, pause, check, now=now)
    return Checking(pause=pause, check=check)


def hold_answer(uow: UnitOfWork, pause_id: PauseId, asking: Asking, *, now: datetime) -> CheckOutcome:
    """Keep the answer for a flow that is not there. The question lies in its feed, for the moment it is back.

    Raises:
        NotFound: there is no such pause.
    """
    pause = admit(uow, pause_id, asking.actor, now=now)
    if not isinstance(pause, Pause):
        return pause
    check = replace(_check_of(pause, asking, now), state=CheckState.HELD, slow=True)
    uow.checks.add(check)
    held = hold(uow, pause, check, now=now)
    _ask(uow, held, check, now=now)
    return Saved(pause=held, check=check)


def _check_of(pause: Pause, asking: Asking, now: datetime) -> Check:
    vote = vote_of(asking.actor, asking.answer, now)
    return Check(id=asking.check, pause=pause.id, vote=vote, view=asking.view)


def _ask(uow: UnitOfWork, pause: Pause, check: Check, *, now: datetime) -> None:
    tell_listeners(uow, pause, check_event(pause, check, now))


def hold(uow: UnitOfWork, pause: Pause, check: Check, *, now: datetime) -> Pause:
    """Hold the pause for the check's answer: from the moment it was given, the deadline stands still."""
    held = move(pause, Held(vote=check.vote, check=check.id))
    uow.pauses.save(held)
    uow.note(step_of(held, "held", now=now, by=(check.vote.approver,)))
    if held.place is not None:
        owe(uow, Refresh(pause=held.id), held, now=now)
    return held


def ask_again(uow: UnitOfWork, pause: Pause, listener: ListenerId | None, *, now: datetime) -> None:
    """Ask a listener that has just come what others have left unanswered."""
    if listener is None or pause.has_ended or not pause.question.check:
        return
    for check in uow.checks.open_of(pause.id):
        uow.events.append(listener, check_event(pause, check, now))


def find_check(uow: UnitOfWork, check_id: CheckId) -> Check:
    """Return the check.

    Raises:
        NotFound: there is none, or it was settled long ago.
    """
    check = uow.checks.get(check_id)
    if check is None:
        raise NotFound(f"there is no check {check_id!r}, or it is not yours to answer")
    return check


def look_at_check(uow: UnitOfWork, check_id: CheckId) -> CheckOutcome:
    """Tell what has become of an answer that the flow was asked about.

    Raises:
        NotFound: there is no such check.
    """
    check = find_check(uow, check_id)
    return _outcome_of(get_pause(uow, check.pause), check)


def mark_slow(uow: UnitOfWork, check_id: CheckId) -> CheckOutcome:
    """Note that the person is no longer waiting for the reply, so that the outcome is brought to them.

    Where the flow was faster after all, its outcome is returned and there is nothing to bring.

    Raises:
        NotFound: there is no such check.
    """
    check = find_check(uow, check_id)
    if check.is_open:
        check = replace(check, slow=True)
        uow.checks.save(check)
    return _outcome_of(get_pause(uow, check.pause), check)


def _outcome_of(pause: Pause, check: Check) -> CheckOutcome:
    match check.state:
        case CheckState.PENDING:
            return Checking(pause=pause, check=check)
        case CheckState.HELD:
            return Saved(pause=pause, check=check)
        case CheckState.ACCEPTED:
            return Accepted(pause=pause)
        case CheckState.REFUSED:
            return Objected(pause=pause, check=check)
        case CheckState.TOO_LATE if isinstance(pause.status, Held):
            return AlreadyHeld(pause=pause)
        case CheckState.TOO_LATE:
            return late(pause, check.vote.approver.id)
        case _:
            assert_never(check.state)
