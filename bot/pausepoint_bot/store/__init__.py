"""Where pauses, votes, owed effects and feeds are kept: SQLAlchemy Core behind the port `Store`.

This file picks the adapter that a database URL names; the rest of the room is reached through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Final

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.adapter import Adapter, OpenStore
from pausepoint_bot.store.failures import Conflict, OutcomeUnknown, StoreClosed, StoreFailed
from pausepoint_bot.store.keyring import NO_KEYS, AnswersLocked, KeyRefused, Keyring, new_key
from pausepoint_bot.store.resealing import Resealed, reseal
from pausepoint_bot.store.schema import SchemaState
from pausepoint_bot.store.serving_lock import ServingLock
from pausepoint_bot.store.sqlite import SqliteStore
from pausepoint_bot.store.sqlite_opening import (
    scrub_sqlite,
    sqlite_schema_state,
    sqlite_transaction,
    sqlite_upkeep,
    upgrade_sqlite,
)
from pausepoint_bot.store.urls import is_postgres
from pausepoint_bot.usecases.ports import UnitOfWork

__all__ = [
    "AnswersLocked",
    "Conflict",
    "KeyRefused",
    "Keyring",
    "OpenStore",
    "OutcomeUnknown",
    "Resealed",
    "SchemaState",
    "ServingLock",
    "SqliteStore",
    "StoreClosed",
    "StoreFailed",
    "database_state",
    "encrypt_database",
    "new_key",
    "open_store",
    "scrub_database",
    "serves_alone",
    "serving_lock",
    "unit_of_work",
    "upgrade_database",
]

_SQLITE: Final = Adapter(
    open=SqliteStore.opened,
    transaction=sqlite_transaction,
    state=sqlite_schema_state,
    upgrade=upgrade_sqlite,
    serving_lock=ServingLock,
    upkeep=sqlite_upkeep,
    scrub=scrub_sqlite,
)


def open_store(url: str, keyring: Keyring = NO_KEYS) -> AbstractAsyncContextManager[OpenStore]:
    """Open the database for serving, making or migrating its tables; leaving the context closes it.

    What holds answers is encrypted with the keyring, if that has a key.

    Raises:
        SettingsRefused: the URL names no database that can be used. Most reasons show on entering the context.
    """
    return _adapter(url).open(url, keyring)


def serving_lock(url: str) -> AbstractContextManager[object]:
    """Hold the right to serve from the database, where only one process at a time may.

    Raises:
        SettingsRefused: another process serves from it. Shows on entering the context.
    """
    return _adapter(url).serving_lock(url)


def unit_of_work(url: str, keyring: Keyring = NO_KEYS) -> AbstractContextManager[UnitOfWork]:
    """Run one transaction without an event loop, beside a serving process: for commands such as `pausepoint tokens`.

    Raises:
        SettingsRefused: the URL names no database that can be used. Most reasons show on entering the context.
    """
    return _adapter(url).transaction(url, keyring)


def serves_alone(url: str) -> bool:
    """Tell whether no other process may serve from the database beside this one."""
    return not is_postgres(url)


def database_state(url: str) -> SchemaState:
    """Tell how the database's tables stand to the code's, without changing anything.

    Raises:
        SettingsRefused: the URL names no database that can be used.
    """
    return _adapter(url).state(url)


def upgrade_database(url: str) -> str:
    """Make or migrate the database's tables and return their revision; opening the store does the same.

    Raises:
        SettingsRefused: the URL names no database that can be used, or an older pausepoint serves from it.
    """
    return _adapter(url).upgrade(url)


def encrypt_database(url: str, keyring: Keyring) -> Iterator[Resealed]:
    """Encrypt with the keyring's first key what is stored otherwise, batch by batch, beside serving processes.

    Raises:
        SettingsRefused: the database cannot be used, or its tables are not those of this version.
        StoreFailed: it could not be read or written; what was encrypted before is kept.
    """
    with _adapter(url).upkeep(url) as engine:
        yield from reseal(engine, keyring)


def scrub_database(url: str) -> bool:
    """Take out of the database's files what is no longer in its tables; False where that cannot be done now.

    Raises:
        SettingsRefused: the database cannot be used.
    """
    return _adapter(url).scrub(url)


def _adapter(url: str) -> Adapter:
    if not is_postgres(url):
        return _SQLITE
    try:
        from pausepoint_bot.store.postgres import POSTGRES  # noqa: PLC0415 - its driver is an extra
    except ImportError as error:
        raise SettingsRefused(
            f"the driver for PostgreSQL cannot be loaded ({error}); pip install 'pausepoint[bot,postgres]'"
        ) from error
    return POSTGRES
