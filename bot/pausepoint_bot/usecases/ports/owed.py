"""The outbox as an operator sees it: what is owed and why it failed, brought back or forgotten by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pausepoint_bot.effects import Effect, EffectId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedEffect:
    """An effect as it stands in the outbox.

    `attempts` counts the failed ones, `error` says why the last of them failed. `ready_at` is when it is next due or,
    while it is `leased`, when its lease ends. With `buried_at` it is a dead letter, given up at that time.
    """

    id: EffectId
    effect: Effect
    lane: str
    attempts: int
    owed_since: datetime
    ready_at: datetime
    leased: bool = False
    buried_at: datetime | None = None
    error: str | None = None

    def is_under_way(self, now: datetime) -> bool:
        """Tell whether a process holds it and may be sending it at this moment."""
        return self.leased and self.buried_at is None and now < self.ready_at


class OwedEffects(Protocol):
    """What of the outbox is an operator's business."""

    def find(self, effect: EffectId) -> OwedEffect | None:
        """Return the effect, which nobody else claims or changes before the transaction ends."""
        ...

    def listed(self, *, dead_only: bool, after: EffectId, limit: int) -> Sequence[OwedEffect]:
        """Return effects with ids past `after`, oldest first: what is owed and the dead letters, or only those."""
        ...

    def revive(self, effect: EffectId, *, now: datetime) -> None:
        """Make a dead or waiting effect due now, as if it were owed since now and had never failed."""
        ...
