"""How a pause looks from outside: the API's reading of it, and the events that tell of it. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pausepoint.wire import (
    ApproverView,
    CancelReason,
    CheckRequest,
    DecisionView,
    Event,
    EventData,
    EventType,
    FailureView,
    PauseView,
)
from pausepoint_bot.pauses import (
    Cancelled,
    Check,
    Decided,
    Decision,
    Expired,
    Failed,
    Held,
    Pause,
    Status,
    Waiting,
    state_name,
)


def view_of(pause: Pause) -> PauseView:
    """Return the pause as the API shows it."""
    question, place = pause.question, pause.place
    return PauseView.model_validate(
        {
            "id": question.id,
            "key": question.key,
            "state": state_name(pause.status),
            "digest": question.digest,
            "title": question.title,
            "opened_at": question.opened_at,
            "deadline": pause.deadline,
            "announced": place is not None,
            "channel": place.channel if place else question.channel,
            "permalink": place.permalink if place else None,
            "decision": _decision(pause.status),
            "cancel_reason": _cancel_reason(pause.status),
            "failure": _failure(pause.status),
        }
    )


def announced_event(pause: Pause, at: datetime) -> Event:
    """Return the event that the pause's message stands in Slack."""
    return _event(pause, "announced", at)


def check_event(pause: Pause, check: Check, at: datetime) -> Event:
    """Return the event that asks a listener to run the flow's class over an answer."""
    asked = CheckRequest(check=check.id, values=dict(check.vote.values or {}))
    return Event(pause=pause.id, type="check", at=at, data=EventData(pause=view_of(pause), check=asked))


def ended_event(pause: Pause) -> Event:
    """Return the event that the pause has ended, the same one every time it is asked for."""
    match pause.status:
        case Decided(decision=decision):
            return _event(pause, "decided", decision.at)
        case Expired(at=at):
            return _event(pause, "expired", at)
        case Cancelled(at=at):
            return _event(pause, "cancelled", at)
        case Failed(at=at):
            return _event(pause, "failed", at)
        case Waiting() | Held():
            msg = f"pause {pause.id} has not ended"
            raise ValueError(msg)
        case _:
            assert_never(pause.status)


def _event(pause: Pause, kind: EventType, at: datetime) -> Event:
    return Event(pause=pause.id, type=kind, at=at, data=EventData(pause=view_of(pause)))


def _decision(status: Status) -> DecisionView | None:
    return _decision_view(status.decision) if isinstance(status, Decided) else None


def _decision_view(decision: Decision) -> DecisionView:
    return DecisionView(
        verdict=decision.verdict.value,
        values=dict(decision.values) if decision.values is not None else None,
        reason=decision.reason,
        by=[ApproverView(id=who.id, team=who.team, name=who.name) for who in decision.by],
        at=decision.at,
        answer_deleted=decision.forgotten,
    )


def _cancel_reason(status: Status) -> CancelReason | None:
    return status.reason if isinstance(status, Cancelled) else None


def _failure(status: Status) -> FailureView | None:
    return FailureView(code=status.code, detail=status.detail) if isinstance(status, Failed) else None
