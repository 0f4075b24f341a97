"""`pausepoint pauses`: list, show, answer and cancel pauses, through the API of a running service."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from pydantic import JsonValue, ValidationError

from pausepoint.client import BotClient
from pausepoint.configuration import read_configuration
from pausepoint.errors import PauseError
from pausepoint.wire import AnswerPause, CancelPause, PauseView
from pausepoint_bot.errors import PausepointError
from pausepoint_bot.telemetry import show_controls

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    state: Annotated[
        str | None, typer.Option(help="Only waiting, held, decided, expired, cancelled or failed.")
    ] = None,
    key: Annotated[str | None, typer.Option(help="Only those with this key.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many, newest first.")] = 50,
) -> None:
    """List pauses that PAUSEPOINT_API_TOKEN may see, newest first."""
    filters = {"limit": str(limit)}
    filters.update({name: value for name, value in (("state", state), ("key", key)) if value is not None})
    page = _ask(lambda bot: bot.list_pauses(filters))
    for pause in page.pauses:
        until = f"until {pause.deadline:%Y-%m-%d %H:%M}" if pause.deadline else "no deadline"
        print(f"{pause.id}\t{pause.state}\t{until}\t{show_controls(pause.title)}")
    if not page.pauses:
        print("There are no such pauses.")


@app.command("show")
def show(pause: Annotated[str, typer.Argument(help="Its id, pau_…")]) -> None:
    """Show one pause as JSON."""
    _print(_ask(lambda bot: bot.read_pause(pause)))


@app.command("answer")
def answer(
    pause: Annotated[str, typer.Argument(help="Its id, pau_…")],
    values: Annotated[str | None, typer.Option(help="The answer as JSON, such as '{\"approve\": true}'.")] = None,
    reject: Annotated[bool, typer.Option("--reject", help="Reject instead of answering.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; kept with the decision.")] = None,
) -> None:
    """Answer a pause as the token; its policy must list `token:<name>`, and its scopes `answer`."""
    verdict = "rejected" if reject else "answered"
    try:
        given = AnswerPause.model_validate({"verdict": verdict, "values": _json(values), "reason": reason})
    except ValidationError as invalid:
        raise typer.BadParameter("--values is a JSON object with the form's values") from invalid
    key = secrets.token_urlsafe(16)
    _print(_ask(lambda bot: bot.answer_pause(pause, given, idempotency_key=key)))


@app.command("cancel")
def cancel(pause: Annotated[str, typer.Argument(help="Its id, pau_…")]) -> None:
    """Cancel a pause; its flow gets PauseCancelled."""
    _print(_ask(lambda bot: bot.cancel_pause(pause, CancelPause())))


def _ask(question: Callable[[BotClient], Awaitable[T]]) -> T:
    async def asking() -> T:
        async with BotClient(read_configuration(os.environ)) as bot:
            return await question(bot)

    try:
        return asyncio.run(asking())
    except PauseError as error:
        raise PausepointError(str(error)) from error


def _json(text: str | None) -> JsonValue:
    try:
        return None if text is None else json.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"--values is not JSON: {error}") from error


def _print(pause: PauseView) -> None:
    print(show_controls(pause.model_dump_json(indent=2), keep="\n"))
