"""Everything around the services that die: a database, Slack's stand-in, the way to them, and a token for the flows."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from pausepoint import runtime
from pausepoint_bot.store import upgrade_database
from pausepoint_playground.server import Playground
from tests.bench.processes import free_port
from tests.crash.assassin import Assassin, a_service
from tests.crash.calm import Calm
from tests.crash.proxy import Proxy, Target, a_proxy
from tests.support.service import token_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be played."""

    database: str
    replicas: int = 1
    seed: int = 1
    socket_mode: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The services' ways to what they need, so that they can be cut. SQLite has none."""

    database: Proxy
    slack: Proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A running world. `url` leads to whichever service lives; `database` is judged without any of them."""

    playground: Playground
    assassin: Assassin
    url: str
    database: str
    chance: random.Random
    ways: Ways


@contextlib.contextmanager
def a_database(kind: str) -> Iterator[str]:
    """Lend a fresh database, on a disk that is waited for."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as directory:
            yield f"sqlite:///{Path(directory) / 'crash.db'}"
    else:
        from tests.support.postgres import a_postgres_server  # noqa: PLC0415 - needs the driver

        with a_postgres_server(durable=True) as server:
            url = server.new_database()
            try:
                yield url
            finally:
                server.drop(url)


@contextlib.asynccontextmanager
async def a_world(plan: Plan) -> AsyncIterator[World]:
    """Run everything but the services until the block ends, and lead this process's flows there."""
    database = plan.database
    await asyncio.to_thread(upgrade_database, database)
    chance = random.Random(plan.seed)
    ports = [free_port() for _ in range(plan.replicas)]
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(Playground.start())
        ways = Ways(
            database=await stack.enter_async_context(a_proxy(_server_of(database))),
            slack=await stack.enter_async_context(a_proxy(int(urlsplit(playground.url).port or 0))),
        )
        common = _environment(playground, plan, ways)
        services = [
            await stack.enter_async_context(a_service({**common, "PAUSEPOINT_LISTEN": f"127.0.0.1:{port}"}))
            for port in ports
        ]
        proxy = await stack.enter_async_context(a_proxy(*ports))
        url = f"http://127.0.0.1:{proxy.port if plan.replicas > 1 else ports[0]}"
        playground.request_url = None if plan.socket_mode else f"{url}/slack/events"
        stack.enter_context(_flows_led_to(url, await asyncio.to_thread(token_in, database, "crash")))
        try:
            assassin = Assassin(services, chance, database.startswith("postgresql"), Calm())
            yield World(playground=playground, assassin=assassin, url=url, database=database, chance=chance, ways=ways)
        finally:
            await asyncio.to_thread(runtime.shut_down)


@contextlib.contextmanager
def _flows_led_to(url: str, token: str) -> Iterator[None]:
    """Lead this process's flows, and those that it starts, to the services."""
    before = dict(os.environ)
    os.environ.update({"PAUSEPOINT_API_URL": url, "PAUSEPOINT_API_TOKEN": token})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _server_of(database: str) -> Target:
    """Return where the database's server listens; nothing ever goes there for SQLite."""
    url = make_url(database)
    directory = url.query.get("host")
    return f"{directory}/.s.PGSQL.{url.query.get('port', '5432')}" if directory else url.port or 5432


def _through(proxy: Proxy, database: str) -> str:
    """Return the address of a PostgreSQL database on the proxy's way; SQLite's as it is."""
    url = make_url(database)
    if url.drivername == "sqlite":
        return database
    return url.set(host="127.0.0.1", port=proxy.port, query={}).render_as_string(hide_password=False)


def _environment(playground: Playground, plan: Plan, ways: Ways) -> dict[str, str]:
    way_in = (
        {"PAUSEPOINT_SLACK_APP_TOKEN": playground.app_token}
        if plan.socket_mode
        else {"PAUSEPOINT_SLACK_SIGNING_SECRET": playground.signing_secret}
    )
    return {
        "PAUSEPOINT_SLACK_BOT_TOKEN": playground.bot_token,
        "PAUSEPOINT_SLACK_API_URL": f"http://127.0.0.1:{ways.slack.port}/api/",
        "PAUSEPOINT_SLACK_CHANNEL": "#ops",
        "PAUSEPOINT_SLACK_POST_INTERVAL_SECONDS": "0",
        "PAUSEPOINT_DATABASE_URL": _through(ways.database, plan.database),
        **way_in,
    }
