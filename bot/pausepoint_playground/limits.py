"""How often Slack lets an app call: the limits of each method, kept as Slack keeps them. Pure; time is an argument.

Source: docs.slack.dev, "Rate limits": tiers of 1, 20, 50 and 100 calls a minute and method, more in short bursts;
chat.postMessage takes about one message a second and channel. How long a burst may be Slack does not say: it is ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

MINUTE = 60.0
_BURST = 10
_BURST_OF_POSTS = 4
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One call every `seconds`, and up to `burst` at once after a rest; counted per channel or for the workspace."""

    seconds: float
    burst: int
    per_channel: bool = False


_TIER_1 = Limit(seconds=MINUTE, burst=_BURST)
_TIER_2 = Limit(seconds=MINUTE / 20, burst=_BURST)
_TIER_3 = Limit(seconds=MINUTE / 50, burst=_BURST)
_TIER_4 = Limit(seconds=MINUTE / 100, burst=_BURST)

LIMITS: Mapping[str, Limit] = {
    "apps.connections.open": _TIER_1,
    "chat.delete": _TIER_3,
    "chat.postEphemeral": _TIER_4,
    "chat.postMessage": Limit(seconds=1.0, burst=_BURST_OF_POSTS, per_channel=True),
    "chat.update": _TIER_3,
    "conversations.info": _TIER_3,
    "conversations.list": _TIER_2,
    "conversations.members": _TIER_4,
    "conversations.open": _TIER_3,
    "reactions.add": _TIER_3,
    "usergroups.list": _TIER_2,
    "usergroups.users.list": _TIER_2,
    "users.info": _TIER_4,
    "users.list": _TIER_2,
    "users.lookupByEmail": _TIER_3,
    "views.open": _TIER_4,
    "views.publish": _TIER_4,
    "views.push": _TIER_4,
    "views.update": _TIER_4,
}


class Throttle:
    """Remembers of each row of calls when it is paid off, after the generic cell rate algorithm."""

    def __init__(self) -> None:
        self._paid_off: dict[tuple[str, str], float] = {}

    def spend(self, method: str, channel: str, *, now: float) -> int | None:
        """Count a call; give the whole seconds it must wait instead, or None where it may pass."""
        limit = LIMITS.get(method)
        if limit is None:
            return None
        key = (method, channel if limit.per_channel else "")
        paid_off = max(self._paid_off.get(key, now), now)
        early = paid_off - now - (limit.burst - 1) * limit.seconds
        if early > _ROUNDING:
            return math.ceil(early)
        self._paid_off[key] = paid_off + limit.seconds
        return None
