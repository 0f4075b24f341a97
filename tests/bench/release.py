"""How long from the signed submit until the flow goes on, with 1 and with many waiting in one process."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from pausepoint import apause_flow_run
from pausepoint.client import BotClient
from pausepoint.configuration import read_configuration
from pausepoint.wire import PauseView
from tests.bench.floor import Floor, median, percentile, running_floor
from tests.bench.service import CleanupApproval, Service, running_service

ROUNDS = 100
REST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Promise:
    """Of one row: how many wait, and what the figures must not exceed."""

    waiting: int
    times_floor: float
    p99_seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A flow that waits, and the pause it waits for."""

    pause: PauseView
    flow: asyncio.Task[float]


PROMISES = (Promise(1, 2.5, 0.050), Promise(100, 5.0, 0.100))


async def bench_release(waiting: Sequence[int] = (1, 100)) -> bool:
    """Print the table; return whether every promise holds."""
    kept = True
    with tempfile.TemporaryDirectory() as directory:
        print("floor: two loopback round trips and one durable insert, taken in turn with the releases")
        print(f"{'waiting':>8} {'floor':>10} {'median':>10} {'p99':>10} {'x floor':>9}   promise")
        async with running_floor(Path(directory)) as floor, running_service(Path(directory)) as service:
            for promise in PROMISES:
                if promise.waiting in waiting:
                    floors, taken = await _measure(service, floor, promise.waiting)
                    kept &= _report(promise, taken, median(floors))
    return kept


def _report(promise: Promise, taken: Sequence[float], floor: float) -> bool:
    middle, late = median(taken), percentile(taken, 0.99)
    holds = middle <= promise.times_floor * floor and late <= promise.p99_seconds
    print(
        f"{promise.waiting:>8} {floor * 1e3:>7.2f} ms {middle * 1e3:>7.2f} ms {late * 1e3:>7.2f} ms {middle / floor:>9.2f}   "
        f"median <= {promise.times_floor} x floor, p99 <= {promise.p99_seconds * 1e3:.0f} ms: "
        f"{'kept' if holds else 'NOT KEPT'}"
    )
    return holds


async def _measure(service: Service, floor: Floor, waiting: int) -> tuple[list[float], list[float]]:
    """Keep `waiting` flows waiting, release one at a time, and time each; and the floor before it, as rested."""
    floors: list[float] = []
    taken: list[float] = []
    async with BotClient(read_configuration(_environment())) as bot, aiohttp.ClientSession() as http:
        flows: dict[str, Waiting] = {}
        for number in range(ROUNDS + 10):
            await _fill(bot, flows, waiting, number)
            pause = next(iter(flows))
            await service.click(http, flows[pause].pause)
            await asyncio.sleep(REST_SECONDS)
            floors.append(await floor.once())
            await asyncio.sleep(REST_SECONDS)
            begin = time.perf_counter()
            status, _ = await service.submit(http, pause)
            assert status == 200
            taken.append(await flows.pop(pause).flow - begin)
        for one in flows.values():
            one.flow.cancel()
        await asyncio.gather(*(one.flow for one in flows.values()), return_exceptions=True)
    return floors[10:], taken[10:]


def _environment() -> dict[str, str]:
    import os  # noqa: PLC0415 - set by the service just before

    return dict(os.environ)


async def _fill(bot: BotClient, flows: dict[str, Waiting], waiting: int, number: int) -> None:
    """Start flows until `waiting` of them wait, and their pauses are announced."""
    started = [
        asyncio.get_running_loop().create_task(_flow(f"release {waiting} {number} {index}"))
        for index in range(waiting - len(flows))
    ]
    while started:
        page = await bot.list_pauses({"state": "waiting", "limit": str(min(200, waiting + 10))})
        ready = {pause.title: pause for pause in page.pauses if pause.announced}
        for flow in list(started):
            title = flow.get_name()
            if title in ready:
                flows[ready[title].id] = Waiting(ready[title], flow)
                started.remove(flow)
        await asyncio.sleep(0.02)


async def _flow(title: str) -> float:
    task = asyncio.current_task()
    assert task is not None
    task.set_name(title)
    answer = await apause_flow_run(CleanupApproval, title=title)
    done = time.perf_counter()
    assert answer.approve
    return done
