"""How Slack is doing, as its answers show. No I/O: whoever calls Slack tells this what came back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.slack.failures import shows_trouble
from pausepoint_bot.usecases.ports import Clock


class Health:
    """Knows whether the last call to Slack was answered, and since when not.

    A refusal is an answer too, unless it is the token that Slack refuses. `troubled` is set as long as it lasts, and
    `answered` as long as it does not; before the first call neither is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: datetime | None = None
        self._words = ""
        self.troubled = asyncio.Event()
        self.answered = asyncio.Event()

    def hear(self, failure: DeliveryFailed | None) -> None:
        """Take note of how a call ended; None is success."""
        if failure is None or not shows_trouble(failure):
            self._since = None
            self.troubled.clear()
            self.answered.set()
            return
        self._since = self._since or self._clock()
        self._words = failure.detail
        self.troubled.set()
        self.answered.clear()

    def trouble(self) -> str | None:
        """Say what is wrong, and since when; None where nothing is."""
        return None if self._since is None else f"since {moment(self._since)}: {self._words}"


def moment(at: datetime) -> str:
    """Write a moment for an operator: UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
