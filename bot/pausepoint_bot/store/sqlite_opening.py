"""From a file to a database that can be used: made, checked, switched to WAL, migrated. Nothing here runs often."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.failures import translated
from pausepoint_bot.store.keyring import NO_KEYS, Keyring
from pausepoint_bot.store.schema import SchemaState, head, schema_state, upgrade
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.serving_lock import ServingLock
from pausepoint_bot.store.sqlite_file import make_file, reading_engine, refusing, sqlite_path, writing_engine
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import UnitOfWork


def prepare(path: Path, engine: Engine) -> None:
    """Make the file ready to serve from.

    Raises:
        SettingsRefused: it cannot be used, is another program's, or a newer pausepoint has used it.
    """
    make_file(path)
    with refusing(path):
        upgrade(engine)
        _write_ahead(path, engine)


def _write_ahead(path: Path, engine: Engine) -> None:
    """Switch the file to WAL, so that reads go on while something is written. The file remembers it."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        (mode,) = cursor.fetchone() or ("unknown",)
        cursor.close()
    if mode != "wal":
        raise SettingsRefused(
            f"the database {path} cannot be used: its file system keeps SQLite in {mode} mode, where readers and the "
            "writer block each other; put it on a local disk"
        )


@contextmanager
def sqlite_transaction(url: str, keyring: Keyring = NO_KEYS) -> Iterator[UnitOfWork]:
    """Run one transaction without an event loop, as a CLI command does; a serving process may run beside it.

    A file that does not exist yet is made. One that an older version left behind is not migrated, because a process
    of that version may be serving from it.

    Raises:
        SettingsRefused: the file cannot be used, or its tables are not those of this version.
        StoreFailed: the database could not be written.
    """
    path = sqlite_path(url)
    if sqlite_schema_state(url) is SchemaState.BEHIND:
        raise SettingsRefused(f"the database {path} is of an older pausepoint; run `pausepoint db upgrade`")
    engine = writing_engine(path)
    try:
        prepare(path, engine)
        with translated("writing to the database"), engine.begin() as connection:
            unit = SqlUnitOfWork(connection, seals=Seals(keyring))
            yield unit
            unit.finish()
    finally:
        engine.dispose()


@contextmanager
def sqlite_upkeep(url: str) -> Iterator[Engine]:
    """Open the file for what is done to all rows, beside a serving process. What is overwritten is blanked out.

    Raises:
        SettingsRefused: the file cannot be used, or its tables are not those of this version.
    """
    path = sqlite_path(url)
    if sqlite_schema_state(url) is not SchemaState.CURRENT:
        raise SettingsRefused(f"the tables in {path} are not of this version; run `pausepoint db upgrade`")
    engine = writing_engine(path)
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA secure_delete = ON"))
    try:
        with refusing(path):
            yield engine
    finally:
        engine.dispose()


def scrub_sqlite(url: str) -> bool:
    """Write the file anew without its free pages, and empty its log; False where a process serves from it.

    Raises:
        SettingsRefused: the file cannot be used.
    """
    path = sqlite_path(url)
    try:
        lock = ServingLock(url).__enter__()
    except SettingsRefused:
        return False
    try:
        with refusing(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    finally:
        lock.__exit__(None, None, None)


def upgrade_sqlite(url: str) -> str:
    """Make or migrate the file's tables and return their revision.

    Raises:
        SettingsRefused: the file cannot be used, or a process serves from it that knows only the older tables.
    """
    if sqlite_schema_state(url) is not SchemaState.CURRENT:
        path = sqlite_path(url)
        with ServingLock(url):
            engine = writing_engine(path)
            try:
                prepare(path, engine)
            finally:
                engine.dispose()
    return head()


def sqlite_schema_state(url: str) -> SchemaState:
    """Tell how the file's tables stand to the code's, without making or changing anything.

    Raises:
        SettingsRefused: the file cannot be used.
    """
    path = sqlite_path(url)
    if not path.exists():
        return SchemaState.EMPTY
    engine = reading_engine(path, connections=1)
    try:
        with refusing(path), engine.connect() as connection:
            return schema_state(connection)
    finally:
        engine.dispose()
