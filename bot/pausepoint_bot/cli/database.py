"""`pausepoint db`: bring the database's tables up to date, and its answers under a key."""

from __future__ import annotations

from collections import Counter

import typer

from pausepoint_bot.cli.options import ConfigOption
from pausepoint_bot.errors import PausepointError, SettingsRefused
from pausepoint_bot.settings import load_settings
from pausepoint_bot.store import encrypt_database, new_key, scrub_database, upgrade_database

app = typer.Typer(no_args_is_help=True)


@app.callback()
def database() -> None:
    """Look after the database."""


@app.command("upgrade")
def upgrade(config: ConfigOption = None) -> None:
    """Create or migrate the tables; `serve` does the same at its start."""
    revision = upgrade_database(load_settings(config).database_url)
    print(f"The database is up to date (revision {revision}).")


@app.command("keygen", short_help="Make a key for PAUSEPOINT_ENCRYPTION_KEYS.")
def keygen() -> None:
    """Print a fresh key, alone on its line. Without it, what was encrypted with it cannot be read: keep it safe."""
    print(new_key())


@app.command("encrypt", short_help="Encrypt what is stored with the first key.")
def encrypt(config: ConfigOption = None) -> None:
    """Encrypt answers that stand in clear, or under an older key, with the first of PAUSEPOINT_ENCRYPTION_KEYS.

    A service may run beside it, once it was started with the same keys. Ended early, it can be run again.
    """
    settings = load_settings(config)
    if not settings.keyring.encrypts:
        raise SettingsRefused("PAUSEPOINT_ENCRYPTION_KEYS is not set; make a key with: pausepoint db keygen")
    changed, locked = Counter[str](), list[str]()
    for batch in encrypt_database(settings.database_url, settings.keyring):
        changed[batch.table] += batch.changed
        locked.extend(batch.locked)
    for table, rows in changed.items():
        print(f"{table}: {rows} rows encrypted")
    if not scrub_database(settings.database_url):
        print("The database's free space may hold older text until it is used again: see operating.md.")
    if locked:
        raise PausepointError(f"{len(locked)} rows were left as they are: {locked[0]}")
