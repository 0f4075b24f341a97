"""The databases that are measured: SQLite as it is embedded, and a PostgreSQL with its own default settings."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from tests.support.postgres import a_postgres_server

Kind = Literal["sqlite", "postgres"]
NewDatabase = Callable[[], str]
"""Makes an empty database on the measured server and returns its URL: the service and the floor get one each."""


@contextlib.contextmanager
def databases(kind: Kind) -> Iterator[NewDatabase]:
    """Lend databases of one kind, all on the same disk or server, until the block ends."""
    if kind == "postgres":
        with a_postgres_server(durable=True) as server:
            yield lambda: server.new_database(template="template0")
        return
    with tempfile.TemporaryDirectory() as directory:
        numbers = iter(range(1_000_000))
        yield lambda: f"sqlite:///{Path(directory) / f'{next(numbers)}.db'}"
