"""Flows of this process that wait at the service, and pauses opened without one."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field

from pausepoint import apause_flow_run
from pausepoint.client import BotClient
from pausepoint.configuration import read_configuration
from pausepoint.wire import OpenPause, PauseView
from tests.bench.service import CleanupApproval

_AT_ONCE = 100
"""Flows started together: few enough to be found on one page of the list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A flow that waits, and the pause it waits for. The flow returns when it went on, by `time.perf_counter`."""

    pause: PauseView
    flow: asyncio.Task[float]


@dataclass(slots=True)
class Flows:
    """The flows that wait, oldest first, by the pause's id."""

    bot: BotClient
    waiting: dict[str, Waiting] = field(default_factory=dict)
    started: int = 0

    async def keep(self, count: int) -> None:
        """Start flows until `count` of them wait, and their messages stand."""
        while len(self.waiting) < count:
            await self._start(min(_AT_ONCE, count - len(self.waiting)))

    async def _start(self, count: int) -> None:
        begun: dict[str, asyncio.Task[float]] = {}
        for _ in range(count):
            self.started += 1
            title = f"flow {self.started}"
            begun[title] = asyncio.get_running_loop().create_task(_flow(title))
        while begun:
            page = await self.bot.list_pauses({"state": "waiting", "limit": str(2 * _AT_ONCE)})
            for pause in page.pauses:
                if pause.announced and pause.title in begun:
                    self.waiting[pause.id] = Waiting(pause, begun.pop(pause.title))
            await asyncio.sleep(0.02)

    async def end(self) -> None:
        """Cancel the flows, which withdraws their pauses."""
        tasks = [one.flow for one in self.waiting.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def client() -> BotClient:
    """Return a client of the service, by this process's environment."""
    return BotClient(read_configuration(os.environ))


async def open_many(count: int, *, name: str, at_once: int = 20) -> list[str]:
    """Open pauses that no flow waits for; return their ids."""
    schema = CleanupApproval.model_json_schema()
    gate = asyncio.Semaphore(at_once)
    async with client() as bot:

        async def one(number: int) -> str:
            request = OpenPause.model_validate({"title": f"{name} {number}", "schema": schema})
            async with gate:
                return (await bot.open_pause(request, idempotency_key=f"{name}-{number}")).id

        return await asyncio.gather(*(one(number) for number in range(count)))


async def until_announced(pauses: list[str]) -> list[PauseView]:
    """Wait until every message stands, so that posting competes with nothing; return the pauses."""
    async with client() as bot:
        while True:
            views = [await bot.read_pause(pause) for pause in pauses]
            if all(view.announced for view in views):
                return views
            await asyncio.sleep(0.5)


async def _flow(title: str) -> float:
    answer = await apause_flow_run(CleanupApproval, title=title)
    done = time.perf_counter()
    assert answer.approve
    return done
