"""Where pauses, votes, owed effects and feeds are kept: SQLAlchemy Core behind the port `Store`.

This file picks the adapter that a database URL names; the rest of the room is reached through it.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.failures import Conflict, StoreClosed, StoreFailed
from pausepoint_bot.store.schema import SchemaState
from pausepoint_bot.store.serving_lock import ServingLock
from pausepoint_bot.store.sqlite import SqliteStore
from pausepoint_bot.store.sqlite_file import parsed_url
from pausepoint_bot.store.sqlite_opening import sqlite_schema_state, sqlite_transaction, upgrade_sqlite
from pausepoint_bot.usecases.ports import UnitOfWork

__all__ = [
    "Conflict",
    "SchemaState",
    "ServingLock",
    "SqliteStore",
    "StoreClosed",
    "StoreFailed",
    "database_state",
    "open_store",
    "unit_of_work",
    "upgrade_database",
]


def open_store(url: str) -> AbstractAsyncContextManager[SqliteStore]:
    """Open the database for serving, making or migrating its tables; leaving the context closes it.

    Raises:
        SettingsRefused: the URL names no database that can be used. Most reasons show on entering the context.
    """
    _require_sqlite(url)
    return SqliteStore.opened(url)


def unit_of_work(url: str) -> AbstractContextManager[UnitOfWork]:
    """Run one transaction without an event loop, beside a serving process: for commands such as `pausepoint tokens`.

    Raises:
        SettingsRefused: the URL names no database that can be used. Most reasons show on entering the context.
    """
    _require_sqlite(url)
    return sqlite_transaction(url)


def database_state(url: str) -> SchemaState:
    """Tell how the database's tables stand to the code's, without changing anything.

    Raises:
        SettingsRefused: the URL names no database that can be used.
    """
    _require_sqlite(url)
    return sqlite_schema_state(url)


def upgrade_database(url: str) -> str:
    """Make or migrate the database's tables and return their revision; opening the store does the same.

    Raises:
        SettingsRefused: the URL names no database that can be used, or an older pausepoint serves from it.
    """
    _require_sqlite(url)
    return upgrade_sqlite(url)


def _require_sqlite(url: str) -> None:
    parts = parsed_url(url)
    backend = parts.get_backend_name()
    if backend == "postgresql":
        raise SettingsRefused("PostgreSQL is not supported yet; use a file, such as sqlite:///pausepoint.db")
    if backend != "sqlite":
        raise SettingsRefused(f"{backend}:// is no database that pausepoint knows; use sqlite:///pausepoint.db")
