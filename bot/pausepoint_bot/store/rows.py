"""Pauses as rows, both ways and without loss. Pure: no statement, no connection."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, assert_never

from pausepoint_bot.pauses import (
    Approver,
    Callback,
    Cancelled,
    CheckId,
    Decided,
    Decision,
    Expired,
    Failed,
    Flow,
    Held,
    ListenerId,
    Pause,
    PauseId,
    Place,
    PolicyTerms,
    Question,
    Status,
    Verdict,
    Waiting,
    state_name,
)
from pausepoint_bot.store.json_text import Document, plain, read_list, read_object, to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none
from pausepoint_bot.store.vote_rows import AnyRow, approver_document, vote_document, vote_of

_MICROSECOND: Final = timedelta(microseconds=1)


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
        "question": to_json(_question_document(question)),
        **standing_to_row(pause),
    }


def standing_to_row(pause: Pause) -> dict[str, object]:
    """Return the columns that change in a pause's life."""
    return {
        "state": state_name(pause.status),
        "deadline": to_micros_or_none(pause.deadline),
        "ended_at": to_micros_or_none(pause.ended_at),
        "held_for": pause.held_for // _MICROSECOND,
        "status": to_json(_status_document(pause.status)),
        "place": to_json(_place_document(pause.place)) if pause.place else None,
        "listeners": to_json(pause.listeners),
        "callback": to_json({"url": pause.callback.url, "secret": pause.callback.secret}) if pause.callback else None,
    }


def pause_from_row(row: AnyRow) -> Pause:
    """Return the pause that the row holds."""
    return Pause(
        question=_question(row),
        status=_status(row.state, read_object(row.status)),
        place=Place(**read_object(row.place)) if row.place else None,
        listeners=tuple(ListenerId(id_) for id_ in read_list(row.listeners)),
        callback=Callback(**read_object(row.callback)) if row.callback else None,
        held_for=row.held_for * _MICROSECOND,
    )


def _question_document(question: Question) -> Document:
    return {
        "digest": question.digest,
        "title": question.title,
        "preview": question.preview,
        "schema": plain(question.schema),
        "initial": plain(question.initial),
        "check": question.check,
        "rejectable": question.rejectable,
        "channel": question.channel,
        "policy": {"approvers": question.policy.approvers},
        "requester": question.requester,
        "flow": _flow_document(question.flow) if question.flow else None,
    }


def _question(row: AnyRow) -> Question:
    document = read_object(row.question)
    policy, flow = document.pop("policy"), document.pop("flow")
    return Question(
        id=PauseId(row.id),
        owner=row.owner,
        key=row.key,
        policy=PolicyTerms(approvers=tuple(policy["approvers"])),
        flow=Flow(**flow) if flow else None,
        opened_at=from_micros(row.opened_at),
        deadline=from_micros_or_none(None if row.deadline is None else row.deadline - row.held_for),
        **document,
    )


def _flow_document(flow: Flow) -> Document:
    return {"name": flow.name, "run_id": flow.run_id, "url": flow.url}


def _place_document(place: Place) -> Document:
    return {"channel": place.channel, "ts": place.ts, "permalink": place.permalink}


def _status_document(status: Status) -> Document:
    match status:
        case Waiting():
            return {}
        case Held(vote=vote, check=check):
            return {"vote": vote_document(vote), "at": to_micros(vote.at), "check": check}
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
        case "held":
            return Held(vote=vote_of(document["vote"], at=document["at"]), check=CheckId(document["check"]))
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
    document = {
        "verdict": decision.verdict.value,
        "values": plain(decision.values),
        "reason": decision.reason,
        "by": [approver_document(approver) for approver in decision.by],
        "at": to_micros(decision.at),
    }
    return {**document, "forgotten": True} if decision.forgotten else document


def _decision(document: Document) -> Decision:
    return Decision(
        verdict=Verdict(document["verdict"]),
        values=document["values"],
        reason=document["reason"],
        by=tuple(Approver(**approver) for approver in document["by"]),
        at=from_micros(document["at"]),
        forgotten=document.get("forgotten", False),
    )
