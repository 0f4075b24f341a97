"""The tables, and why each is there. Columns are what is searched or sorted by; the rest is one JSON text.

They change only together with a migration. Moments are microseconds since 1970 in UTC (see `moments`), JSON is text
(see `json_text`), so that SQLite and PostgreSQL hold the same.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    false,
    literal_column,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
    }
)

# States are written into the statements, not bound: a partial index serves only what provably falls into it.
WAITING: Final = literal_column("'waiting'", Text)
KEY_HOLDING: Final = tuple(literal_column(f"'{state}'", Text) for state in ("waiting", "held", "decided"))
OPEN_STATES: Final = tuple(literal_column(f"'{state}'", Text) for state in ("waiting", "held"))
_ENDED: Final = tuple(literal_column(f"'{state}'", Text) for state in ("decided", "expired", "cancelled", "failed"))

# A pause as it stands. `question` never changes; `status` is what its state says beyond its name. `flow` is the
# flow's name, empty for none (NULLs are all different, and a key must be unique without a flow too). `deadline` is the
# one in force; the one asked for came `held_for` microseconds before it. `forgotten_at` is when the answers to a pause
# that had ended were deleted. An ended one without `ended_at` was ended by a version that did not know the column.
pauses: Final = Table(
    "pauses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("key", Text),
    Column("state", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("deadline", BigInteger),
    Column("question", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("place", Text),
    Column("listeners", Text, nullable=False),
    Column("callback", Text),
    Column("held_for", BigInteger, nullable=False, server_default="0"),
    Column("ended_at", BigInteger),
    Column("forgotten_at", BigInteger),
)
_holds_key = and_(pauses.c.key.is_not(None), pauses.c.state.in_(KEY_HOLDING))
_awaits_deadline = and_(pauses.c.state == WAITING, pauses.c.deadline.is_not(None))
Index(
    "pauses_key",
    pauses.c.owner,
    pauses.c.flow,
    pauses.c.key,
    unique=True,
    sqlite_where=_holds_key,
    postgresql_where=_holds_key,
)
# The state leads, although it is always the same here: SQLite would otherwise prefer `pauses_state_age`.
Index(
    "pauses_deadline",
    pauses.c.state,
    pauses.c.deadline,
    sqlite_where=_awaits_deadline,
    postgresql_where=_awaits_deadline,
)
HAS_ENDED: Final = pauses.c.ended_at.is_not(None)
REMEMBERED: Final = and_(HAS_ENDED, pauses.c.forgotten_at.is_(None))
UNDATED: Final = and_(pauses.c.ended_at.is_(None), pauses.c.state.in_(_ENDED))
Index("pauses_ended", pauses.c.ended_at, sqlite_where=HAS_ENDED, postgresql_where=HAS_ENDED)
Index("pauses_remembered", pauses.c.ended_at, sqlite_where=REMEMBERED, postgresql_where=REMEMBERED)
Index("pauses_undated", pauses.c.id, sqlite_where=UNDATED, postgresql_where=UNDATED)
Index("pauses_age", pauses.c.opened_at, pauses.c.id)
Index("pauses_owner_age", pauses.c.owner, pauses.c.opened_at, pauses.c.id)
Index("pauses_state_age", pauses.c.state, pauses.c.opened_at, pauses.c.id)

# Who said what. The primary key is the rule that one approver has one vote.
votes: Final = Table(
    "votes",
    metadata,
    Column("pause", Text, ForeignKey("pauses.id"), primary_key=True),
    Column("approver", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("vote", Text, nullable=False),
)

# Answers that are shown to the flow's own class before they count, and what came back. `vote` is what an answer
# becomes; `view` is the form in which it was given. They outlive their pause by a day.
checks: Final = Table(
    "checks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("pause", Text, ForeignKey("pauses.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("vote", Text, nullable=False),
    Column("view", Text),
    Column("slow", Boolean, nullable=False),
    Column("objections", Text, nullable=False),
)
PENDING: Final = checks.c.state == literal_column("'pending'", Text)
OPEN: Final = checks.c.state.in_([literal_column(f"'{state}'", Text) for state in ("pending", "held")])
Index("checks_pending", checks.c.asked_at, sqlite_where=PENDING, postgresql_where=PENDING)
Index("checks_open", checks.c.pause, sqlite_where=OPEN, postgresql_where=OPEN)
Index("checks_age", checks.c.asked_at)

# What the outside world is owed. A delivered effect's row is deleted, so the table stays as small as the backlog; a
# buried one stays for an operator. `ready_at` is when the effect may be claimed: when it is due or, while it is
# `leased`, when the lease ends. `holder` is the process whose lease it is, or was, where several share the database.
# Ids are never used twice: a late `done` must not hit another effect.
outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("pause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("ready_at", BigInteger, nullable=False),
    Column("leased", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owed_since", BigInteger, nullable=False),
    Column("buried_at", BigInteger),
    Column("error", Text),
    Column("holder", Text),
    sqlite_autoincrement=True,
)
UNBURIED: Final = outbox.c.buried_at.is_(None)
Index("outbox_ready", outbox.c.ready_at, sqlite_where=UNBURIED, postgresql_where=UNBURIED)
_is_unclaimed_refresh = and_(
    outbox.c.kind == literal_column("'refresh'", Text), outbox.c.leased == false(), outbox.c.buried_at.is_(None)
)
Index("outbox_refresh", outbox.c.pause, sqlite_where=_is_unclaimed_refresh, postgresql_where=_is_unclaimed_refresh)
UNCLAIMED_REFRESH: Final = _is_unclaimed_refresh

# To whom a feed belongs, and the last seq it has reached, which outlives the events themselves. `seen_at` is when its
# process was last heard of, to the hour. The row without a name holds the highest seq of all feeds that were dropped:
# new ones count on from there, so that one which comes back never meets a seq that it has seen.
listeners: Final = Table(
    "listeners",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text),
    Column("bound_at", BigInteger),
    Column("last_seq", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
)

# Each listener's feed: what it has not acknowledged yet.
events: Final = Table(
    "events",
    metadata,
    Column("listener", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("event", Text, nullable=False),
)

# First answers to idempotent requests, so that a repeat gets the same one.
replies: Final = Table(
    "replies",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
Index("replies_at", replies.c.at)

# API tokens: only their hashes. Revoked ones stay, because a name is never used twice. `channels` are those in which a
# token may open pauses, as a JSON array of pairs of name and id; NULL where it may in any.
tokens: Final = Table(
    "tokens",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("channels", Text),
)

# What someone has typed into a form so far, by the modal they type it in; it goes when the pause ends.
drafts: Final = Table(
    "drafts",
    metadata,
    Column("pause", Text, ForeignKey("pauses.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("answers", Text, nullable=False),
    Column("branches", Text, nullable=False),
)

# One row that is written to see whether the database can be written.
pulses: Final = Table(
    "pulses",
    metadata,
    Column("name", Text, primary_key=True),
    Column("beats", BigInteger, nullable=False),
)
