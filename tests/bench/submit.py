"""Many submissions in flight at once: every one acked within Slack's three seconds, one decision each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import aiohttp

from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.ports import PauseFilter
from tests.bench.floor import median
from tests.bench.flows import open_many, until_announced
from tests.bench.row import Row
from tests.bench.service import Service

ACK_SECONDS = 3.0


async def bench_submit(service: Service, url: str, *, at_once: int, database: str) -> Row:
    """Submit to all bots in turn, everything at once; look into the database afterwards."""
    pauses = await open_many(at_once, name=f"submit {at_once} {len(service.urls)}")
    await until_announced(pauses)
    taken, statuses = await _submit_all(service, pauses)
    decided = await asyncio.to_thread(_decided, url, pauses)
    holds = max(taken) <= ACK_SECONDS and set(statuses) == {200} and decided == at_once
    return Row(
        what=f"{at_once:,} submissions at once" + (f", {len(service.urls)} replicas" if len(service.urls) > 1 else ""),
        database=database,
        measured=f"median {median(taken):.2f} s, last ack {max(taken):.2f} s, "
        f"acked {statuses.count(200):,}, decided {decided:,}",
        promise=f"all acked within {ACK_SECONDS:g} s, one decision each",
        kept=holds,
    )


async def _submit_all(service: Service, pauses: Sequence[str]) -> tuple[list[float], list[int]]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        for bot in range(len(service.urls)):  # their directories know the person from now on
            await service.submit(http, "pau_00000000000000000000000000", bot=bot)
        begin = time.perf_counter()

        async def one(number: int, pause: str) -> tuple[float, int]:
            status, _ = await service.submit(http, pause, bot=number % len(service.urls))
            return time.perf_counter() - begin, status

        results = await asyncio.gather(*(one(number, pause) for number, pause in enumerate(pauses)))
    return [taken for taken, _ in results], [status for _, status in results]


def _decided(url: str, pauses: Sequence[str]) -> int:
    with unit_of_work(url) as uow:
        decided = uow.pauses.list(PauseFilter(state="decided", limit=1_000_000))
        wanted = set(pauses)
        return sum(pause.id in wanted and len(uow.pauses.votes(pause.id)) == 1 for pause in decided)
