"""Take an answer: count the vote, and where it decides, decide and owe the release, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from pausepoint_bot.pauses import (
    Actor,
    Decided,
    Held,
    Pause,
    PauseId,
    Person,
    Question,
    Verdict,
    Vote,
    move,
    policy_for,
)
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.life import step_of
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle import end


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an actor says: a verdict with its checked values, or a rejection with its reason."""

    verdict: Verdict
    values: Mapping[str, JsonValue] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The vote counts; `pause` shows whether it decided."""

    pause: Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The same actor has already decided: they are shown that decision again."""

    pause: Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLate:
    """The pause ended before: by whom and when is in `pause`."""

    pause: Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The actor may not decide; `reason` is worded for them."""

    pause: Pause
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyHeld:
    """An answer is kept until the flow is back to check it, and others wait for its fate; whose is in `pause`."""

    pause: Pause


TurnedAway = Repeated | TooLate | Refused | AlreadyHeld
Outcome = Accepted | TurnedAway


def submit_answer(uow: UnitOfWork, pause_id: PauseId, actor: Actor, answer: Answer, *, now: datetime) -> Outcome:
    """Count the actor's vote. Exactly one decision comes out, however many submit at the same instant.

    Raises:
        NotFound: there is no such pause.
        ValueError: the answer must be shown to the flow's class first.
    """
    pause = admit(uow, pause_id, actor, now=now)
    if not isinstance(pause, Pause):
        return pause
    if needs_check(pause.question, answer):
        raise ValueError(f"an answer to pause {pause.id} counts only once the flow's class has accepted it")
    return Accepted(pause=count_vote(uow, pause, vote_of(actor, answer, now), now=now))


def needs_check(question: Question, answer: Answer) -> bool:
    """Tell whether the answer must be shown to the flow's class. A rejection brings no values that it could refuse."""
    return question.check and answer.verdict is Verdict.ANSWERED


def admit(uow: UnitOfWork, pause_id: PauseId, actor: Actor, *, now: datetime) -> Pause | TurnedAway:
    """Return the pause where it takes an answer of the actor now; else why it does not.

    Raises:
        NotFound: there is no such pause.
    """
    pause = get_pause(uow, pause_id)
    if reason := policy_for(pause.question.policy).refusal(actor):
        return Refused(pause=pause, reason=reason)
    if pause.has_ended or pause.is_past_deadline(now):
        return late(pause, actor.as_approver().id)
    if isinstance(pause.status, Held):
        return AlreadyHeld(pause=pause)
    return pause


def late(pause: Pause, approver: str) -> Repeated | TooLate:
    """Say what becomes of an answer to a pause that takes none any more; who decided it is shown that again."""
    status = pause.status
    decided_it = isinstance(status, Decided) and approver in {who.id for who in status.decision.by}
    return Repeated(pause=pause) if decided_it else TooLate(pause=pause)


def vote_of(actor: Actor, answer: Answer, now: datetime) -> Vote:
    """Return the answer as the actor's vote."""
    return Vote(
        approver=actor.as_approver(), verdict=answer.verdict, values=answer.values, reason=answer.reason, at=now
    )


def count_vote(uow: UnitOfWork, pause: Pause, vote: Vote, *, now: datetime) -> Pause:
    """Record the vote and, where the votes now make a decision, end the pause with all that it owes."""
    uow.pauses.add_vote(pause.id, vote)
    decision = policy_for(pause.question.policy).decide(uow.pauses.votes(pause.id))
    if decision is None:
        uow.note(step_of(pause, "answered", now=now, by=(vote.approver,)))
        return pause
    decided = move(pause, Decided(decision=decision))
    end(uow, decided, now=now)
    return decided


def may_decide(pause: Pause, person: Person) -> str | None:
    """Say why the person may not decide; None if they may."""
    return policy_for(pause.question.policy).refusal(person)
