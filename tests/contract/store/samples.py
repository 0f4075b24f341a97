"""Pauses, votes and events to store, each with as little said as its test needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pausepoint.wire import Event, EventData, PauseView
from pausepoint_bot.pauses import (
    Approver,
    Decided,
    Decision,
    Flow,
    ListenerId,
    Pause,
    PauseId,
    PolicyTerms,
    Question,
    Verdict,
    Vote,
)
from pausepoint_bot.usecases.drafts import Draft

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LISTENER = ListenerId("lis_0000000000000001")


def pause_id(number: int) -> PauseId:
    return PauseId(f"pau_{number:020d}")


def a_pause(
    number: int = 1, *, listeners: tuple[ListenerId, ...] = (), flow: str | None = "cleanup", **asked: Any
) -> Pause:
    question: dict[str, Any] = {
        "id": pause_id(number),
        "owner": "ci",
        "key": None,
        "digest": "sha256:0",
        "title": "Delete 42 flow runs?",
        "preview": "**42** runs",
        "schema": None,
        "initial": None,
        "check": False,
        "rejectable": True,
        "channel": "#ops",
        "policy": PolicyTerms(),
        "requester": None,
        "flow": Flow(name=flow) if flow else None,
        "opened_at": NOW + number * SECOND,
        "deadline": None,
    }
    return Pause(question=Question(**question | asked), listeners=listeners)


def a_vote(
    approver: str = "U1", *, seconds: int = 0, verdict: Verdict = Verdict.ANSWERED, reason: str | None = None
) -> Vote:
    return Vote(
        approver=Approver(id=approver, team="T1", name="Ada"),
        verdict=verdict,
        values={"approve": True},
        reason=reason,
        at=NOW + seconds * SECOND,
    )


def a_draft(view: str = "V1", *, person: str = "U1", at: datetime = NOW, **answers: Any) -> Draft:
    return Draft(pause=pause_id(1), person=person, view=view, at=at, answers=answers)


def decided(vote: Vote) -> Decided:
    return Decided(
        decision=Decision(verdict=vote.verdict, values=vote.values, reason=vote.reason, by=(vote.approver,), at=vote.at)
    )


def an_event(number: int = 1) -> Event:
    id_ = pause_id(number)
    view = PauseView(id=id_, state="expired", digest="sha256:0", opened_at=NOW)
    return Event(pause=id_, type="expired", at=NOW, data=EventData(pause=view))
