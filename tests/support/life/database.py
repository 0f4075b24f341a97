"""One database and the processes that share it: transactions by hand, committed, abandoned, or lost in a crash."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, event, select

from pausepoint_bot.effects import Claim
from pausepoint_bot.store.effect_rows import claim_from_row
from pausepoint_bot.store.moments import from_micros
from pausepoint_bot.store.postgres_engine import server_url
from pausepoint_bot.store.postgres_engine import writing_engine as postgres_engine
from pausepoint_bot.store.schema import upgrade
from pausepoint_bot.store.sqlite_file import writing_engine as sqlite_engine
from pausepoint_bot.store.tables import UNBURIED, outbox
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Transactions:
    """Runs use cases one at a time. `holder` is the name of the process whose turn it is; None where it is alone."""

    engine: Engine
    holder: str | None = None
    born: list[Claim] = field(default_factory=list)
    """Effects that were born claimed by the last commit: the process whose turn it was holds them."""

    def do(self, work: Callable[[SqlUnitOfWork], T]) -> T:
        """Run a use case and commit it."""
        with self.engine.begin() as connection:
            unit = SqlUnitOfWork(connection, locks=self.holder is not None, holder=self.holder)
            result = work(unit)
            news = unit.finish()
        self.born = list(news.claims)
        return result

    def abandon(self, work: Callable[[SqlUnitOfWork], object]) -> None:
        """Run a use case and die before the commit."""
        with self.engine.connect() as connection:
            unit = SqlUnitOfWork(connection, locks=self.holder is not None, holder=self.holder)
            work(unit)
            unit.finish()
            connection.rollback()

    def owed(self) -> Sequence[tuple[Claim, bool]]:
        """Return every effect that is owed and not buried, and whether somebody holds it."""
        with self.engine.begin() as connection:
            rows = connection.execute(select(outbox).where(UNBURIED, outbox.c.priority >= 0)).all()
        return [(claim_from_row(row, lease_until=from_micros(row.ready_at)), bool(row.leased)) for row in rows]

    def buried(self) -> Sequence[Claim]:
        """Return the dead letters."""
        with self.engine.begin() as connection:
            rows = connection.execute(select(outbox).where(~UNBURIED)).all()
        return [claim_from_row(row, lease_until=from_micros(row.ready_at)) for row in rows]


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def a_sqlite_file() -> Iterator[Transactions]:
    """Open a fresh file; nothing here must outlive the machine, so nothing waits for its disk."""
    with tempfile.TemporaryDirectory() as directory:
        engine = sqlite_engine(Path(directory) / "life.db")
        upgrade(engine)
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
        engine.dispose()
        try:
            yield Transactions(engine=engine)
        finally:
            engine.dispose()


@contextmanager
def a_postgres(url: str) -> Iterator[Transactions]:
    """Open a PostgreSQL database that has its tables and nothing in them."""
    engine = postgres_engine(server_url(url), connections=1)
    try:
        yield Transactions(engine=engine, holder="one")
    finally:
        engine.dispose()
