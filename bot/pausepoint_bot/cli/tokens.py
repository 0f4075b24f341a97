"""`pausepoint token`: API tokens, straight in the database, so that the first one needs no other."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from pausepoint_bot.app import system_clock
from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.settings import load_settings
from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.manage_tokens import SCOPES, create_token, list_tokens, revoke_token
from pausepoint_bot.usecases.token_channels import written

_TOKEN_BYTES = 32

app = typer.Typer(no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who will use it; shown on what it does.")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help=f"One of {', '.join(SCOPES)}; may be repeated. Default: open.")
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option("--channel", help="Open pauses only here: #name or id; may be repeated. Default: any channel."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Create a token. Its text is printed once, alone on the last line."""
    settings = load_settings(config)
    with unit_of_work(settings.database_url) as uow:
        token = create_token(
            uow,
            name,
            scopes=scope or ["open"],
            random_bytes=secrets.token_bytes(_TOKEN_BYTES),
            now=system_clock(),
            channels=channel or (),
        )
    limit = f", in {', '.join(channel)} only" if channel else ""
    print(f"Token {name!r} may {', '.join(SCOPES[each] for each in scope or ['open'])}{limit}.")
    print("Keep it: it is not stored and cannot be shown again. Set it as PAUSEPOINT_API_TOKEN where flows run.")
    print(token)


@app.command("list")
def list_(config: ConfigOption = None) -> None:
    """List tokens by name, with their scopes and channels; never their text."""
    with unit_of_work(load_settings(config).database_url) as uow:
        records = list_tokens(uow)
    for record in records:
        state = f"revoked {record.revoked_at:%Y-%m-%d}" if record.revoked_at else "in force"
        where = "any channel" if record.channels is None else ", ".join(map(written, record.channels))
        created = f"created {record.created_at:%Y-%m-%d}"
        print(f"{record.name}\t{','.join(sorted(record.scopes))}\t{created}\t{state}\t{where}")
    if not records:
        print("There are no tokens yet. Create one with: pausepoint token create NAME")


@app.command("revoke", short_help="Take a token out of force.")
def revoke(name: Annotated[str, typer.Argument(help="Whose token.")], config: ConfigOption = None) -> None:
    """Take a token out of force; a running service notices within seconds."""
    with unit_of_work(load_settings(config).database_url) as uow:
        revoke_token(uow, name, now=system_clock())
    print(f"Token {name!r} is revoked.")
