"""The PostgreSQL that a URL names: engines over it, and why it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal, cast

import psycopg
from sqlalchemy import Engine, NullPool, Pool, QueuePool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.urls import parsed_url

_DRIVER: Final = "postgresql+psycopg"
_EXAMPLE: Final = "postgresql://user:password@host/database"

_PATIENCE: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
    "application_name": "pausepoint",
}
"""How soon a server that does not answer counts as lost, in seconds; the URL may say otherwise."""

_LIMITS: Final = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'"
"""So that a process that hangs in a transaction does not hang the others."""

_REASONS: Final = {
    "42501": "its user may not make tables there; grant it CREATE on the schema, or the database to it",
    "25006": "it can only be read; name the primary server",
    "55P03": "its tables are in use by a long transaction; try again",
    "53300": "it takes no more connections; raise max_connections, or run fewer processes",
}

Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]


def server_url(url: str) -> URL:
    """Return the URL with the driver that is used.

    Raises:
        SettingsRefused: it names another driver, or no database.
    """
    parts = parsed_url(url)
    if parts.drivername not in ("postgresql", _DRIVER):
        raise SettingsRefused(f"{parts.drivername}:// names a driver that pausepoint does not use; write {_EXAMPLE}")
    if not parts.database:
        raise SettingsRefused(f"the database URL names no database; write {_EXAMPLE}")
    return parts.set(drivername=_DRIVER)


def writing_engine(url: URL, *, connections: int) -> Engine:
    """Return an engine for transactions that write beside others: each statement sees what is committed by then."""
    return _engine(url, QueuePool, "READ COMMITTED", pool_size=connections, max_overflow=0)


def reading_engine(url: URL, *, connections: int) -> Engine:
    """Return an engine whose transactions are snapshots and cannot write."""
    engine = _engine(url, QueuePool, "REPEATABLE READ", pool_size=connections, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _read_only(connection: psycopg.Connection, _record: object) -> None:
        connection.read_only = True

    return engine


def opening_engine(url: URL) -> Engine:
    """Return an engine that keeps no connection, for what is done once."""
    return _engine(url, NullPool, "READ COMMITTED")


def _engine(url: URL, pool: type[Pool], isolation: Isolation, **pooling: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={name: value for name, value in _PATIENCE.items() if name not in url.query},
        poolclass=pool,
        isolation_level=isolation,
        hide_parameters=True,  # callback secrets are among them, and errors are logged
        **pooling,
    )
    if pool is QueuePool:
        event.listen(engine, "connect", _limit)
    return engine


def _limit(connection: psycopg.Connection, _record: object) -> None:
    connection.autocommit = True
    connection.execute(_LIMITS)
    connection.autocommit = False


async def connect(url: URL) -> psycopg.AsyncConnection:
    """Open a connection for the event loop, outside every pool and transaction."""
    _, given = create_engine(url).dialect.create_connect_args(url)
    arguments = cast("dict[str, str | int | None]", {**_PATIENCE, **given})
    del arguments["context"]  # how SQLAlchemy's values are written: not needed to listen
    return await psycopg.AsyncConnection.connect(autocommit=True, **arguments)  # type: ignore[arg-type] # libpq's names


@contextmanager
def refusing(url: URL) -> Iterator[None]:
    """Say why the server cannot be used, in the words of whoever set it. The password is never among them.

    Raises:
        SettingsRefused: the driver or the server reported an error.
    """
    try:
        yield
    except (DBAPIError, psycopg.Error, OSError) as error:
        reported = error.orig if isinstance(error, DBAPIError) else error
        reason = _REASONS.get(getattr(reported, "sqlstate", None) or "") or _said(url, reported)
        raise SettingsRefused(f"{named(url)} cannot be used: {reason}") from error


def named(url: URL) -> str:
    """Name the database for people."""
    host = url.host or url.query.get("host") or "this machine"
    return f"the database {url.database!r} on {host if isinstance(host, str) else ', '.join(host)}"


def _said(url: URL, reported: BaseException | None) -> str:
    if isinstance(reported, psycopg.OperationalError) and reported.pgconn is not None:
        if reported.pgconn.needs_password:
            return f"it asks for a password; write {_EXAMPLE}"
        if _is_missing(url):
            return f"there is no such database; make it with: createdb {url.database}"
    return " ".join(str(reported).split())


def _is_missing(url: URL) -> bool:
    """Ask the server itself: what it says to a connection that fails has no code, and comes in its own language."""
    engine = opening_engine(url.set(database="postgres"))
    wanted = "SELECT count(*) FROM pg_catalog.pg_database WHERE datname = %s"
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql(wanted, (url.database,)).scalar() == 0
    except DBAPIError:
        return False
    finally:
        engine.dispose()
