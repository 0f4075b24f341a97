"""The loop that tells how late the event loop is: what takes it for long holds up every flow and every click."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

_BEAT_SECONDS: Final = 0.5


async def beat(late: Callable[[float], None]) -> None:
    """Come back every half second, and tell by how many seconds too late, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _BEAT_SECONDS
        await asyncio.sleep(_BEAT_SECONDS)
        late(max(loop.time() - due, 0.0))
