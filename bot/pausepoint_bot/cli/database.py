"""`pausepoint db`: bring the database's tables up to date."""

from __future__ import annotations

import typer

from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.settings import load_settings
from pausepoint_bot.store import upgrade_database

app = typer.Typer(no_args_is_help=True)


@app.callback()
def database() -> None:
    """Look after the database."""


@app.command("upgrade")
def upgrade(config: ConfigOption = None) -> None:
    """Create or migrate the tables; `serve` does the same at its start."""
    revision = upgrade_database(load_settings(config).database_url)
    print(f"The database is up to date (revision {revision}).")
