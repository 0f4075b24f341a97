"""From a server to a database that can be used: looked at, and migrated. Nothing here runs often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.engine import URL

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.failures import translated
from pausepoint_bot.store.keyring import NO_KEYS, Keyring
from pausepoint_bot.store.postgres_engine import named, opening_engine, refusing, server_url
from pausepoint_bot.store.postgres_news import tell_others
from pausepoint_bot.store.schema import SchemaState, head, schema_state, upgrade
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import UnitOfWork

_OLDEST_SERVER: Final = 14
_ENCODING: Final = "UTF8"


def prepare(url: URL) -> str:
    """Make the database ready to serve from; return a name under which this process is known there.

    Older processes may go on serving meanwhile: see the decision on migrations.

    Raises:
        SettingsRefused: it cannot be used, is another program's, or a newer pausepoint has used it.
    """
    with _opened(url) as engine:
        upgrade(engine)
        with engine.connect() as connection:
            return str(connection.execute(select(func.gen_random_uuid())).scalar_one())


@contextmanager
def postgres_transaction(url: str, keyring: Keyring = NO_KEYS) -> Iterator[UnitOfWork]:
    """Run one transaction without an event loop, as a CLI command does; serving processes run beside it.

    An empty database gets its tables. Those that an older version left behind are not migrated by the way.

    Raises:
        SettingsRefused: the database cannot be used, or its tables are not those of this version.
        StoreFailed: the database could not be written.
    """
    server = server_url(url)
    if postgres_schema_state(url) is SchemaState.BEHIND:
        raise SettingsRefused(f"{named(server)} is of an older pausepoint; run `pausepoint db upgrade`")
    name = prepare(server)
    engine = opening_engine(server)
    with translated("writing to the database"), engine.begin() as connection:
        unit = SqlUnitOfWork(connection, locks=True, holder=name, seals=Seals(keyring))
        yield unit
        tell_others(connection, unit.finish().committed(), sender=name)


@contextmanager
def postgres_upkeep(url: str) -> Iterator[Engine]:
    """Open the database for what is done to all rows, beside serving processes.

    Raises:
        SettingsRefused: the database cannot be used, or its tables are not those of this version.
    """
    server = server_url(url)
    if postgres_schema_state(url) is not SchemaState.CURRENT:
        raise SettingsRefused(f"the tables in {named(server)} are not of this version; run `pausepoint db upgrade`")
    with _opened(server) as engine:
        yield engine


def upgrade_postgres(url: str) -> str:
    """Make or migrate the database's tables and return their revision.

    Raises:
        SettingsRefused: the database cannot be used.
    """
    prepare(server_url(url))
    return head()


def postgres_schema_state(url: str) -> SchemaState:
    """Tell how the database's tables stand to the code's, without changing anything.

    Raises:
        SettingsRefused: the database cannot be used.
    """
    with _opened(server_url(url)) as engine, engine.connect() as connection:
        return schema_state(connection)


@contextmanager
def _opened(url: URL) -> Iterator[Engine]:
    engine = opening_engine(url)
    with refusing(url):
        with engine.connect() as connection:
            _require_usable(connection, url)
        yield engine


def _require_usable(connection: Connection, url: URL) -> None:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(f"psycopg is expected behind {url.drivername}, not {type(driver).__name__}")
    if reason := refusal(driver.info.server_version, driver.info.parameter_status("server_encoding") or ""):
        raise SettingsRefused(f"{named(url)} cannot be used: {reason}")


def refusal(version: int, encoding: str) -> str | None:
    """Say why a server of this version (as libpq counts: 140005 is 14.5), or a database so encoded, will not do."""
    if version // 10_000 < _OLDEST_SERVER:
        return f"it is PostgreSQL {version // 10_000}; pausepoint needs {_OLDEST_SERVER} or newer"
    if encoding != _ENCODING:
        return f"its encoding is {encoding}; make one with: createdb --template=template0 --encoding={_ENCODING}"
    return None
