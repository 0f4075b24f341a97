"""The SQLite file: which one a URL names, whether there can be one, and the engines over it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.urls import parsed_url

BUSY_SECONDS: Final = 5.0
"""How long a transaction waits for another process, such as a CLI command, to finish its own."""

_OLDEST_SQLITE: Final = (3, 35, 0)  # the first with RETURNING
_REASONS: Final = {
    sqlite3.SQLITE_NOTADB: "it is not an SQLite database; name another file, or move this one away",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restore it from a backup",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its directory exists and may be written",
    sqlite3.SQLITE_READONLY: "it cannot be written; check the permissions of the file and of its directory",
    sqlite3.SQLITE_PERM: "it cannot be written; check the permissions of the file and of its directory",
    sqlite3.SQLITE_BUSY: "another process holds it locked; end that one, or try again",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
}


def sqlite_path(url: str) -> Path:
    """Return the file that the URL names.

    Raises:
        SettingsRefused: it names no file, or one that cannot be a database.
    """
    parts = parsed_url(url)
    if parts.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise SettingsRefused(f"{parts.drivername}:// is no SQLite file; write sqlite:///pausepoint.db")
    if parts.database in (None, "", ":memory:"):
        raise SettingsRefused(
            "an in-memory database would forget every pause when the process ends; "
            "name a file, such as sqlite:///pausepoint.db"
        )
    if parts.query or parts.host or str(parts.database).startswith("file:"):
        raise SettingsRefused(f"{url} carries more than a path; write sqlite:///pausepoint.db")
    path = Path(str(parts.database)).resolve()  # as SQLite does: its files beside it stand where a link leads
    if path.is_dir():
        raise SettingsRefused(f"the database {path} is a directory; name a file in it")
    if not path.parent.is_dir():
        raise SettingsRefused(f"the database {path} cannot be made: there is no directory {path.parent}")
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise SettingsRefused(f"this Python has SQLite {sqlite3.sqlite_version}; pausepoint needs 3.35 or newer")
    return path


def writing_engine(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine whose one connection takes the write lock as its transaction begins.

    Taking it later could fail halfway: a snapshot that has aged cannot be upgraded to a write.
    """
    return _engine(path, begin="BEGIN IMMEDIATE", connections=1, busy_seconds=busy_seconds)


def reading_engine(path: Path, *, connections: int, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return an engine whose transactions are snapshots and cannot write."""
    return _engine(path, begin="BEGIN", connections=connections, busy_seconds=busy_seconds)


def _engine(path: Path, *, begin: str, connections: int, busy_seconds: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds},
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # callback secrets are among them, and errors are logged
    )
    reads_only = begin == "BEGIN"

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy's recipe for pysqlite: the driver begins nothing by itself, the engine says when and how.
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = FAST")  # what is deleted is blanked out where that costs no write
        if reads_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def make_file(path: Path) -> None:
    """Make the file if there is none, for its owner alone: answers and callback secrets are kept in it.

    SQLite gives the files beside it the same permissions.

    Raises:
        SettingsRefused: it can be neither made nor written.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise SettingsRefused(f"the database {path} cannot be written: {error.strerror}") from error


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say why the file cannot be used, in the words of whoever set it.

    Raises:
        SettingsRefused: SQLite reported an error.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        reported = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(reported, "sqlite_errorcode", None)
        reason = _REASONS.get(code & 0xFF) if isinstance(code, int) else None  # the rest is the extended code
        raise SettingsRefused(f"the database {path} cannot be used: {reason or reported}") from error
