"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_pauses()
    _create_votes()
    _create_outbox()
    _create_feeds()
    _create_replies()
    _create_tokens()


def _create_pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("deadline", sa.BigInteger),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("place", sa.Text),
        sa.Column("listeners", sa.Text, nullable=False),
        sa.Column("callback", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pauses_pkey"),
    )
    holds_key = sa.text("key IS NOT NULL AND state IN ('waiting', 'held', 'decided')")
    op.create_index(
        "pauses_key",
        "pauses",
        ["owner", "flow", "key"],
        unique=True,
        sqlite_where=holds_key,
        postgresql_where=holds_key,
    )
    awaits_deadline = sa.text("state = 'waiting' AND deadline IS NOT NULL")
    op.create_index(
        "pauses_deadline",
        "pauses",
        ["state", "deadline"],
        sqlite_where=awaits_deadline,
        postgresql_where=awaits_deadline,
    )
    op.create_index("pauses_age", "pauses", ["opened_at", "id"])
    op.create_index("pauses_owner_age", "pauses", ["owner", "opened_at", "id"])
    op.create_index("pauses_state_age", "pauses", ["state", "opened_at", "id"])


def _create_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("pause", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("vote", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("pause", "approver", name="votes_pkey"),
        sa.ForeignKeyConstraint(["pause"], ["pauses.id"], name="votes_pause_fkey"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("pause", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("ready_at", sa.BigInteger, nullable=False),
        sa.Column("leased", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owed_since", sa.BigInteger, nullable=False),
        sa.Column("buried_at", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="outbox_pkey"),
        sqlite_autoincrement=True,
    )
    unburied = sa.text("buried_at IS NULL")
    op.create_index("outbox_ready", "outbox", ["ready_at"], sqlite_where=unburied, postgresql_where=unburied)
    op.create_index(
        "outbox_refresh",
        "outbox",
        ["pause"],
        sqlite_where=sa.text("kind = 'refresh' AND leased = 0 AND buried_at IS NULL"),
        postgresql_where=sa.text("kind = 'refresh' AND leased = false AND buried_at IS NULL"),
    )


def _create_feeds() -> None:
    op.create_table(
        "listeners",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("bound_at", sa.BigInteger),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="listeners_pkey"),
    )
    op.create_table(
        "events",
        sa.Column("listener", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("listener", "seq", name="events_pkey"),
    )


def _create_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name="replies_pkey"),
    )
    op.create_index("replies_at", "replies", ["at"])


def _create_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("name", name="tokens_pkey"),
        sa.UniqueConstraint("sha256", name="tokens_sha256_key"),
    )
