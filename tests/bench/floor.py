"""The floor: two loopback HTTP round trips and one durable insert through SQLAlchemy, in a database of the same kind.

Nothing that stores a decision durably and tells another process of it over HTTP can be faster than this.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from aiohttp import web

from tests.bench.processes import free_port, started

_metadata = sa.MetaData()
_rows = sa.Table("rows", _metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("body", sa.Text))


def build_floor(database: Path) -> web.Application:
    """Return a server with the least that can be done: `/insert` stores its body durably, `/nothing` replies."""
    engine = sa.create_engine(f"sqlite:///{database}", connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _durable(connection, _record):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    _metadata.create_all(engine)
    connection = engine.connect()

    async def insert(request: web.Request) -> web.Response:
        with connection.begin():
            connection.execute(sa.insert(_rows).values(body=await request.text()))
        return web.Response(status=201)

    async def nothing(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    app = web.Application()
    app.router.add_post("/insert", insert)
    app.router.add_post("/nothing", nothing)
    return app


class Floor:
    """A bare server that runs, and a way to knock at it."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._http = http

    async def once(self) -> float:
        """Return the seconds that one floor takes now."""
        begin = time.perf_counter()
        for path in ("insert", "nothing"):
            async with self._http.post(f"{self._url}/{path}", data="x" * 1500) as response:
                await response.read()
        return time.perf_counter() - begin


@asynccontextmanager
async def running_floor(directory: Path) -> AsyncIterator[Floor]:
    """Run the bare server as a process of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.bench.floor", str(directory / "floor.db"), str(port)]
    async with started(command, ready=f"{url}/nothing"), aiohttp.ClientSession() as http:
        yield Floor(url, http)


async def insert_rate(directory: Path, *, requests: int = 2000, at_once: int = 50) -> float:
    """Return how many durable inserts a second the bare server does, `at_once` requests in flight."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.floor", str(directory / "rate.db"), str(port)]
    async with started(command, ready=f"http://127.0.0.1:{port}/nothing"), aiohttp.ClientSession() as http:
        gate = asyncio.Semaphore(at_once)

        async def one() -> None:
            async with gate, http.post(f"http://127.0.0.1:{port}/insert", data="x" * 1500) as response:
                await response.read()

        begin = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(requests)))
        return requests / (time.perf_counter() - begin)


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


if __name__ == "__main__":
    web.run_app(build_floor(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), print=None)
