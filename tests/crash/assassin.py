"""Keeps services dying: starts them, waits until they die where they were told to, and starts them again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.crash.calm import Calm
from tests.crash.points import points

LONGEST_LIFE_SECONDS = 3.0
AT_RANDOM = "at a random instant"
_READY_SECONDS = 30.0
_LEASE_SECONDS = 2.5
"""A message is posted a second time only where nobody clicks the first before the lease of its attempt has ended."""

_CHANCES = 3
"""How often a point is tried again that was not reached within a life."""


@dataclass(slots=True)
class Service:
    """One service through all its lives, on one port."""

    url: str
    keeper: asyncio.subprocess.Process
    pid: int = 0
    _end: asyncio.Task[int] | None = None

    async def start(self, point: str = "", nth: int = 0) -> None:
        """Begin a life, and wait until it answers, or has ended already."""
        assert self.keeper.stdin is not None
        self.keeper.stdin.write(f"{nth} {point}\n".encode())
        self.pid = await self._number()
        self._end = asyncio.create_task(self._number())
        async with asyncio.timeout(_READY_SECONDS), aiohttp.ClientSession() as http:
            while not self._end.done():
                try:
                    async with http.get(f"{self.url}/healthz"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.01)

    def arm(self) -> None:
        """Let it die at its point from now on."""
        self._signal(signal.SIGUSR1)

    async def died(self, within: float) -> bool:
        """Wait for its death; False where it lives on."""
        assert self._end is not None
        await asyncio.wait({self._end}, timeout=within)
        if self._end.done():
            assert self._end.result() == -signal.SIGKILL, f"the service ended by itself with {self._end.result()}"
        return self._end.done()

    async def kill(self) -> None:
        """End its life, if it still lives."""
        self._signal(signal.SIGKILL)
        if self._end is not None:
            await self._end

    def _signal(self, number: signal.Signals) -> None:
        if self._end is not None and not self._end.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def _number(self) -> int:
        assert self.keeper.stdout is not None
        line = await self.keeper.stdout.readline()
        assert line, "the keeper of a service has ended"
        return int(line)


@contextlib.asynccontextmanager
async def a_service(environment: Mapping[str, str]) -> AsyncIterator[Service]:
    """Keep a service ready to be started, until the block ends."""
    log = asyncio.subprocess.DEVNULL if not os.environ.get("PAUSEPOINT_CRASH_LOG") else None
    keeper = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash.bot",
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
    )
    service = Service(f"http://{environment['PAUSEPOINT_LISTEN']}", keeper)
    try:
        yield service
    finally:
        await service.kill()
        keeper.kill()
        await keeper.wait()


@dataclass(slots=True)
class Assassin:
    """Kills one service at a time, at every point in turn. `deaths` counts them by the place of death."""

    services: Sequence[Service]
    chance: random.Random
    postgres: bool
    calm: Calm
    deaths: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    _queue: deque[str] = field(default_factory=deque)

    async def kill(self, times: int) -> None:
        """Kill services until they have died `times` times, and leave all of them alive."""
        for number in range(times):
            await self._kill_once(self.services[number % len(self.services)], last=number + 1 == times)

    async def start_all(self) -> None:
        """Begin a life of each that lies in no ambush."""
        for service in self.services:
            await service.start()

    def unvisited(self) -> list[str]:
        """List the points at which none died."""
        return [point for point in points(postgres=self.postgres) if not self.deaths[point]]

    async def _kill_once(self, service: Service, *, last: bool) -> None:
        await service.kill()
        point = self._next_point()
        await service.start(point, self._nth(point))
        service.arm()
        life = self.chance.uniform(0.1, LONGEST_LIFE_SECONDS) if point == AT_RANDOM else LONGEST_LIFE_SECONDS
        if _STRAY in point:
            life += _LEASE_SECONDS
        if await service.died(life):
            self.deaths[point] += 1
            if point == _POSTED and self._queue and _STRAY in self._queue[0]:
                self.calm.begin(_LEASE_SECONDS)
        else:
            await service.kill()
            self.deaths[AT_RANDOM] += 1
            self._try_again(point)
        if last or len(self.services) > 1:
            await service.start()

    def _next_point(self) -> str:
        if not self._queue:
            self._queue += self._shuffled()
        return self._queue.popleft()

    def _shuffled(self) -> list[str]:
        """Put every point in some order. A message can be retracted only after one was posted and not recorded."""
        order = [*points(postgres=self.postgres), AT_RANDOM]
        self.chance.shuffle(order)
        for point in [each for each in order if _STRAY in each]:
            order.insert(order.index(point), _POSTED)
        return order

    def _try_again(self, point: str) -> None:
        self.missed[point] += 1
        if point != AT_RANDOM and self.missed[point] < _CHANCES:
            place = min(len(self._queue), self.chance.randint(2, 10))
            self._queue.insert(place, point)
            if _STRAY in point:
                self._queue.insert(place, _POSTED)

    def _nth(self, point: str) -> int:
        return 1 if any(rare in point for rare in _RARE) else self.chance.randint(1, 2)


_STRAY = "retract"
_POSTED = "after sending announce"
_RARE = ("retract", "explain", "refresh_view", "hold", "slow", "failure", "cancel", "record_announced", "do_due")
