"""Pauses and votes as rows, both ways and without loss. Pure: no statement, no connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from pydantic import JsonValue
from sqlalchemy import Row

from pausepoint_bot.pauses import (
    Approver,
    Callback,
    Cancelled,
    Decided,
    Decision,
    Expired,
    Failed,
    Flow,
    ListenerId,
    Pause,
    PauseId,
    Place,
    PolicyTerms,
    Question,
    Status,
    Verdict,
    Vote,
    Waiting,
    state_name,
)
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none

AnyRow = Row[Any]
"""A row as SQLAlchemy hands it out. What its columns hold is said by `tables`."""

Document = dict[str, Any]
"""A JSON object that this module wrote itself."""


def flow_column(flow: str | None) -> str:
    """Return the flow's name as the key's index holds it: empty for none."""
    return flow or ""


def pause_to_row(pause: Pause) -> dict[str, object]:
    """Return every column of a new pause."""
    question = pause.question
    return {
        "id": question.id,
        "owner": question.owner,
        "flow": flow_column(question.flow.name if question.flow else None),
        "key": question.key,
        "opened_at": to_micros(question.opened_at),
        "deadline": to_micros_or_none(question.deadline),
        "question": to_json(_question_document(question)),
        **standing_to_row(pause),
    }


def standing_to_row(pause: Pause) -> dict[str, object]:
    """Return the columns that change in a pause's life."""
    return {
        "state": state_name(pause.status),
        "status": to_json(_status_document(pause.status)),
        "place": to_json(_place_document(pause.place)) if pause.place else None,
        "listeners": to_json(pause.listeners),
        "callback": to_json({"url": pause.callback.url, "secret": pause.callback.secret}) if pause.callback else None,
    }


def pause_from_row(row: AnyRow) -> Pause:
    """Return the pause that the row holds."""
    return Pause(
        question=_question(row),
        status=_status(row.state, _document(row.status)),
        place=Place(**_document(row.place)) if row.place else None,
        listeners=tuple(ListenerId(id_) for id_ in _list(row.listeners)),
        callback=Callback(**_document(row.callback)) if row.callback else None,
    )


def _question_document(question: Question) -> Document:
    return {
        "digest": question.digest,
        "title": question.title,
        "preview": question.preview,
        "schema": _plain(question.schema),
        "initial": _plain(question.initial),
        "check": question.check,
        "rejectable": question.rejectable,
        "channel": question.channel,
        "policy": {"approvers": question.policy.approvers},
        "requester": question.requester,
        "flow": _flow_document(question.flow) if question.flow else None,
    }


def _question(row: AnyRow) -> Question:
    document = _document(row.question)
    policy, flow = document.pop("policy"), document.pop("flow")
    return Question(
        id=PauseId(row.id),
        owner=row.owner,
        key=row.key,
        policy=PolicyTerms(approvers=tuple(policy["approvers"])),
        flow=Flow(**flow) if flow else None,
        opened_at=from_micros(row.opened_at),
        deadline=from_micros_or_none(row.deadline),
        **document,
    )


def _flow_document(flow: Flow) -> Document:
    return {"name": flow.name, "run_id": flow.run_id, "url": flow.url}


def _place_document(place: Place) -> Document:
    return {"channel": place.channel, "ts": place.ts, "permalink": place.permalink}


def _approver_document(approver: Approver) -> Document:
    return {"id": approver.id, "team": approver.team, "name": approver.name}


def _status_document(status: Status) -> Document:
    match status:
        case Waiting():
            return {}
        case Decided(decision=decision):
            return _decision_document(decision)
        case Expired(at=at):
            return {"at": to_micros(at)}
        case Cancelled(reason=reason, at=at):
            return {"reason": reason, "at": to_micros(at)}
        case Failed(code=code, detail=detail, at=at):
            return {"code": code, "detail": detail, "at": to_micros(at)}
        case _:
            assert_never(status)


def _status(state: str, document: Document) -> Status:
    match state:
        case "waiting":
            return Waiting()
        case "decided":
            return Decided(decision=_decision(document))
        case "expired":
            return Expired(at=from_micros(document["at"]))
        case "cancelled":
            return Cancelled(reason=document["reason"], at=from_micros(document["at"]))
        case "failed":
            return Failed(code=document["code"], detail=document["detail"], at=from_micros(document["at"]))
        case _:
            raise ValueError(f"the database holds a pause in state {state!r}, which this version does not know")


def _decision_document(decision: Decision) -> Document:
    return {
        "verdict": decision.verdict.value,
        "values": _plain(decision.values),
        "reason": decision.reason,
        "by": [_approver_document(approver) for approver in decision.by],
        "at": to_micros(decision.at),
    }


def _decision(document: Document) -> Decision:
    return Decision(
        verdict=Verdict(document["verdict"]),
        values=document["values"],
        reason=document["reason"],
        by=tuple(Approver(**approver) for approver in document["by"]),
        at=from_micros(document["at"]),
    )


def vote_to_row(pause: PauseId, vote: Vote) -> dict[str, object]:
    """Return every column of a vote."""
    document = {
        "approver": _approver_document(vote.approver),
        "verdict": vote.verdict.value,
        "values": _plain(vote.values),
        "reason": vote.reason,
    }
    return {"pause": pause, "approver": vote.approver.id, "at": to_micros(vote.at), "vote": to_json(document)}


def vote_from_row(row: AnyRow) -> Vote:
    """Return the vote that the row holds."""
    document = _document(row.vote)
    return Vote(
        approver=Approver(**document["approver"]),
        verdict=Verdict(document["verdict"]),
        values=document["values"],
        reason=document["reason"],
        at=from_micros(row.at),
    )


def _plain(values: Mapping[str, JsonValue] | None) -> dict[str, JsonValue] | None:
    """Return a dict of any mapping: JSON writes no other kind."""
    return None if values is None else dict(values)


def _document(text: str) -> Document:
    document = from_json(text)
    if not isinstance(document, dict):
        raise TypeError(f"the database holds {type(document).__name__} where an object belongs")
    return document


def _list(text: str) -> list[str]:
    items = from_json(text)
    if not isinstance(items, list):
        raise TypeError(f"the database holds {type(items).__name__} where a list belongs")
    return [str(item) for item in items]
