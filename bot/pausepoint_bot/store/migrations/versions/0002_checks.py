"""Answers that the flow's own class checks before they count, and deadlines that stand still meanwhile.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pauses", sa.Column("held_for", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "checks",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("pause", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("vote", sa.Text, nullable=False),
        sa.Column("view", sa.Text),
        sa.Column("slow", sa.Boolean, nullable=False),
        sa.Column("objections", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="checks_pkey"),
        sa.ForeignKeyConstraint(["pause"], ["pauses.id"], name="checks_pause_fkey"),
    )
    _index("checks_pending", "asked_at", where="state = 'pending'")
    _index("checks_open", "pause", where="state IN ('pending', 'held')")
    op.create_index("checks_age", "checks", ["asked_at"])


def _index(name: str, column: str, *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "checks", [column], sqlite_where=condition, postgresql_where=condition)
