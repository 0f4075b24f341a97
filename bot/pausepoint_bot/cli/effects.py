"""`pausepoint effects`: what is owed to Slack and to flows, straight in the database, with or without a service.

A service that shares a PostgreSQL is told of a change at once; over SQLite it looks again within a minute.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final

import typer

from pausepoint_bot.app import system_clock
from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.effects import kind_of
from pausepoint_bot.settings import load_settings
from pausepoint_bot.store import serves_alone, unit_of_work
from pausepoint_bot.usecases.manage_effects import (
    drop_effects,
    find_effects,
    list_effects,
    retry_all_dead,
    retry_effects,
)
from pausepoint_bot.usecases.ports import OwedEffect

_PAGE: Final = 200
_NO_LIMIT: Final = 2**62
_LONGEST_ERROR: Final = 160
_UNITS: Final = (("d", 86_400), ("h", 3600), ("m", 60))

app = typer.Typer(no_args_is_help=True)

IdsArgument = Annotated[list[int], typer.Argument(help="Their ids, as `list` shows them.", metavar="ID...")]


@app.command("list")
def list_(
    dead: Annotated[bool, typer.Option("--dead", help="Only dead letters: what was given up.")] = False,
    everything: Annotated[bool, typer.Option("--all", help=f"However many there are, not the first {_PAGE}.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """List what is owed to Slack and to flows, and what was given up, oldest first."""
    limit = _NO_LIMIT if everything else _PAGE
    settings = load_settings(config)
    with unit_of_work(settings.database_url, settings.keyring) as uow:
        found = list_effects(uow, dead_only=dead, limit=limit + 1)
    now = system_clock()
    for effect in found[:limit]:
        print(json.dumps(_as_json(effect, now)) if as_json else _line(effect, now))
    if not found and not as_json:
        print("There are no dead letters." if dead else "Nothing is owed, and nothing was given up.")
    if len(found) > limit:
        typer.echo(f"These are the first {limit}; see the others too with --all.", err=True)


@app.command("retry")
def retry(
    ids: Annotated[
        list[int] | None, typer.Argument(help="Their ids, as `list` shows them.", metavar="ID...", show_default=False)
    ] = None,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every dead letter.")] = False,
    config: ConfigOption = None,
) -> None:
    """Send effects again now, with as many attempts as if they were new."""
    if bool(ids) == all_dead:
        raise typer.BadParameter("name effects by their ids, or give --all-dead")
    settings, now = load_settings(config), system_clock()
    with unit_of_work(settings.database_url, settings.keyring) as uow:
        revived = retry_effects(uow, ids, now=now) if ids else retry_all_dead(uow, now=now)
    when = "within a minute" if serves_alone(settings.database_url) else "at once"
    if revived.count:
        print(f"Due now: {revived.count}. A running service sends them {when}.")
    else:
        print("There are no dead letters to send.")
    if gone := _ids(revived.without_pause):
        print(f"Of these the pauses are stored no more; forget them with: pausepoint effects drop {gone}")


@app.command("drop")
def drop(
    ids: IdsArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Forget effects: they are never sent."""
    settings = load_settings(config)
    with unit_of_work(settings.database_url, settings.keyring) as uow:
        effects = find_effects(uow, ids, now=system_clock())
    if not yes:
        for effect in effects:
            print(_line(effect, system_clock()))
        typer.confirm("Forget them? They will never be sent.", abort=True)
    with unit_of_work(settings.database_url, settings.keyring) as uow:
        dropped = drop_effects(uow, [effect.id for effect in effects], now=system_clock())
    print(f"Forgotten: {_ids([effect.id for effect in dropped])}.")


def _line(effect: OwedEffect, now: datetime) -> str:
    return "\t".join(
        (
            str(effect.id),
            _when(effect, now),
            kind_of(effect.effect),
            effect.effect.pause,
            effect.lane,
            f"{effect.attempts} failed" if effect.attempts else "not tried",
            f"owed for {_span(now - effect.owed_since)}",
            _one_line(effect.error or ""),
        )
    ).rstrip("\t")


def _when(effect: OwedEffect, now: datetime) -> str:
    if effect.buried_at is not None:
        return f"dead for {_span(now - effect.buried_at)}"
    if effect.is_under_way(now):
        return "being sent"
    return "due" if effect.ready_at <= now else f"due in {_span(effect.ready_at - now)}"


def _as_json(effect: OwedEffect, now: datetime) -> dict[str, object]:
    dead = effect.buried_at is not None
    return {
        "id": effect.id,
        "state": "dead" if dead else "sending" if effect.is_under_way(now) else "owed",
        "kind": kind_of(effect.effect),
        "pause": effect.effect.pause,
        "lane": effect.lane,
        "attempts": effect.attempts,
        "owed_since": effect.owed_since.isoformat(),
        "due": None if dead else effect.ready_at.isoformat(),
        "dead_since": effect.buried_at.isoformat() if effect.buried_at else None,
        "error": effect.error,
    }


def _span(span: timedelta) -> str:
    seconds = max(int(span.total_seconds()), 0)
    for unit, length in _UNITS:
        if seconds >= length:
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _one_line(text: str) -> str:
    """Let no text from outside break the line or speak to the terminal."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= _LONGEST_ERROR else shown[: _LONGEST_ERROR - 1] + "…"


def _ids(ids: Sequence[int]) -> str:
    return " ".join(map(str, ids))
