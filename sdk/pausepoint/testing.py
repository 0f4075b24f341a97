"""Answer pauses in a unit test, without a bot and without sockets.

    def test_declining_deletes_nothing():
        with answering(CleanupApproval(approve=False)) as pauses:
            my_flow()
        assert "42 runs" in pauses.asked[0].preview

Answers go through the same JSON, the same class and its validators as a person's do. Works for synchronous and
asynchronous flows and in threads; wrap it in a fixture of your own where several tests share it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import JsonValue

from pausepoint.asking import answered_by
from pausepoint.errors import PauseFailed
from pausepoint.question import Question
from pausepoint.schema import answer_json, read_answer
from pausepoint.wire import ApproverView, DecisionView, PauseState, PauseView

_OPENED_AT: Final = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)
"""When every pause of a test opens; tests should not depend on today."""


class AnswerDoesNotFit(AssertionError):
    """The test answers what no person could: the form refuses it, or there is no answer left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A pause that the code under test opened. `initial` is what the form starts with, by the names in its schema."""

    title: str
    preview: str
    wait_for_input: object
    schema: dict[str, JsonValue] | None
    initial: dict[str, JsonValue]
    key: str | None
    channel: str | None
    approvers: tuple[str, ...]
    rejectable: bool
    requester: str | None
    flow_name: str | None
    timeout_seconds: float | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Answer by rejecting: the code under test gets `PauseRejected`."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Let nobody answer: the code under test gets `FlowPauseTimeout`."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Cancel the pause: the code under test gets `PauseCancelled`."""


@dataclass(slots=True)
class Pauses:
    """What was asked, in order."""

    asked: list[Asked] = field(default_factory=list)


@contextmanager
def answering(answers: object, *, by: str = "U0TESTER", name: str = "Test Approver") -> Iterator[Pauses]:
    """Answer every pause of this process while the context is open.

    `answers` is one answer for every pause; a list of answers, one for each pause in turn; or a function that is given
    an `Asked` and returns an answer. An answer is an instance of the class asked for, its values as a dict, the bare
    value of a plain type (wrap a list into another), None for a plain approval, or `Rejected`, `TimedOut`, `Cancelled`.

    Raises:
        AnswerDoesNotFit: in the code under test, where a person could not have answered so.
    """
    answerer = _Answerer(_choosing(answers), ApproverView(id=by, name=name))
    with answered_by(answerer):
        yield answerer.pauses


class _Answerer:
    """Stands in for the bot and the person."""

    def __init__(self, choose: Callable[[Asked], object], by: ApproverView) -> None:
        self.pauses = Pauses()
        self._choose = choose
        self._by = by
        self._lock = threading.Lock()

    def answer(self, question: Question) -> PauseView:
        asked = _asked(question)
        with self._lock:
            self.pauses.asked.append(asked)
            number = len(self.pauses.asked)
        return self._ended(number, question, self._choose(asked))

    def _ended(self, number: int, question: Question, answer: object) -> PauseView:
        match answer:
            case TimedOut():
                return _view(number, question, "expired")
            case Cancelled():
                return _view(number, question, "cancelled")
            case Rejected():
                return self._rejected(number, question, answer)
            case _:
                values = _values(question, answer)
                decision = DecisionView(verdict="answered", values=values, by=[self._by], at=_OPENED_AT)
                return _view(number, question, "decided", decision)

    def _rejected(self, number: int, question: Question, answer: Rejected) -> PauseView:
        if question.form is not None and not question.request.rejectable:
            raise AnswerDoesNotFit("this form cannot be rejected: pass rejectable=True where it is asked")
        decision = DecisionView(verdict="rejected", reason=answer.reason, by=[self._by], at=_OPENED_AT)
        return _view(number, question, "decided", decision)


def _choosing(answers: object) -> Callable[[Asked], object]:
    if isinstance(answers, list):
        return _one_after_the_other(answers)
    if callable(answers) and not isinstance(answers, type):
        return answers
    return lambda _: answers


def _one_after_the_other(answers: Sequence[object]) -> Callable[[Asked], object]:
    remaining = iter(tuple(answers))
    lock = threading.Lock()

    def choose(asked: Asked) -> object:
        with lock:
            for answer in remaining:
                return answer
        raise AnswerDoesNotFit(f"{len(answers)} answers were given, and one more pause asks: {asked.title!r}")

    return choose


def _values(question: Question, answer: object) -> dict[str, JsonValue] | None:
    """Return the answer as JSON, once it has been through the form."""
    if question.form is None:
        if answer is not None:
            raise AnswerDoesNotFit(f"a plain approval is answered with None or Rejected(), not with {answer!r}")
        return None
    values = answer_json(question.form, answer)
    if not isinstance(values, dict):
        raise AnswerDoesNotFit(f"{question.form.model.__name__} has fields, and {answer!r} has none")
    try:
        read_answer(question.form, values)
    except PauseFailed as failed:
        raise AnswerDoesNotFit(failed.detail) from failed
    return values


def _view(number: int, question: Question, state: PauseState, decision: DecisionView | None = None) -> PauseView:
    timeout = question.request.timeout_seconds
    return PauseView(
        id=f"pau_test{number:016}",
        key=question.request.key,
        state=state,
        digest="sha256:test",
        title=question.request.title,
        opened_at=_OPENED_AT,
        deadline=None if timeout is None else _OPENED_AT + timedelta(seconds=timeout),
        decision=decision,
    )


def _asked(question: Question) -> Asked:
    request, form = question.request, question.form
    return Asked(
        title=request.title,
        preview=request.preview,
        wait_for_input=form.source if form else None,
        schema=request.schema_,
        initial=request.initial or {},
        key=request.key,
        channel=request.channel,
        approvers=tuple(request.policy.approvers) if request.policy else (),
        rejectable=request.rejectable,
        requester=request.requester,
        flow_name=request.flow.name if request.flow else None,
        timeout_seconds=request.timeout_seconds,
    )
