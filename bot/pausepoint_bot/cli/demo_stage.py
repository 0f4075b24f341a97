"""What the demo is played on: playground, service settings, and the example flow as a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from pausepoint_bot.app import Bot, fresh_token, system_clock
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.settings import PREFIX, Settings
from pausepoint_bot.slack.manifest import read_manifest
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.server import Playground

CHANNEL: Final = "#ops"
APPROVER: Final = "alice"
_FLOW: Final = "pausepoint.examples.database_cleanup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What runs while the demo does."""

    playground: Playground
    bot: Bot
    directory: Path

    @property
    def approver(self) -> ActingPerson:
        """Whoever answers where nobody sits at the page."""
        return self.playground.as_person(APPROVER)

    @property
    def page(self) -> str:
        """The address to open."""
        return f"{self.playground.url}/#channel={self.playground.channel(CHANNEL).id}"


@asynccontextmanager
async def a_playground(directory: Path, port: int) -> AsyncIterator[Playground]:
    """Run a stand-in for Slack that grants what the manifest asks for.

    Raises:
        PausepointError: the port cannot be used.
    """
    manifest = directory / "manifest.yml"
    manifest.write_text(read_manifest(), "utf-8")
    try:
        playground = await Playground.start(port=port, manifest=manifest)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise PausepointError(f"cannot use port {port} of 127.0.0.1 (--port): {reason}; choose another") from error
    async with playground:
        yield playground


def settings_for(playground: Playground, directory: Path) -> Settings:
    """Return the settings of a service for this playground, whatever the environment says."""
    return Settings.given(
        slack_bot_token=playground.bot_token,
        slack_signing_secret=playground.signing_secret,
        slack_api_url=playground.api_url,
        slack_channel=CHANNEL,
        database_url=f"sqlite:///{directory / 'pausepoint.db'}",
        listen="127.0.0.1:0",
    )


@asynccontextmanager
async def a_flow(stage: Stage) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the example as a process of its own, led to the bot; end it with the block."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {
        **kept,
        "PAUSEPOINT_API_URL": stage.bot.url,
        "PAUSEPOINT_API_TOKEN": await _token(stage.bot),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(stage.directory),
    }
    flow = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # what lies in the current directory is none of the example's business
        "-m",
        _FLOW,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        process_group=0,  # Ctrl-C is for the demo, which ends the flow in good order
    )
    try:
        yield flow
    finally:
        with suppress(ProcessLookupError):
            flow.terminate()
        await flow.wait()


async def _token(bot: Bot) -> str:
    random_bytes, now = fresh_token(), system_clock()
    return await bot.store.write(
        partial(create_token, name="demo", scopes=["open"], random_bytes=random_bytes, now=now)
    )


async def relay_output(flow: asyncio.subprocess.Process) -> int:
    """Print what the flow says, until it ends; return its exit code."""
    assert flow.stdout is not None  # noqa: S101 - asked for as a pipe
    async for line in flow.stdout:
        say(f"flow │ {line.decode(errors='replace').rstrip()}")
    return await flow.wait()


def say(text: str) -> None:
    """Print it now: what is told here is told while it happens."""
    print(text, flush=True)
