"""Ways in which Slack's API can be out of order, from when they begin to when they end. State only; no transport."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from pausepoint_playground.json_values import JsonObject

OutageKind: TypeAlias = Literal["unavailable", "slow", "hanging", "reset", "cut", "lost"]
"""What becomes of a call: 503 at once; an answer after a while; no answer until the outage is over; the connection
reset before an answer, or in the middle of one; the call carried out, and its answer lost with the connection."""

EVERY_METHOD: frozenset[str] = frozenset()
RESPONSE_URL = "response_url"
SOCKET = "socket"
"""What response urls and new websockets are called beside the API's methods."""

SLOW_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class Outage:
    """One outage, of some methods or (none named) of all; `over` is set when it ends.

    `seconds` is how long a slow answer takes.
    """

    kind: OutageKind
    methods: frozenset[str] = EVERY_METHOD
    seconds: float = SLOW_SECONDS
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def strikes(self, method: str) -> bool:
        """Tell whether calls of this method are out of order."""
        return not self.methods or method in self.methods

    def as_json(self) -> JsonObject:
        """Shape it as the page reads and sends it."""
        return {"kind": self.kind, "methods": sorted(self.methods), "seconds": self.seconds}


def outage_from(wanted: JsonObject) -> Outage:
    """Read what `as_json` writes; raises KeyError, TypeError or ValueError for what is none."""
    kind = wanted["kind"]
    if kind not in get_args(OutageKind):
        raise ValueError(kind)
    methods = frozenset(map(str, wanted.get("methods") or ()))
    return Outage(kind=kind, methods=methods, seconds=float(wanted.get("seconds", SLOW_SECONDS)))
