"""How many pauses a second can be opened, against a bare handler that stores one row durably."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

import aiohttp

from tests.bench.floor import Floor, median
from tests.bench.row import Row
from tests.bench.service import CleanupApproval, Service

_AT_ONCE = 50
_REQUESTS = 400
_ROUNDS = 5
_SHARE = 0.5


async def bench_opening(service: Service, floor: Floor, *, database: str) -> Row:
    """Open pauses as fast as they are taken, in turn with bare inserts; both through the same client."""
    schema = CleanupApproval.model_json_schema()
    token = os.environ["PAUSEPOINT_API_TOKEN"]
    connector = aiohttp.TCPConnector(limit=0)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as http:

        async def open_one() -> None:
            body = {"title": "opening", "schema": schema}
            async with http.post(f"{service.urls[0]}/v1/pauses", json=body) as response:
                assert response.status == 201, await response.text()

        await _rate(floor.insert)
        await _rate(open_one)
        bare, ours = [], []
        for _ in range(_ROUNDS):
            bare.append(await _rate(floor.insert))
            ours.append(await _rate(open_one))
    share = median(ours) / median(bare)
    return Row(
        what="POST /v1/pauses, 50 at once",
        database=database,
        floor=f"{median(bare):.0f}/s",
        measured=f"{median(ours):.0f}/s = {share:.0%} of the bare handler",
        promise=f">= {_SHARE:.0%}",
        kept=share >= _SHARE,
    )


async def _rate(request: Callable[[], Awaitable[None]]) -> float:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one() -> None:
        async with gate:
            await request()

    begin = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(_REQUESTS)))
    return _REQUESTS / (time.perf_counter() - begin)
