"""`INSERT ... ON CONFLICT`, which SQLAlchemy offers per dialect: built once for each, chosen by the connection's."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def inserts_by_dialect(table: Table) -> dict[str, sqlite.Insert | postgresql.Insert]:
    """Return an insert into the table for every dialect the store speaks, by the dialect's name."""
    return {"sqlite": sqlite.insert(table), "postgresql": postgresql.insert(table)}
