"""What the bot owes the outside world, as values. Pure.

An effect names the pause and little else: what is sent is rendered from the pause's state when it is sent, so that an
effect delivered late tells the truth of then, and two of a kind can be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from pausepoint_bot.pauses import Pause, PauseId

EffectId = NewType("EffectId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Post the pause's message."""

    pause: PauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """Bring the pause's message up to date."""

    pause: PauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract:
    """Delete a stray message: one that was posted twice after an uncertain first attempt."""

    pause: PauseId
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Tell the flow's callback how the pause ended."""

    pause: PauseId


Effect = Announce | Refresh | Retract | Release
EffectKind = Literal["announce", "refresh", "retract", "release"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An effect in the hands of this process until `lease_until`; then anyone may claim it.

    `attempts` counts the failed ones so far. Effects of one `lane` (a channel, a receiver) leave in order. `pause` is
    the pause as the transaction left it that made the effect; None where the effect was claimed later.
    """

    id: EffectId
    effect: Effect
    lane: str
    attempts: int
    owed_since: datetime
    lease_until: datetime
    pause: Pause | None = None
