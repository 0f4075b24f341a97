"""When pauses ended, when their answers were deleted, when listeners were last seen; and a row to beat against.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not filled in here: a table may be long, and processes of the version before go on ending pauses without it.
    op.add_column("pauses", sa.Column("ended_at", sa.BigInteger))
    op.add_column("pauses", sa.Column("forgotten_at", sa.BigInteger))
    _index("pauses_ended", "ended_at", where="ended_at IS NOT NULL")
    _index("pauses_remembered", "ended_at", where="ended_at IS NOT NULL AND forgotten_at IS NULL")
    _index("pauses_undated", "id", where="ended_at IS NULL AND state IN ('decided', 'expired', 'cancelled', 'failed')")
    op.add_column("listeners", sa.Column("seen_at", sa.BigInteger))
    op.create_table(
        "pulses",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pulses_pkey"),
    )


def _index(name: str, column: str, *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "pauses", [column], sqlite_where=condition, postgresql_where=condition)
