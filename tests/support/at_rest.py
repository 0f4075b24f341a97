"""Everything that a database keeps, as somebody reads it who has its files or its rows, but not the keys."""

from __future__ import annotations

from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from pausepoint_bot.store.tables import metadata


def everything_stored(url: str) -> bytes:
    """Return the bytes of every file of an SQLite database, or every column of every row of a PostgreSQL."""
    name = make_url(url).database or ""
    if url.startswith("sqlite"):
        path = Path(name)
        return b"\n".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
    with psycopg.connect(url) as connection:
        rows = [
            str(row) for table in metadata.sorted_tables for row in connection.execute(f'TABLE "{table.name}"'.encode())
        ]
    return "\n".join(rows).encode()
