"""How fast a lane may go: Slack takes one message a second per channel (Web API rate limits, chat.postMessage)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pausepoint_bot.effects import Announce, Effect, Explain


class Pace:
    """Keeps a lane closed for `interval` after a message was posted in it."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval
        self._closed_until: dict[str, datetime] = {}

    def note(self, lane: str, effect: Effect, now: datetime) -> None:
        """Close the lane for a while if the effect posted a message."""
        if isinstance(effect, Announce | Explain) and self._interval:
            self._closed_until[lane] = now + self._interval

    def closed(self, now: datetime) -> Collection[str]:
        """Return the lanes that are closed now."""
        self._closed_until = {lane: until for lane, until in self._closed_until.items() if until > now}
        return self._closed_until.keys()

    def next_opening(self) -> datetime | None:
        """Return when the next closed lane opens."""
        return min(self._closed_until.values(), default=None)
