"""Effects as rows of the outbox, both ways. Pure: no statement, no connection."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from pausepoint_bot.effects import (
    Announce,
    Claim,
    Effect,
    EffectId,
    EffectKind,
    Refresh,
    Release,
    Retract,
    kind_of,
    priority_of,
)
from pausepoint_bot.pauses import PauseId
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, to_micros
from pausepoint_bot.store.rows import AnyRow


def effect_to_row(effect: Effect, *, lane: str, due: datetime, lease_until: datetime | None) -> dict[str, object]:
    """Return every column of a newly owed effect."""
    return {
        "kind": kind_of(effect),
        "pause": effect.pause,
        "detail": to_json(_detail(effect)),
        "lane": lane,
        "priority": priority_of(effect),
        "ready_at": to_micros(lease_until or due),
        "leased": lease_until is not None,
        "attempts": 0,
        "owed_since": to_micros(due),
    }


def claim_from_row(row: AnyRow, *, lease_until: datetime) -> Claim:
    """Return the row as a claim in this process's hands."""
    return Claim(
        id=EffectId(row.id),
        effect=_effect(row.kind, PauseId(row.pause), row.detail),
        lane=row.lane,
        attempts=row.attempts,
        owed_since=from_micros(row.owed_since),
        lease_until=lease_until,
    )


def _detail(effect: Effect) -> dict[str, str]:
    match effect:
        case Retract(channel=channel, ts=ts):
            return {"channel": channel, "ts": ts}
        case Announce() | Refresh() | Release():
            return {}
        case _:
            assert_never(effect)


def _effect(kind: EffectKind, pause: PauseId, detail: str) -> Effect:
    match kind:
        case "announce":
            return Announce(pause=pause)
        case "refresh":
            return Refresh(pause=pause)
        case "release":
            return Release(pause=pause)
        case "retract":
            return _retract(pause, detail)
        case _:
            assert_never(kind)


def _retract(pause: PauseId, detail: str) -> Retract:
    document = from_json(detail)
    if not isinstance(document, dict):
        raise TypeError(f"the outbox holds {type(document).__name__} where an object belongs")
    return Retract(pause=pause, channel=str(document["channel"]), ts=str(document["ts"]))
