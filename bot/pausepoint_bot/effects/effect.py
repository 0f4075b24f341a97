"""What the bot owes the outside world, as values. Pure.

An effect names the pause and little else: what is sent is rendered from the pause's state when it is sent, so that an
effect delivered late tells the truth of then, and two of a kind can be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from pausepoint_bot.pauses import CheckId, Pause, PauseId

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """Say in the message's thread why the flow did not take an answer, so that the question stands open again."""

    pause: PauseId
    check: CheckId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshView:
    """Bring the form in which an answer was given up to date with its check: it shows "Checking…" or "Saved".

    `else_explain`: where nobody has the form open any more, say in the thread what it would have said.
    """

    pause: PauseId
    check: CheckId
    else_explain: bool = False


Effect = Announce | Refresh | Retract | Release | Explain | RefreshView
EffectKind = Literal["announce", "refresh", "retract", "release", "explain", "refresh_view"]


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
