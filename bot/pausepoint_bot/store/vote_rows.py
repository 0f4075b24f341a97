"""Votes, and the checks that come before some of them, as rows, both ways and without loss. Pure: no statement."""

from __future__ import annotations

from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row

from pausepoint_bot.pauses import Approver, Check, CheckId, CheckState, Objection, PauseId, Verdict, ViewRef, Vote
from pausepoint_bot.store.json_text import Document, plain, read_list, read_object, to_json
from pausepoint_bot.store.moments import from_micros, to_micros

AnyRow = Row[Any] | SimpleNamespace
"""A row as SQLAlchemy hands it out, or as it was decrypted. What its columns hold is said by `tables`."""


def approver_document(approver: Approver) -> Document:
    """Return an approver as JSON."""
    return {"id": approver.id, "team": approver.team, "name": approver.name}


def vote_document(vote: Vote) -> Document:
    """Return a vote as JSON, without its moment."""
    return {
        "approver": approver_document(vote.approver),
        "verdict": vote.verdict.value,
        "values": plain(vote.values),
        "reason": vote.reason,
    }


def vote_of(document: Document, *, at: int) -> Vote:
    """Return the vote that `vote_document` wrote."""
    return Vote(
        approver=Approver(**document["approver"]),
        verdict=Verdict(document["verdict"]),
        values=document["values"],
        reason=document["reason"],
        at=from_micros(at),
    )


def vote_to_row(pause: PauseId, vote: Vote) -> dict[str, object]:
    """Return every column of a vote."""
    return {
        "pause": pause,
        "approver": vote.approver.id,
        "at": to_micros(vote.at),
        "vote": to_json(vote_document(vote)),
    }


def vote_from_row(row: AnyRow) -> Vote:
    """Return the vote that the row holds."""
    return vote_of(read_object(row.vote), at=row.at)


def check_to_row(check: Check) -> dict[str, object]:
    """Return every column of a check."""
    return {
        "id": check.id,
        "pause": check.pause,
        "state": check.state.value,
        "asked_at": to_micros(check.asked_at),
        "vote": to_json(vote_document(check.vote)),
        "view": to_json(asdict(check.view)) if check.view else None,
        "slow": check.slow,
        "objections": to_json([asdict(objection) for objection in check.objections]),
    }


def check_from_row(row: AnyRow) -> Check:
    """Return the check that the row holds."""
    return Check(
        id=CheckId(row.id),
        pause=PauseId(row.pause),
        vote=vote_of(read_object(row.vote), at=row.asked_at),
        view=ViewRef(**read_object(row.view)) if row.view else None,
        state=CheckState(row.state),
        slow=row.slow,
        objections=tuple(Objection(**objection) for objection in read_list(row.objections)),
    )
