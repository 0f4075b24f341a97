"""Many submissions in flight at once: every one acked within Slack's three seconds, one decision each."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

import aiohttp

from pausepoint.client import BotClient
from pausepoint.configuration import read_configuration
from pausepoint.wire import OpenPause
from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.ports import PauseFilter
from tests.bench.floor import median
from tests.bench.service import CleanupApproval, Service, running_service

ACK_SECONDS = 3.0


async def bench_submit(at_once: int) -> bool:
    """Print how long the acks took; return whether the promise holds."""
    with tempfile.TemporaryDirectory() as directory:
        async with running_service(Path(directory)) as service:
            pauses = await _open(at_once)
            await _settle_down(pauses)
            taken, statuses = await _submit_all(service, pauses)
            decided = await _decided(Path(directory), pauses)
    holds = max(taken) <= ACK_SECONDS and set(statuses) == {200} and decided == at_once
    print(f"{at_once} submissions at once: median {median(taken):.2f} s, last ack {max(taken):.2f} s")
    print(
        f"acked with 200: {statuses.count(200)}; decided: {decided}; within {ACK_SECONDS:g} s: {'kept' if holds else 'NOT KEPT'}"
    )
    return holds


async def _open(count: int) -> list[str]:
    schema = CleanupApproval.model_json_schema()
    async with BotClient(read_configuration(os.environ)) as bot:
        gate = asyncio.Semaphore(20)

        async def one(number: int) -> str:
            request = OpenPause.model_validate({"title": f"submit {number}", "schema": schema})
            async with gate:
                return (await bot.open_pause(request, idempotency_key=f"bench-{number}")).id

        return await asyncio.gather(*(one(number) for number in range(count)))


async def _settle_down(pauses: list[str]) -> None:
    """Wait until every message is posted, so that posting does not compete with the submits."""
    async with BotClient(read_configuration(os.environ)) as bot:
        while not all([(await bot.read_pause(pause)).announced for pause in pauses]):
            await asyncio.sleep(0.5)


async def _submit_all(service: Service, pauses: list[str]) -> tuple[list[float], list[int]]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        await service.submit(http, "pau_00000000000000000000000000")  # the directory knows the person from now on
        begin = time.perf_counter()

        async def one(pause: str) -> tuple[float, int]:
            status, _ = await service.submit(http, pause)
            return time.perf_counter() - begin, status

        results = await asyncio.gather(*(one(pause) for pause in pauses))
    return [taken for taken, _ in results], [status for _, status in results]


async def _decided(directory: Path, pauses: list[str]) -> int:
    def count() -> int:
        with unit_of_work(f"sqlite:///{directory / 'pausepoint.db'}") as uow:
            decided = uow.pauses.list(PauseFilter(state="decided", limit=len(pauses) + 10))
            return sum(len(uow.pauses.votes(pause.id)) == 1 for pause in decided)

    return await asyncio.to_thread(count)
