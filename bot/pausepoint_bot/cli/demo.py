"""`pausepoint demo`: the whole product on one machine without Slack: playground, service and an example flow."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from pausepoint_bot.app import Bot, fresh_token, running, system_clock
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.pauses import Decided
from pausepoint_bot.settings import PREFIX, Settings
from pausepoint_bot.slack.manifest import EVENTS_PATH, read_manifest
from pausepoint_bot.telemetry import set_up_logging
from pausepoint_bot.usecases.find_pauses import list_pauses
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_bot.usecases.ports import PauseFilter
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.server import Playground
from pausepoint_playground.workspace.messages import Message

_FLOW: Final = "pausepoint.examples.database_cleanup"
_CHANNEL: Final = "#ops"
_APPROVER: Final = "alice"
_NOTES: Final = "Checked against the dashboard: these are all stale."
_EVERY_SECONDS: Final = 15
_AUTO_SECONDS: Final = 60
_HEAD_LINES: Final = 11
_TAIL_LINES: Final = 3
_TERMINATED: Final = 128 + signal.SIGTERM


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What runs while the demo does."""

    playground: Playground
    bot: Bot
    directory: Path

    @property
    def approver(self) -> ActingPerson:
        return self.playground.as_person(_APPROVER)

    @property
    def page(self) -> str:
        return f"{self.playground.url}/#channel={self.playground.channel(_CHANNEL).id}"


