"""The floor: two loopback HTTP round trips and one durable insert through SQLAlchemy, in a database of the same kind.

Nothing that stores a decision durably and tells another process of it over HTTP can be faster than this.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import sqlalchemy as sa
from aiohttp import web

from tests.bench.processes import free_port, started

_metadata = sa.MetaData()
_rows = sa.Table("rows", _metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("body", sa.Text))


def build_floor(database: str) -> web.Application:
    """Return a server with the least that can be done: `/insert` stores its body durably, `/nothing` replies."""
    engine = _engine(database)
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


def _engine(database: str) -> sa.Engine:
    url = sa.make_url(database)
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url.set(drivername="postgresql+psycopg"))
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _durable(connection, _record):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


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

    async def insert(self) -> None:
        """Store something durably, as a bare handler does."""
        async with self._http.post(f"{self._url}/insert", data="x" * 1500) as response:
            await response.read()


@asynccontextmanager
async def running_floor(database: str) -> AsyncIterator[Floor]:
    """Run the bare server as a process of its own, on an empty database."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.bench.floor", database, str(port)]
    connector = aiohttp.TCPConnector(limit=0)
    async with started(command, ready=f"{url}/nothing"), aiohttp.ClientSession(connector=connector) as http:
        yield Floor(url, http)


def median(values: Sequence[float]) -> float:
    """Return the middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


if __name__ == "__main__":
    web.run_app(build_floor(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), print=None)
