"""`pausepoint demo`: the whole product on one machine without Slack: playground, service and an example flow."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from pausepoint_bot.app import Bot, fresh_token, running, system_clock
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.settings import PREFIX, Settings
from pausepoint_bot.slack.manifest import read_manifest
from pausepoint_bot.telemetry import set_up_logging
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_playground.server import Playground

_FLOW: Final = "pausepoint.examples.database_cleanup"
_CHANNEL: Final = "#ops"
_APPROVER: Final = "alice"
_NOTES: Final = "Checked against the dashboard: these are all stale."
_EVERY_SECONDS: Final = 15
_AUTO_SECONDS: Final = 60


def demo(
    auto: Annotated[bool, typer.Option("--auto", help="Answer as a person would, and exit.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 0,
) -> None:
    """Show the whole loop: a flow pauses, you decide in a page that looks like a Slack channel, the flow goes on."""
    set_up_logging(level="WARNING", style="console")
    with tempfile.TemporaryDirectory(prefix="pausepoint-demo-") as directory:
        code = asyncio.run(_demo(Path(directory), auto=auto, port=port))
    raise typer.Exit(code)


async def _demo(directory: Path, *, auto: bool, port: int) -> int:
    async with _playground(directory, port) as playground, running(_settings(playground, directory)) as bot:
        playground.request_url = f"{bot.url}/slack/events"
        token = await _token(bot)
        flow = await _start_flow(bot, token, directory)
        try:
            _say(f"\nThe playground (it is not Slack) is at  {playground.url}\n")
            if auto:
                await _answer(playground)
            else:
                _say("Open it, look at #ops, and decide as Alice, Bob or Carol. Ctrl-C ends the demo.\n")
            return await _wait_for(flow)
        finally:
            with suppress(ProcessLookupError):
                flow.terminate()
            await flow.wait()


@asynccontextmanager
async def _playground(directory: Path, port: int) -> AsyncIterator[Playground]:
    manifest = directory / "manifest.yml"
    manifest.write_text(read_manifest(), "utf-8")
    try:
        playground = await Playground.start(port=port, manifest=manifest)
    except OSError as error:
        raise PausepointError(f"port {port} of 127.0.0.1 cannot be used: {error.strerror}; choose another") from error
    try:
        yield playground
    finally:
        await playground.stop()


def _settings(playground: Playground, directory: Path) -> Settings:
    return Settings.given(
        slack_bot_token=playground.bot_token,
        slack_signing_secret=playground.signing_secret,
        slack_api_url=playground.api_url,
        slack_channel=_CHANNEL,
        database_url=f"sqlite:///{directory / 'pausepoint.db'}",
        listen="127.0.0.1:0",
    )


async def _token(bot: Bot) -> str:
    random_bytes, now = fresh_token(), system_clock()
    return await bot.store.write(
        partial(create_token, name="demo", scopes=["open"], random_bytes=random_bytes, now=now)
    )


async def _start_flow(bot: Bot, token: str, directory: Path) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {
        **kept,
        "PAUSEPOINT_API_URL": bot.url,
        "PAUSEPOINT_API_TOKEN": token,
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(directory),
    }
    return await asyncio.create_subprocess_exec(sys.executable, "-m", _FLOW, env=environment)


async def _answer(playground: Playground) -> None:
    """Do what a person does: read the message, open the form, write a note, submit."""
    person = playground.as_person(_APPROVER)
    message = await person.wait_for_message(channel=_CHANNEL, containing="clean", timeout=_AUTO_SECONDS)
    _say(f"{_APPROVER.title()} reads in {_CHANNEL}:\n")
    _say("".join(f"    {line}\n" for line in message.visible_text.splitlines()))
    await person.click(message, "With notes…")
    await person.wait_for_view(timeout=_AUTO_SECONDS)
    await person.fill("Approve", "Approve")
    await person.fill("Notes", _NOTES)
    result = await person.submit()
    if not result.closed:
        raise PausepointError(f"the form did not close: {result.errors or result.banner}")
    _say(f"{_APPROVER.title()} approves with a note: {_NOTES}\n")


async def _wait_for(flow: asyncio.subprocess.Process) -> int:
    waited = 0
    while True:
        try:
            async with asyncio.timeout(_EVERY_SECONDS):
                return await flow.wait()
        except TimeoutError:
            waited += _EVERY_SECONDS
            _say(f"... the flow has been waiting for {waited} s\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
