"""How late the event loop is, as it tells itself."""

from __future__ import annotations

import asyncio
import time

from pausepoint_bot.loops.heartbeat import beat


async def test_whoever_keeps_the_event_loop_shows_as_lag() -> None:
    lags: list[float] = []
    told = asyncio.Event()

    def late(seconds: float) -> None:
        lags.append(seconds)
        told.set()

    beating = asyncio.ensure_future(beat(late))
    await asyncio.sleep(0)
    time.sleep(0.8)  # noqa: ASYNC251 - what the loop is to notice
    await asyncio.wait_for(told.wait(), 10)
    beating.cancel()
    await asyncio.wait({beating})

    assert lags[0] >= 0.25
