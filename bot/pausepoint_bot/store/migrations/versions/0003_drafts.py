"""What people have typed and not submitted yet.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("pause", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("branches", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("pause", "person", "view", name="drafts_pkey"),
        sa.ForeignKeyConstraint(["pause"], ["pauses.id"], name="drafts_pause_fkey"),
    )
