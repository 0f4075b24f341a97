"""Those who hear what was committed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pausepoint_bot.usecases.ports import Committed


class Subscribers:
    """Tells each in its own turn of the event loop: one that fails keeps the news from nobody."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._all: list[Callable[[Committed], None]] = []

    def add(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` from now on."""
        self._all.append(hear)

    def tell(self, committed: Committed) -> None:
        """Tell everyone, unless nothing has changed. On the event loop only."""
        if committed != Committed():
            for hear in self._all:
                self._loop.call_soon(hear, committed)
