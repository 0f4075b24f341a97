"""Answers through the API: the same validation, policy and outbox as in Slack, in the words of its errors."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pausepoint.wire import AnswerPause
from pausepoint_bot.errors import AnswerRefused, NotAllowed, NotWaiting, RequestRefused, Wrong
from pausepoint_bot.forms import Faults, Submission, check_values
from pausepoint_bot.pauses import Decided, Held, Pause, PauseId, Question, Token, Verdict, Waiting, policy_for
from pausepoint_bot.usecases.check_answer import Checking, CheckOutcome, Objected, Saved
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.form_of import form_of
from pausepoint_bot.usecases.objections import faults_of
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.submit_answer import (
    Accepted,
    AlreadyHeld,
    Answer,
    Refused,
    Repeated,
    TooLate,
    submit_answer,
)


def answer_by_token(uow: UnitOfWork, pause_id: PauseId, token: Token, request: AnswerPause, *, now: datetime) -> Pause:
    """Take an answer that needs no check.

    Raises:
        NotAllowed: the policy does not list the token, or the token opened the pause itself.
        NotWaiting: the pause has ended.
        RequestRefused: the values break the form.
    """
    pause = get_pause(uow, pause_id)
    answer = checked_answer(pause, token, request)
    return answered(submit_answer(uow, pause_id, token, answer, now=now), token)


def checked_answer(pause: Pause, token: Token, request: AnswerPause) -> Answer:
    """Check whether the token may answer the pause so. Pure.

    Raises:
        NotAllowed: the policy does not list the token, or the token opened the pause itself.
        AnswerRefused: with a pointer for every wrong value.
        RequestRefused: the question cannot be rejected, or takes no values.
    """
    if pause.question.owner == token.name:
        raise NotAllowed("a token cannot decide a pause that it opened itself")
    if reason := policy_for(pause.question.policy).refusal(token):
        raise NotAllowed(reason)
    return _valid_answer(pause.question, request)


def answered(outcome: CheckOutcome, token: Token) -> Pause:
    """Return the pause after the token's answer; it may still wait for the flow's word.

    Raises:
        AnswerRefused: the flow's class does not take the answer.
        NotAllowed: the policy does not list the token.
        NotWaiting: the pause has ended, or another's answer is held.
    """
    match outcome:
        case Accepted(pause=pause) | Repeated(pause=pause) | Checking(pause=pause) | Saved(pause=pause):
            return pause
        case AlreadyHeld(pause=pause) if _holds(pause, token):
            return pause
        case TooLate(pause=pause) | AlreadyHeld(pause=pause):
            raise NotWaiting(f"pause {pause.id} takes no answer now: {why_closed(pause)}")
        case Refused(reason=reason):
            raise NotAllowed(reason)
        case Objected(pause=pause, check=check):
            form = form_of(pause.question)
            raise _refusal(faults_of(form, check.objections) if form else Faults(errors=()))
        case _:
            assert_never(outcome)


def _holds(pause: Pause, token: Token) -> bool:
    return isinstance(pause.status, Held) and pause.status.vote.approver == token.as_approver()


def _valid_answer(question: Question, request: AnswerPause) -> Answer:
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
        case Faults():
            raise _refusal(checked)
        case _:
            assert_never(checked)


def _checked_rejection(question: Question, request: AnswerPause) -> Answer:
    if not question.rejectable:
        raise RequestRefused("this pause cannot be rejected; it was opened with rejectable false")
    if request.values:
        raise RequestRefused("a rejection carries no values; give a reason instead")
    return Answer(verdict=Verdict.REJECTED, reason=request.reason)


def _refusal(faults: Faults) -> AnswerRefused:
    wrong = [Wrong(pointer=f"/values{fault.pointer}", detail=fault.message) for fault in faults.errors]
    return AnswerRefused("; ".join(f"{w.pointer}: {w.detail}" for w in wrong[:5]), wrong=wrong)


def why_closed(pause: Pause) -> str:
    """Say in plain words why the pause takes no answers any more."""
    if isinstance(pause.status, Decided):
        decision = pause.status.decision
        names = ", ".join(who.name or who.id for who in decision.by)
        return f"it was {decision.verdict} by {names} at {decision.at.isoformat(timespec='seconds')}"
    if isinstance(pause.status, Held):
        who = pause.status.vote.approver
        return f"an answer by {who.name or who.id} is held until the flow is back to check it"
    if isinstance(pause.status, Waiting):
        return "its deadline has passed"
    return f"it is {type(pause.status).__name__.lower()}"
