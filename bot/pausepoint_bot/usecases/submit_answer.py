"""Take an answer: count the vote, and where it decides, decide and owe the release, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from pydantic import JsonValue

from pausepoint.wire import AnswerPause
from pausepoint_bot.errors import AnswerRefused, NotAllowed, NotWaiting, RequestRefused, Wrong
from pausepoint_bot.forms import Faults, Submission, check_values
from pausepoint_bot.pauses import (
    Actor,
    Decided,
    Pause,
    PauseId,
    Person,
    Question,
    Token,
    Verdict,
    Vote,
    Waiting,
    move,
    policy_for,
)
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.form_of import form_of
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


Outcome = Accepted | Repeated | TooLate | Refused


def submit_answer(uow: UnitOfWork, pause_id: PauseId, actor: Actor, answer: Answer, *, now: datetime) -> Outcome:
    """Count the actor's vote. Exactly one decision comes out, however many submit at the same instant.

    Raises:
        NotFound: there is no such pause.
    """
    pause = get_pause(uow, pause_id)
    if reason := policy_for(pause.question.policy).refusal(actor):
        return Refused(pause=pause, reason=reason)
    if pause.has_ended:
        return Repeated(pause=pause) if _decided_by(pause, actor) else TooLate(pause=pause)
    if _past_deadline(pause, now):
        return TooLate(pause=pause)
    return Accepted(pause=_vote(uow, pause, actor, answer, now))


def _vote(uow: UnitOfWork, pause: Pause, actor: Actor, answer: Answer, now: datetime) -> Pause:
    vote = Vote(
        approver=actor.as_approver(), verdict=answer.verdict, values=answer.values, reason=answer.reason, at=now
    )
    uow.pauses.add_vote(pause.id, vote)
    decision = policy_for(pause.question.policy).decide(uow.pauses.votes(pause.id))
    if decision is None:
        return pause
    decided = move(pause, Decided(decision=decision))
    end(uow, decided, now=now)
    return decided


def _decided_by(pause: Pause, actor: Actor) -> bool:
    return isinstance(pause.status, Decided) and actor.as_approver().id in {who.id for who in pause.status.decision.by}


def _past_deadline(pause: Pause, now: datetime) -> bool:
    """Whether the deadline has come, even if nothing has expired the pause yet."""
    deadline = pause.question.deadline
    return isinstance(pause.status, Waiting) and deadline is not None and now >= deadline


def checked_answer(question: Question, request: AnswerPause) -> Answer:
    """Check an answer given through the API against the question's form.

    Raises:
        AnswerRefused: with a pointer for every wrong value.
        RequestRefused: the question cannot be rejected, or takes no values.
    """
    if Verdict(request.verdict) is Verdict.REJECTED:
        return _checked_rejection(question, request)
    form = form_of(question)
    if form is None:
        if request.values:
            raise RequestRefused("this pause asks for plain approval and takes no values")
        return Answer(verdict=Verdict.ANSWERED)
    checked = check_values(form, request.values or {})
    match checked:
        case Submission(values=values):
            return Answer(verdict=Verdict.ANSWERED, values=values, reason=request.reason)
        case Faults(errors=errors):
            wrong = [Wrong(pointer=f"/values{error.pointer}", detail=error.message) for error in errors]
            raise AnswerRefused("; ".join(f"{w.pointer}: {w.detail}" for w in wrong[:5]), wrong=wrong)
        case _:
            assert_never(checked)


def _checked_rejection(question: Question, request: AnswerPause) -> Answer:
    if not question.rejectable:
        raise RequestRefused("this pause cannot be rejected; it was opened with rejectable false")
    if request.values:
        raise RequestRefused("a rejection carries no values; give a reason instead")
    return Answer(verdict=Verdict.REJECTED, reason=request.reason)


def answer_by_token(uow: UnitOfWork, pause_id: PauseId, token: Token, request: AnswerPause, *, now: datetime) -> Pause:
    """Take an answer through the API, with the same validation, policy and outbox as Slack.

    Raises:
        NotAllowed: the policy does not list the token, or the token opened the pause itself.
        NotWaiting: the pause has ended.
        RequestRefused: the values break the form.
    """
    pause = get_pause(uow, pause_id)
    if pause.question.owner == token.name:
        raise NotAllowed("a token cannot decide a pause that it opened itself")
    if reason := policy_for(pause.question.policy).refusal(token):
        raise NotAllowed(reason)
    outcome = submit_answer(uow, pause_id, token, checked_answer(pause.question, request), now=now)
    match outcome:
        case Accepted(pause=after) | Repeated(pause=after):
            return after
        case TooLate(pause=after):
            raise NotWaiting(f"pause {after.id} can no longer be answered: {how_it_ended(after)}")
        case Refused(reason=reason):
            raise NotAllowed(reason)
        case _:
            assert_never(outcome)


def how_it_ended(pause: Pause) -> str:
    """Say in plain words why the pause takes no answers any more."""
    if isinstance(pause.status, Decided):
        decision = pause.status.decision
        names = ", ".join(who.name or who.id for who in decision.by)
        return f"it was {decision.verdict} by {names} at {decision.at.isoformat(timespec='seconds')}"
    if isinstance(pause.status, Waiting):
        return "its deadline has passed"
    return f"it is {type(pause.status).__name__.lower()}"


def may_decide(pause: Pause, person: Person) -> str | None:
    """Say why the person may not decide; None if they may."""
    return policy_for(pause.question.policy).refusal(person)
