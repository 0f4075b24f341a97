"""How long from the signed submit until the flow goes on, with 1 and with many waiting in one process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from tests.bench.floor import Floor, median, percentile
from tests.bench.flows import Flows
from tests.bench.row import Row, in_ms
from tests.bench.service import Service

ROUNDS = 100
_WARM_UP = 10
_REST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Promise:
    """What the figures must not exceed."""

    times_floor: float
    p99_seconds: float


ALONE = Promise(2.5, 0.050)
AMONG_MANY = Promise(5.0, 0.100)


async def bench_release(service: Service, floor: Floor, flows: Flows, *, waiting: int, database: str) -> Row:
    """Keep `waiting` flows waiting, release one at a time, and time each; the floor is taken in turn with them."""
    floors: list[float] = []
    taken: list[float] = []
    async with aiohttp.ClientSession() as http:
        for _ in range(_WARM_UP + ROUNDS):
            await flows.keep(waiting)
            pause = next(iter(flows.waiting))
            await service.click(http, flows.waiting[pause].pause)
            await asyncio.sleep(_REST_SECONDS)
            floors.append(await floor.once())
            await asyncio.sleep(_REST_SECONDS)
            taken.append(await _release(service, http, flows, pause))
    return _row(floors[_WARM_UP:], taken[_WARM_UP:], waiting, database)


async def _release(service: Service, http: aiohttp.ClientSession, flows: Flows, pause: str) -> float:
    begin = time.perf_counter()
    status, _ = await service.submit(http, pause)
    assert status == 200
    return await flows.waiting.pop(pause).flow - begin


def _row(floors: Sequence[float], taken: Sequence[float], waiting: int, database: str) -> Row:
    promise = ALONE if waiting == 1 else AMONG_MANY
    bottom, middle, late = median(floors), median(taken), percentile(taken, 0.99)
    return Row(
        what=f"signed submit -> flow goes on, {waiting:,} waiting",
        database=database,
        floor=in_ms(bottom),
        measured=f"median {in_ms(middle)} = {middle / bottom:.2f} x floor, p99 {in_ms(late)}",
        promise=f"<= {promise.times_floor} x floor, p99 <= {promise.p99_seconds * 1e3:.0f} ms",
        kept=middle <= promise.times_floor * bottom and late <= promise.p99_seconds,
    )
