"""A while in which nobody clicks, so that what the services do by themselves can be seen."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass


@dataclass(slots=True)
class Calm:
    """Begun by whoever needs it, waited out by everybody."""

    _until: float = 0.0

    def begin(self, seconds: float) -> None:
        """Let nobody click for so long."""
        self._until = time.monotonic() + seconds

    async def over(self) -> None:
        """Wait until it is over."""
        while (left := self._until - time.monotonic()) > 0:
            await asyncio.sleep(left)
