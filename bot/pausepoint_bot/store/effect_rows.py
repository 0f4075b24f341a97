"""Effects as rows of the outbox, both ways. Pure: no statement, no connection."""

from __future__ import annotations

from datetime import datetime
from typing import Final, assert_never

from pausepoint_bot.effects import (
    Announce,
    Claim,
    Effect,
    EffectId,
    EffectKind,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
    kind_of,
    priority_of,
)
from pausepoint_bot.pauses import CheckId, Pause, PauseId
from pausepoint_bot.store.json_text import Document, from_json, read_object, to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros
from pausepoint_bot.store.vote_rows import AnyRow
from pausepoint_bot.usecases.ports.owed import OwedEffect

SPENT: Final = -1
"""The priority of a row that was delivered and only keeps its lane from other processes until its lease ends."""


def effect_to_row(
    effect: Effect, *, lane: str, due: datetime, lease_until: datetime | None, pause: Pause | None = None
) -> dict[str, object]:
    """Return every column of a newly owed effect but its holder. `pause` as it now stands decides how urgent it is."""
    return {
        "kind": kind_of(effect),
        "pause": effect.pause,
        "detail": to_json(_detail(effect)),
        "lane": lane,
        "priority": priority_of(effect, pause),
        "ready_at": to_micros(lease_until or due),
        "leased": lease_until is not None,
        "attempts": 0,
        "owed_since": to_micros(due),
    }


def claim_from_row(row: AnyRow, *, lease_until: datetime) -> Claim:
    """Return the row as a claim in this process's hands."""
    return Claim(
        id=EffectId(row.id),
        effect=_effect(row.kind, PauseId(row.pause), read_object(row.detail)),
        lane=row.lane,
        attempts=row.attempts,
        owed_since=from_micros(row.owed_since),
        lease_until=lease_until,
    )


def owed_from_row(row: AnyRow) -> OwedEffect:
    """Return the row as an operator sees it."""
    return OwedEffect(
        id=EffectId(row.id),
        effect=_effect(row.kind, PauseId(row.pause), read_object(row.detail)),
        lane=row.lane,
        attempts=row.attempts,
        owed_since=from_micros(row.owed_since),
        ready_at=from_micros(row.ready_at),
        leased=row.leased,
        buried_at=from_micros_or_none(row.buried_at),
        error=None if row.error is None else str(from_json(row.error)),
    )


def _detail(effect: Effect) -> Document:
    match effect:
        case Retract(channel=channel, ts=ts):
            return {"channel": channel, "ts": ts}
        case Explain(check=check):
            return {"check": check}
        case RefreshView(check=check, else_explain=else_explain):
            return {"check": check, "else_explain": else_explain}
        case Announce() | Refresh() | Release():
            return {}
        case _:
            assert_never(effect)


def _effect(kind: EffectKind, pause: PauseId, detail: Document) -> Effect:
    match kind:
        case "announce":
            return Announce(pause=pause)
        case "refresh":
            return Refresh(pause=pause)
        case "release":
            return Release(pause=pause)
        case "retract":
            return Retract(pause=pause, channel=detail["channel"], ts=detail["ts"])
        case "explain":
            return Explain(pause=pause, check=CheckId(detail["check"]))
        case "refresh_view":
            return RefreshView(pause=pause, check=CheckId(detail["check"]), else_explain=detail["else_explain"])
        case _:
            assert_never(kind)
