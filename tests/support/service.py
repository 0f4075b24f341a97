"""The whole product for tests: playground and bot in this process, or the bot as the process that operators run."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pausepoint_bot.app import Bot, fresh_token, running, system_clock
from pausepoint_bot.settings import Settings
from pausepoint_bot.slack.manifest import EVENTS_PATH
from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.manage_tokens import create_token, revoke_token
from pausepoint_playground.server import Playground
from tests.support.programs import Program
from tests.support.waiting import until

CHANNEL = "#ops"
READY = "pausepoint is ready at "
"""What `serve` says on standard error once it listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A playground, and the bot that serves its app, both in this process."""

    playground: Playground
    bot: Bot
    database: str

    @property
    def url(self) -> str:
        """The API's address."""
        return self.bot.url

    async def token(self, name: str = "flows", *scopes: str) -> str:
        """Create an API token, by default with the scope `open`."""
        random_bytes, now = fresh_token(), system_clock()
        return await self.bot.store.write(
            partial(create_token, name=name, scopes=scopes or ("open",), random_bytes=random_bytes, now=now)
        )

    async def revoke(self, name: str) -> None:
        """Take a token out of force."""
        await self.bot.store.write(partial(revoke_token, name=name, now=system_clock()))


@contextlib.asynccontextmanager
async def a_service(directory: Path, *, socket_mode: bool = False, channel: str = CHANNEL) -> AsyncIterator[Service]:
    """Run playground and bot over a fresh database; Slack comes in over signed HTTP or in Socket Mode."""
    database = f"sqlite:///{directory / 'service.db'}"
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        way_in = (
            {"slack_app_token": playground.app_token}
            if socket_mode
            else {"slack_signing_secret": playground.signing_secret}
        )
        settings = Settings.given(
            slack_bot_token=playground.bot_token,
            slack_api_url=playground.api_url,
            slack_channel=channel,
            slack_post_interval_seconds=0,
            database_url=database,
            listen="127.0.0.1:0",
            **way_in,
        )
        async with running(settings) as bot:
            playground.request_url = None if socket_mode else bot.url + EVENTS_PATH
            yield Service(playground=playground, bot=bot, database=database)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def flow_environment(url: str, token: str) -> dict[str, str]:
    """Return the variables that lead a flow to a bot."""
    return {"PAUSEPOINT_API_URL": url, "PAUSEPOINT_API_TOKEN": token}


def token_in(database: str, name: str = "flows", *scopes: str) -> str:
    """Create an API token straight in a database."""
    with unit_of_work(database) as uow:
        return create_token(uow, name, scopes=scopes or ("open",), random_bytes=fresh_token(), now=system_clock())


async def until_recorded(database: str) -> None:
    """Wait until nothing is owed: what people see by then is stored as posted, and is not posted again after a crash."""

    def owes_nothing() -> bool:
        with unit_of_work(database) as uow:
            return not uow.outbox.owed()

    await until(owes_nothing)


@dataclass(slots=True, kw_only=True)
class Serving:
    """`pausepoint serve` as a process, on one database and one port through all its lives."""

    environment: Mapping[str, str]
    url: str
    database: str
    lives: list[Program] = field(default_factory=list)

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        program = await Program.start("-m", "pausepoint_bot", "serve", environment=self.environment)
        self.lives.append(program)
        await program.wait_for(READY)

    async def kill(self) -> None:
        """End it with SIGKILL."""
        await self.lives[-1].kill()

    @property
    def stderr(self) -> str:
        """Everything that all its lives have said."""
        return "".join(life.stderr for life in self.lives)


def serve_environment(playground: Playground, directory: Path, *, port: int, **more: str) -> dict[str, str]:
    """Return the settings of a bot that serves the playground's app over signed HTTP."""
    return {
        "PAUSEPOINT_SLACK_BOT_TOKEN": playground.bot_token,
        "PAUSEPOINT_SLACK_SIGNING_SECRET": playground.signing_secret,
        "PAUSEPOINT_SLACK_API_URL": playground.api_url,
        "PAUSEPOINT_SLACK_CHANNEL": CHANNEL,
        "PAUSEPOINT_SLACK_POST_INTERVAL_SECONDS": "0",
        "PAUSEPOINT_DATABASE_URL": f"sqlite:///{directory / 'serving.db'}",
        "PAUSEPOINT_LISTEN": f"127.0.0.1:{port}",
        **more,
    }


@contextlib.asynccontextmanager
async def a_serving_process(playground: Playground, directory: Path, **more: str) -> AsyncIterator[Serving]:
    """Run `pausepoint serve` against the playground until the block ends."""
    environment = serve_environment(playground, directory, port=free_port(), **more)
    url = f"http://{environment['PAUSEPOINT_LISTEN']}"
    serving = Serving(environment=environment, url=url, database=environment["PAUSEPOINT_DATABASE_URL"])
    playground.request_url = url + EVENTS_PATH
    try:
        await serving.start()
        yield serving
    finally:
        for life in serving.lives:
            await life.kill()
