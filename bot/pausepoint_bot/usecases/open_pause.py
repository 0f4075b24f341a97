"""Open a pause, or find the one that already asks the same under the same key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from pausepoint.wire import OpenPause
from pausepoint_bot.errors import CallbackNotAllowed, FormCannotBeShown, KeyReused, NotAllowed, RequestRefused, Wrong
from pausepoint_bot.forms import FormRefused, SchemaProblem, compile_form
from pausepoint_bot.pauses import (
    Callback,
    Cancelled,
    Decided,
    Flow,
    ListenerId,
    Pause,
    PauseId,
    PolicyTerms,
    Question,
    move,
)
from pausepoint_bot.usecases.check_answer import ask_again
from pausepoint_bot.usecases.digest import digest_of
from pausepoint_bot.usecases.ports import Receiver, Surface, UnitOfWork
from pausepoint_bot.usecases.settle import begin, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The pause, and whether this call made it."""

    pause: Pause
    created: bool


def examine(request: OpenPause, *, surface: Surface, receiver: Receiver) -> None:
    """Refuse what could only fail later: a form that cannot be shown, a callback that may not be made. Pure.

    Raises:
        FormCannotBeShown: with a pointer for every member at fault.
        CallbackNotAllowed: the settings do not allow the address.
        RequestRefused: members that contradict each other.
    """
    if request.callback is not None and (refusal := receiver.refusal(request.callback.url)):
        raise CallbackNotAllowed(refusal, wrong=[Wrong(pointer="/callback/url", detail=refusal)])
    if request.schema_ is not None:
        _examine_form(request, request.schema_, surface)
    elif request.initial or request.check:
        member = "initial" if request.initial else "check"
        detail = f"a pause without a schema is a plain approval and takes no {member!r}"
        raise RequestRefused(detail, wrong=[Wrong(pointer=f"/{member}", detail=detail)])


def _examine_form(request: OpenPause, schema: dict[str, JsonValue], surface: Surface) -> None:
    try:
        problems: tuple[SchemaProblem, ...] = tuple(surface.refusals(compile_form(schema, request.initial)))
    except FormRefused as refused:
        problems = refused.problems
    if problems:
        wrong = [Wrong(pointer=f"/{problem.where}{problem.pointer}", detail=problem.detail) for problem in problems]
        raise FormCannotBeShown(
            "the form cannot be shown in Slack: " + "; ".join(f"{w.pointer}: {w.detail}" for w in wrong[:5]),
            wrong=wrong,
        )


def question_from(request: OpenPause, *, id_: PauseId, owner: str, now: datetime) -> Question:
    """Return what the request asks, from now until its deadline."""
    timeout = request.timeout_seconds
    return Question(
        id=id_,
        owner=owner,
        key=request.key,
        digest=digest_of(request),
        title=request.title,
        preview=request.preview,
        schema=request.schema_,
        initial=request.initial,
        check=request.check,
        rejectable=request.rejectable or request.schema_ is None,
        channel=request.channel,
        policy=PolicyTerms(approvers=tuple(request.policy.approvers) if request.policy else ()),
        requester=request.requester,
        flow=Flow(**request.flow.model_dump()) if request.flow else None,
        opened_at=now,
        deadline=None if timeout is None else now + timedelta(seconds=timeout),
    )


def open_pause(uow: UnitOfWork, request: OpenPause, question: Question, *, now: datetime) -> Opened:
    """Open the pause, or return the one that holds its key with the same question.

    A waiting pause with another question under the same key is superseded.

    Raises:
        KeyReused: the key holds a decision on another question, or one whose answer was deleted since.
        NotAllowed: the listener belongs to another token.
        RequestRefused: answers are to be checked, and there is no listener to ask.
    """
    listener = ListenerId(request.listener) if request.listener else None
    if request.check and listener is None:
        detail = "needs a listener: who follows its event feed is asked about each answer"
        raise RequestRefused(f"/check {detail}", wrong=[Wrong(pointer="/check", detail=detail)])
    if listener is not None and not uow.events.bind(listener, owner=question.owner, now=now):
        raise NotAllowed("this listener id belongs to another token; choose a fresh random one")
    callback = Callback(url=request.callback.url, secret=request.callback.secret) if request.callback else None
    holder = _holder(uow, question)
    if holder is not None:
        if holder.question.digest == question.digest:
            _require_answer(holder)
            return _take_over(uow, holder.heard_by(listener, callback), listener, now=now)
        _supersede(uow, holder, now=now)
    pause = Pause(question=question).heard_by(listener, callback)
    begin(uow, pause, now=now)
    return Opened(pause=pause, created=True)


def _holder(uow: UnitOfWork, question: Question) -> Pause | None:
    if question.key is None:
        return None
    flow = question.flow.name if question.flow else None
    return uow.pauses.holding_key(owner=question.owner, flow=flow, key=question.key)


def _require_answer(holder: Pause) -> None:
    """Refuse a key whose decision is known and whose answer is not: nothing could be handed to the flow."""
    if (
        isinstance(holder.status, Decided)
        and holder.question.schema is not None
        and holder.status.decision.lacks_values
    ):
        raise KeyReused(
            f"key {holder.question.key!r} was decided on {holder.status.decision.at:%Y-%m-%d} (pause {holder.id}), and "
            "the answer has been deleted since, as old answers are here; choose another key to ask again"
        )


def _take_over(uow: UnitOfWork, pause: Pause, listener: ListenerId | None, *, now: datetime) -> Opened:
    """Let the newcomer wait too; what its predecessor was asked and left unanswered, it is asked now."""
    uow.pauses.save(pause)
    ask_again(uow, pause, listener, now=now)
    return Opened(pause=pause, created=False)


def _supersede(uow: UnitOfWork, holder: Pause, *, now: datetime) -> None:
    if isinstance(holder.status, Decided):
        raise KeyReused(
            f"key {holder.question.key!r} already holds a decision on another question (pause {holder.id}); "
            "choose another key, so that no approval is used for something else than what was shown"
        )
    end(uow, move(holder, Cancelled(reason="superseded", at=now)), now=now)
