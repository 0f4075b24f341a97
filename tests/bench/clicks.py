"""How long a click waits until its form is on its way, at fifty clicks a second."""

from __future__ import annotations

import asyncio

import aiohttp

from tests.bench.floor import median, percentile
from tests.bench.flows import open_many, until_announced
from tests.bench.row import Row, in_ms
from tests.bench.service import Service

_PAUSES = 20
_CLICKS = 500
_A_SECOND = 50
_P99_SECONDS = 0.2


async def bench_clicks(service: Service, *, database: str) -> Row:
    """Click on one message after the other, whether or not the last form is open already."""
    pauses = await until_announced(await open_many(_PAUSES, name="click"))
    before = len(await service.stage.opens())
    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as clicks:
        for number in range(_CLICKS):
            clicks.create_task(service.click(http, pauses[number % _PAUSES]))
            await asyncio.sleep(1 / _A_SECOND)
    taken = (await service.stage.opens())[before:]
    late = percentile(taken, 0.99)
    return Row(
        what=f"click -> views.open sent, {_A_SECOND} a second",
        database=database,
        measured=f"{len(taken)} of {_CLICKS} opened, median {in_ms(median(taken))}, p99 {in_ms(late)}",
        promise=f"p99 <= {_P99_SECONDS * 1e3:.0f} ms",
        kept=late <= _P99_SECONDS and len(taken) == _CLICKS,
    )
