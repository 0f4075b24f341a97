"""`pausepoint demo`: the whole product on one machine without Slack: playground, service and an example flow."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from pausepoint_bot.app import running
from pausepoint_bot.cli.demo_stage import (
    APPROVER,
    CHANNEL,
    Stage,
    a_flow,
    a_playground,
    relay_output,
    say,
    settings_for,
)
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.pauses import Decided
from pausepoint_bot.slack.manifest import EVENTS_PATH
from pausepoint_bot.telemetry import set_up_logging
from pausepoint_bot.usecases.find_pauses import list_pauses
from pausepoint_bot.usecases.ports import PauseFilter
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.workspace.messages import Message

_NOTES: Final = "Checked against the dashboard: these are all stale."
_EVERY_SECONDS: Final = 15
_AUTO_SECONDS: Final = 60
_HEAD_LINES: Final = 11
_TAIL_LINES: Final = 3
_TERMINATED: Final = 128 + signal.SIGTERM


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
            say("\nThe demo has ended.")
            raise
    raise typer.Exit(code)


async def _demo(directory: Path, *, auto: bool, port: int) -> int:
    main = asyncio.current_task()
    if main is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, main.cancel)
    async with a_playground(directory, port) as playground, running(settings_for(playground, directory)) as bot:
        playground.request_url = bot.url + EVENTS_PATH
        stage = Stage(playground=playground, bot=bot, directory=directory)
        say("A flow, the service, and a page that stands in for Slack: all of it runs on this machine.\n")
        say(f"  the page     {stage.page}")
        code = await (_play_by_itself(stage) if auto else _play_with_a_person(stage))
        if code:
            raise PausepointError(f"the flow ended with exit code {code}; what it said is above")
        return code


async def _play_with_a_person(stage: Stage) -> int:
    say("  what to do   open it, and decide in #ops as Alice, Bob or Carol: tap Approve or Decline,")
    say("               or take “With notes…” for the form\n  to end it    Ctrl-C\n")
    async with a_flow(stage) as flow, asyncio.TaskGroup() as tasks:
        reminding = tasks.create_task(_remind())
        code = await relay_output(flow)
        reminding.cancel()
    if not code:
        await _shown_outcome(stage)
        await _stay_if_someone_looks()
    return code


async def _stay_if_someone_looks() -> None:
    """Keep the page up for whoever sits at the terminal; Ctrl-C is then how the demo ends well."""
    if sys.stdin.isatty():
        say("\nThat was the whole loop. The message in #ops shows its outcome; Ctrl-C ends the demo.")
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def _play_by_itself(stage: Stage) -> int:
    say(f"  who answers  {APPROVER.title()}, by herself (--auto)\n")
    try:
        async with a_flow(stage) as flow, asyncio.TaskGroup() as tasks:
            answering = tasks.create_task(_answer(stage))
            code = await relay_output(flow)
            answering.cancel()
    except ExceptionGroup as group:
        raise group.exceptions[0] from group
    if not code:
        await _say_what_was_released(stage)
        outcome = await _shown_outcome(stage)
        say(f"\nThe message in {CHANNEL} now ends with:\n{_indented(outcome.visible_text.splitlines()[-3:])}")
    return code


async def _remind() -> None:
    waited = 0
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        waited += _EVERY_SECONDS
        say(f"     … waiting for {waited} s")


async def _answer(stage: Stage) -> None:
    """Do what a person does: read the message, open the form, write a note, submit."""
    person = stage.approver
    try:
        message = await person.wait_for_message(channel=CHANNEL, timeout=_AUTO_SECONDS)
        shown = [line for line in message.visible_text.splitlines() if line not in message.buttons]
        say(f"\n{APPROVER.title()} reads in {CHANNEL}:\n{_indented(_abridged(shown))}\n    {_as_buttons(message)}\n")
        await person.click(message, "With notes…")
        await person.wait_for_view(timeout=_AUTO_SECONDS)
        say(f"{APPROVER.title()} opens the form, chooses Approve and writes: {_NOTES}\n")
        result = await person.submit({"Approve": "Approve", "Notes": _NOTES})
    except (TimeoutError, SlackClientError) as error:
        raise PausepointError(f"{APPROVER.title()} could not answer: {error or 'it took too long'}") from error
    if not result.closed:
        raise PausepointError(f"the form did not close: {result.banner or '; '.join(result.errors.values())}")


async def _say_what_was_released(stage: Stage) -> None:
    (pause,) = await stage.bot.store.read(partial(list_pauses, wanted=PauseFilter(limit=1)))
    if isinstance(pause.status, Decided):
        decision = pause.status.decision
        who = ", ".join(f"{approver.name} ({approver.id})" for approver in decision.by)
        say(f"\nReleased to the flow:  {json.dumps(decision.values, ensure_ascii=False)}")
        say(f"Decided by:            {who}")


async def _shown_outcome(stage: Stage) -> Message:
    """Wait until the message shows how it went, so that whoever looks at the page sees it too."""
    person = stage.approver

    def settled() -> Message | None:
        messages = person.messages(CHANNEL)
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
