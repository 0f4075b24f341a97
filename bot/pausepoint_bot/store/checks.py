"""The checks in the database. Whoever changes one holds the lock of its pause (see `pauses`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, not_, select, update

from pausepoint_bot.pauses import Check, CheckId, CheckState, PauseId
from pausepoint_bot.store.locks import locking_pauses
from pausepoint_bot.store.moments import from_micros_or_none, to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.readable import readable
from pausepoint_bot.store.seals import Seal
from pausepoint_bot.store.tables import OPEN, PENDING, checks, pauses
from pausepoint_bot.store.vote_rows import check_from_row, check_to_row

_ADD: Final = insert(checks)
_GET: Final = select(checks).where(checks.c.id == bindparam("wanted"))
_LOCK_PAUSE: Final = locking_pauses(
    select(pauses.c.id).where(
        pauses.c.id == select(checks.c.pause).where(checks.c.id == bindparam("wanted")).scalar_subquery()
    )
)
_SAVE: Final = (
    update(checks)
    .where(checks.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("state", "slow", "objections")})
)
_OPEN: Final = (
    select(checks).where(OPEN, checks.c.pause == bindparam("wanted_pause")).order_by(checks.c.asked_at, checks.c.id)
)
_pending = select(checks).where(PENDING, checks.c.asked_at <= bindparam("moment"))
_PENDING: Final = _pending.order_by(checks.c.asked_at, checks.c.id).limit(bindparam("most"))
_PENDING_OF: Final = _PENDING.where(checks.c.pause.in_(bindparam("locked", expanding=True)))
_LOCK_PENDING: Final = locking_pauses(
    select(pauses.c.id).where(
        pauses.c.id.in_(
            _pending.with_only_columns(checks.c.pause).order_by(checks.c.asked_at, checks.c.id).limit(bindparam("most"))
        )
    ),
    skip_locked=True,
)
_OLDEST: Final = select(func.min(checks.c.asked_at)).where(PENDING)
_FORGET: Final = delete(checks).where(checks.c.asked_at < bindparam("moment"), not_(OPEN))


class SqlChecks:
    """The port `Checks` over one transaction; one that `locks` keeps what it has read from others until its end."""

    __slots__ = ("_connection", "_locks", "_news", "_seal")

    def __init__(self, connection: Connection, news: News, seal: Seal, *, locks: bool) -> None:
        self._connection = connection
        self._seal = seal
        self._news = news
        self._locks = locks

    def add(self, check: Check) -> None:
        """Store a new check."""
        self._connection.execute(_ADD, self._seal.sealed(check_to_row(check)))
        self._news.deadlines = True  # from now on it may become stale

    def get(self, check: CheckId) -> Check | None:
        """Return the check as it stands in this transaction."""
        if self._locks:  # in a statement before: the one that waits for a lock still sees what was before it
            self._connection.execute(_LOCK_PAUSE, {"wanted": check})
        row = self._connection.execute(_GET, {"wanted": check}).first()
        return None if row is None else check_from_row(self._seal.opened(row))

    def save(self, check: Check) -> None:
        """Store the check's state, slowness and objections; what it asks never changes."""
        whole = check_to_row(check)
        row = self._seal.sealed({name: whole[name] for name in ("id", "state", "slow", "objections")})
        self._connection.execute(_SAVE, {"wanted": row.pop("id"), **row})
        if check.state is not CheckState.PENDING:
            self._news.checks.add(check.id)

    def open_of(self, pause: PauseId) -> Sequence[Check]:
        """Return the pause's checks on which the flow's word still counts, oldest first."""
        rows = self._connection.execute(_OPEN, {"wanted_pause": pause})
        return [check_from_row(self._seal.opened(row)) for row in rows]

    def pending_since(self, moment: datetime, limit: int) -> Sequence[Check]:
        """Return pending checks asked at `moment` or before, oldest first; none that cannot be decrypted."""
        wanted = {"moment": to_micros(moment), "most": limit}
        if self._locks:
            locked = list(self._connection.execute(_LOCK_PENDING, wanted).scalars())
            rows = self._connection.execute(_PENDING_OF, {**wanted, "locked": locked})
        else:
            rows = self._connection.execute(_PENDING, wanted)
        return readable(rows.all(), lambda row: check_from_row(self._seal.opened(row)))

    def oldest_pending(self) -> datetime | None:
        """Return when the oldest pending check was asked."""
        return from_micros_or_none(self._connection.execute(_OLDEST).scalar())

    def forget_before(self, moment: datetime) -> None:
        """Drop checks that were asked before `moment` and are settled."""
        self._connection.execute(_FORGET, {"moment": to_micros(moment)})
