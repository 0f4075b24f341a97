"""Which tables the database has, against those the code needs; and the migration from one to the other."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, select, text

from pausepoint_bot.errors import SettingsRefused

_MIGRATING: Final = (0x70617573, 0)  # "paus": one of pausepoint's advisory locks
_LOCK_SECONDS: Final = 3
_MIGRATIONS: Final = Path(__file__).with_name("migrations")


class SchemaState(StrEnum):
    """How the database's tables stand to the code's."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"  # some other program's tables


def head() -> str:
    """Return the revision that the code needs."""
    return str(_scripts().get_current_head())


def current(connection: Connection) -> str | None:
    """Return the revision that the database has; None if it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def schema_state(connection: Connection) -> SchemaState:
    """Compare the database with the code."""
    revision = current(connection)
    if revision is None:
        return SchemaState.FOREIGN if inspect(connection).get_table_names() else SchemaState.EMPTY
    if revision == head():
        return SchemaState.CURRENT
    known = {script.revision for script in _scripts().walk_revisions()}
    return SchemaState.BEHIND if revision in known else SchemaState.NEWER


def upgrade(engine: Engine) -> None:
    """Bring the database's tables up to the code's, in one transaction. What they hold is kept.

    Of several processes that come at once, one does it and the others find it done.

    Raises:
        SettingsRefused: the database is newer than the code, or another program's.
    """
    with engine.begin() as connection:
        _take_turns(connection)
        match schema_state(connection):
            case SchemaState.NEWER:
                raise SettingsRefused(
                    f"the database was last used by a newer pausepoint (its revision {current(connection)} is unknown "
                    f"to this one, which knows {head()}); upgrade pausepoint, or restore a backup made before"
                )
            case SchemaState.FOREIGN:
                raise SettingsRefused("the database holds another program's tables; give pausepoint one of its own")
            case SchemaState.EMPTY | SchemaState.BEHIND:
                migrate(connection, head())
            case SchemaState.CURRENT:
                pass


def migrate(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _take_turns(connection: Connection) -> None:
    """Let one process migrate at a time, and let it not stand in others' way for long. SQLite does both by itself.

    A table that is altered is locked for everyone; whoever waits for that lock makes all that come later wait too.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(*_MIGRATING)))
        connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
