"""Sleep until rung, or until a moment: how a loop waits without polling."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.usecases.ports import Clock

_LONGEST_NAP: Final = timedelta(minutes=1)
_SHORTEST_NAP: Final = timedelta(milliseconds=1)


class Alarm:
    """A bell that is not lost when it rings while nobody sleeps.

    A nap never lasts longer than a minute, so that a clock that was set is noticed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake the sleeper, now or as soon as it would fall asleep."""
        self._bell.set()

    async def sleep_until(self, moment: datetime | None) -> None:
        """Return when rung, when `moment` has come, or after a minute."""
        nap = _LONGEST_NAP if moment is None else min(moment - self._clock(), _LONGEST_NAP)
        try:
            async with asyncio.timeout(max(nap, _SHORTEST_NAP).total_seconds()):
                await self._bell.wait()
        except TimeoutError:
            pass
        self._bell.clear()