def demo(
    auto: Annotated[bool, typer.Option("--auto", help="Answer as a person would, and exit.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 0,
) -> None:
    """Show the whole loop: a flow pauses, you decide in a page that looks like a Slack channel, the flow goes on."""
    set_up_logging(level="ERROR", style="console")  # a late callback, which the feed has overtaken, is no news here
    with tempfile.TemporaryDirectory(prefix="pausepoint-demo-") as directory:
        try:
            code = asyncio.run(_demo(Path(directory), auto=auto, port=port))
        except asyncio.CancelledError:
            code = _TERMINATED
        except KeyboardInterrupt:
            _say("\nThe demo has ended.")
            raise
    raise typer.Exit(code)


async def _demo(directory: Path, *, auto: bool, port: int) -> int:
    main = asyncio.current_task()
    if main is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
    async with _playground(directory, port) as playground, running(_settings(playground, directory)) as bot:
        playground.request_url = bot.url + EVENTS_PATH
        stage = _Stage(playground=playground, bot=bot, directory=directory)
        _say("A flow, the service, and a page that stands in for Slack: all of it runs on this machine.\n")
        _say(f"  the page     {stage.page}")
        code = await (_play_by_itself(stage) if auto else _play_with_a_person(stage))
        if code:
            raise PausepointError(f"the flow ended with exit code {code}; what it said is above")
        return code


@asynccontextmanager
async def _playground(directory: Path, port: int) -> AsyncIterator[Playground]:
    manifest = directory / "manifest.yml"
    manifest.write_text(read_manifest(), "utf-8")
    try:
        playground = await Playground.start(port=port, manifest=manifest)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise PausepointError(f"cannot use port {port} of 127.0.0.1 (--port): {reason}; choose another") from error
    async with playground:
        yield playground


def _settings(playground: Playground, directory: Path) -> Settings:
    return Settings.given(
        slack_bot_token=playground.bot_token,
        slack_signing_secret=playground.signing_secret,
        slack_api_url=playground.api_url,
        slack_channel=_CHANNEL,
        database_url=f"sqlite:///{directory / 'pausepoint.db'}",
        listen="127.0.0.1:0",
    )


async def _play_with_a_person(stage: _Stage) -> int:
    _say("  what to do   open it, and decide in #ops as Alice, Bob or Carol: tap Approve or Decline,")
    _say("               or take “With notes…” for the form\n  to end it    Ctrl-C\n")
    async with _flow(stage) as flow, asyncio.TaskGroup() as tasks:
        reminding = tasks.create_task(_remind())
        code = await _relay_output(flow)
        reminding.cancel()
    if not code:
        await _shown_outcome(stage)
        await _stay_if_someone_looks()
    return code


async def _stay_if_someone_looks() -> None:
    """Keep the page up for whoever sits at the terminal; Ctrl-C is then how the demo ends well."""
    if sys.stdin.isatty():
        _say("\nThat was the whole loop. The message in #ops shows its outcome; Ctrl-C ends the demo.")
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def _play_by_itself(stage: _Stage) -> int:
    _say(f"  who answers  {_APPROVER.title()}, by herself (--auto)\n")
    try:
        async with _flow(stage) as flow, asyncio.TaskGroup() as tasks:
            answering = tasks.create_task(_answer(stage))
            code = await _relay_output(flow)
            answering.cancel()
    except ExceptionGroup as group:
        raise group.exceptions[0] from group
    if not code:
        await _say_what_was_released(stage)
        outcome = await _shown_outcome(stage)
        _say(f"\nThe message in {_CHANNEL} now ends with:\n{_indented(outcome.visible_text.splitlines()[-3:])}")
    return code


@asynccontextmanager
async def _flow(stage: _Stage) -> AsyncIterator[asyncio.subprocess.Process]:
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


async def _relay_output(flow: asyncio.subprocess.Process) -> int:
    """Print what the flow says, until it ends; return its exit code."""
    assert flow.stdout is not None  # noqa: S101 - asked for as a pipe
    async for line in flow.stdout:
        _say(f"flow │ {line.decode(errors='replace').rstrip()}")
    return await flow.wait()


async def _remind() -> None:
    waited = 0
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        waited += _EVERY_SECONDS
        _say(f"     … waiting for {waited} s")


async def _answer(stage: _Stage) -> None:
    """Do what a person does: read the message, open the form, write a note, submit."""
    person = stage.approver
    try:
        message = await person.wait_for_message(channel=_CHANNEL, timeout=_AUTO_SECONDS)
        shown = [line for line in message.visible_text.splitlines() if line not in message.buttons]
        _say(f"\n{_APPROVER.title()} reads in {_CHANNEL}:\n{_indented(_abridged(shown))}\n    {_as_buttons(message)}\n")
        await person.click(message, "With notes…")
        await person.wait_for_view(timeout=_AUTO_SECONDS)
        _say(f"{_APPROVER.title()} opens the form, chooses Approve and writes: {_NOTES}\n")
        result = await person.submit({"Approve": "Approve", "Notes": _NOTES})
    except (TimeoutError, SlackClientError) as error:
        raise PausepointError(f"{_APPROVER.title()} could not answer: {error or 'it took too long'}") from error
    if not result.closed:
        raise PausepointError(f"the form did not close: {result.banner or '; '.join(result.errors.values())}")


async def _say_what_was_released(stage: _Stage) -> None:
    (pause,) = await stage.bot.store.read(partial(list_pauses, wanted=PauseFilter(limit=1)))
    if isinstance(pause.status, Decided):
        decision = pause.status.decision
        who = ", ".join(f"{approver.name} ({approver.id})" for approver in decision.by)
        _say(f"\nReleased to the flow:  {json.dumps(decision.values, ensure_ascii=False)}")
        _say(f"Decided by:            {who}")


async def _shown_outcome(stage: _Stage) -> Message:
    """Wait until the message shows how it went, so that whoever looks at the page sees it too."""
    person = stage.approver

    def settled() -> Message | None:
        messages = person.messages(_CHANNEL)
        return messages[-1] if messages and "Approve" not in messages[-1].buttons else None

    return await person.wait_until(settled)


def _abridged(lines: list[str]) -> list[str]:
    """Leave out the middle of a long preview; the page shows it all."""
    left_out = len(lines) - _HEAD_LINES - _TAIL_LINES
    if left_out <= 1:
        return lines
    return [*lines[:_HEAD_LINES], f"… {left_out} more lines …", *lines[-_TAIL_LINES:]]


def _indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _as_buttons(message: Message) -> str:
    return "  ".join(f"[ {label} ]" for label in message.buttons)


def _say(text: str) -> None:
    print(text, flush=True)
