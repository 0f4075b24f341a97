"""A question on its way out and its outcome on the way back: between what a flow author writes and the wire. No I/O."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, assert_never

from pydantic import BaseModel, JsonValue, ValidationError

from pausepoint.decisions import Approver, Decision, attach_decision, remember_decision
from pausepoint.errors import FlowPauseTimeout, PauseCancelled, PauseError, PauseFailed, PauseRejected
from pausepoint.schema import Form, answer_in, form_of, read_answer
from pausepoint.wire import DecisionView, FlowRef, OpenPause, PauseView, PolicyRequest

_DELETED: Final = (
    "The pause was decided, but its answer has been deleted since, as old answers are where the bot was told to. "
    "Ask again, under another key."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a question is put: to whom, where and by whom. What `pause_flow_run` takes beside the form."""

    title: str | None = None
    preview: str | None = None
    channel: str | None = None
    approvers: str | Sequence[str] | None = None
    rejectable: bool = False
    requester: str | None = None
    flow_name: str | None = None
    flow_run_id: str | None = None
    flow_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A pause to open, and the form that will read its answer; no form asks for plain approval."""

    form: Form | None
    request: OpenPause
    _taken: dict[str, BaseModel] = field(default_factory=dict, repr=False, compare=False)

    def take(self, values: dict[str, JsonValue], answer: BaseModel) -> None:
        """Keep what the class made of an answer when it was checked: a validator might refuse it the second time."""
        self._taken[_canonical(values)] = answer

    def taken(self, values: dict[str, JsonValue]) -> BaseModel | None:
        """Return what the class made of an answer."""
        return self._taken.get(_canonical(values))

    @property
    def outlives_its_code(self) -> bool:
        """A pause with a key may be picked up by the next run; one without is withdrawn with its code."""
        return self.request.key is not None


def make_question(
    wait_for_input: object, timeout: float | timedelta | None, key: str | None, wording: Wording
) -> Question:
    """Check the arguments of a pause and put them together.

    Raises:
        TypeError, ValueError: an argument cannot be meant so.
        FormRefused: `wait_for_input` has no JSON Schema.
    """
    form = None if wait_for_input is None else form_of(wait_for_input)
    preview = wording.preview if wording.preview is not None else (form.preview if form else "")
    members = {
        "key": key,
        "title": wording.title,
        "preview": preview,
        "schema": form.schema if form else None,
        "initial": form.initial if form else None,
        "check": form.check if form else False,
        "channel": wording.channel,
        "policy": _policy(wording.approvers),
        "rejectable": wording.rejectable,
        "timeout_seconds": _seconds(timeout),
        "requester": wording.requester,
        "flow": _flow(wording),
    }
    try:
        request = OpenPause.model_validate({name: value for name, value in members.items() if value is not None})
    except ValidationError as error:
        raise _wrong_arguments(error) from error
    return Question(form=form, request=request)


def settle(question: Question, pause: PauseView) -> object:
    """Return the answer of a pause that ended, with its decision attached; raise what it ended with instead."""
    match pause.state:
        case "decided":
            return _decided(question, pause)
        case "expired":
            raise FlowPauseTimeout(f"Nobody decided {pause.title or 'the pause'!r} before its deadline.")
        case "cancelled":
            raise PauseCancelled(pause.cancel_reason or "cancelled")
        case "failed":
            failure = pause.failure
            raise PauseFailed(*((failure.code, failure.detail) if failure else ("failed", "The bot did not say why.")))
        case "waiting" | "held":
            raise PauseError(f"The pause {pause.id} has not ended yet.")
        case _:
            assert_never(pause.state)


def _decided(question: Question, pause: PauseView) -> object:
    view = pause.decision
    if view is None:
        raise PauseError(f"The bot says that the pause {pause.id} is decided, but not what was decided.")
    decision = _decision(view, pause.permalink)
    remember_decision(decision)
    if decision.verdict == "rejected":
        raise PauseRejected(decision.by, decision.reason)
    if question.form is None:
        return None
    if view.answer_deleted:
        raise PauseFailed("answer_deleted", _DELETED)
    values = view.values or {}
    taken = question.taken(values)
    answer = read_answer(question.form, values) if taken is None else answer_in(question.form, taken)
    attach_decision(answer, decision)
    return answer


def _canonical(values: dict[str, JsonValue]) -> str:
    return json.dumps(values, sort_keys=True)


def _decision(view: DecisionView, permalink: str | None) -> Decision:
    by = tuple(Approver(id=person.id, team=person.team, name=person.name) for person in view.by)
    return Decision(verdict=view.verdict, by=by, at=view.at, permalink=permalink, reason=view.reason)


def _seconds(timeout: float | timedelta | None) -> float | None:
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, int | float | timedelta):
        raise TypeError(f"timeout is a number of seconds, a timedelta, or None to wait for ever; not {timeout!r}")
    seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else float(timeout)
    if not seconds > 0:
        raise ValueError(f"timeout must be more than 0 seconds, or None to wait for ever; it is {timeout!r}")
    return seconds


def _policy(approvers: str | Sequence[str] | None) -> PolicyRequest | None:
    if approvers is None:
        return None
    listed = [approvers] if isinstance(approvers, str) else list(approvers)
    if not listed:
        raise ValueError("approvers is empty: leave it out to let any full member of the workspace decide")
    return _checked_policy(listed)


def _checked_policy(approvers: list[str]) -> PolicyRequest:
    try:
        return PolicyRequest(approvers=approvers)
    except ValidationError as error:
        raise _wrong_arguments(error) from error


def _flow(wording: Wording) -> FlowRef | None:
    if wording.flow_name is None:
        if wording.flow_url is not None or wording.flow_run_id is not None:
            raise TypeError("flow_url and flow_run_id need flow_name beside them")
        return None
    try:
        return FlowRef(name=wording.flow_name, run_id=wording.flow_run_id, url=wording.flow_url)
    except ValidationError as error:
        raise _wrong_arguments(error, prefix="flow_") from error


def _wrong_arguments(error: ValidationError, *, prefix: str = "") -> ValueError:
    def name(loc: tuple[int | str, ...]) -> str:
        argument = prefix + ".".join(map(str, loc))
        return "timeout" if argument == "timeout_seconds" else argument

    said = (f"{name(one['loc'])}: {one['msg']} (given: {one['input']!r})" for one in error.errors())
    return ValueError("; ".join(said))
