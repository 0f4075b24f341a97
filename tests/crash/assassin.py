"""Starts the service, sees it die, starts it again, until it has died often enough."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from tests.crash.points import points

LONGEST_LIFE_SECONDS = 3.0
AT_RANDOM = "at a random instant"


@dataclass(slots=True)
class Assassin:
    """Keeps the service dying. `deaths` counts them by the place of death."""

    environment: Mapping[str, str]
    url: str
    chance: random.Random
    postgres: bool
    deaths: Counter[str] = field(default_factory=Counter)

    async def kill(self, times: int) -> None:
        """Start and kill the service `times` times."""
        while self.deaths.total() < times:
            await self._live_once()

    async def start_in_peace(self) -> asyncio.subprocess.Process:
        """Start a service that is not armed."""
        process = await self._start(-1, 1)
        await self._until_ready(process)
        return process

    async def _live_once(self) -> None:
        places = points(postgres=self.postgres)
        index = self.chance.randrange(-1, len(places))
        process = await self._start(index, self.chance.randint(1, 4))
        life = self.chance.uniform(0.3, LONGEST_LIFE_SECONDS) if index < 0 else LONGEST_LIFE_SECONDS
        await self._until_ready(process)
        try:
            async with asyncio.timeout(life):
                await process.wait()
                self.deaths[str(places[index])] += 1
        except TimeoutError:
            process.kill()
            await process.wait()
            self.deaths[AT_RANDOM] += 1
        assert process.returncode == -signal.SIGKILL, f"the service ended by itself with {process.returncode}"

    async def _start(self, index: int, nth: int) -> asyncio.subprocess.Process:
        command = [sys.executable, "-m", "tests.crash.bot", str(index), str(nth)]
        return await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **self.environment}, stderr=asyncio.subprocess.DEVNULL
        )

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        """Wait until it answers, or has died already."""
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            while process.returncode is None:
                try:
                    async with http.get(f"{self.url}/healthz"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
