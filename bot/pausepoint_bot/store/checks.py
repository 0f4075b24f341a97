"""The checks in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, not_, select, update

from pausepoint_bot.pauses import Check, CheckId, CheckState, PauseId
from pausepoint_bot.store.moments import from_micros_or_none, to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.tables import OPEN, PENDING, checks
from pausepoint_bot.store.vote_rows import check_from_row, check_to_row

_ADD: Final = insert(checks)
_GET: Final = select(checks).where(checks.c.id == bindparam("wanted"))
_SAVE: Final = (
    update(checks)
    .where(checks.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("state", "slow", "objections")})
)
_OPEN: Final = (
    select(checks).where(OPEN, checks.c.pause == bindparam("wanted_pause")).order_by(checks.c.asked_at, checks.c.id)
)
_PENDING: Final = (
    select(checks)
    .where(PENDING, checks.c.asked_at <= bindparam("moment"))
    .order_by(checks.c.asked_at, checks.c.id)
    .limit(bindparam("most"))
)
_OLDEST: Final = select(func.min(checks.c.asked_at)).where(PENDING)
_FORGET: Final = delete(checks).where(checks.c.asked_at < bindparam("moment"), not_(OPEN))


class SqlChecks:
    """The port `Checks` over one transaction."""

    __slots__ = ("_connection", "_news")

    def __init__(self, connection: Connection, news: News) -> None:
        self._connection = connection
        self._news = news

    def add(self, check: Check) -> None:
        """Store a new check."""
        self._connection.execute(_ADD, check_to_row(check))
        self._news.deadlines = True  # from now on it may become stale

    def get(self, check: CheckId) -> Check | None:
        """Return the check as it stands in this transaction."""
        row = self._connection.execute(_GET, {"wanted": check}).first()
        return None if row is None else check_from_row(row)

    def save(self, check: Check) -> None:
        """Store the check's state, slowness and objections; what it asks never changes."""
        row = check_to_row(check)
        changes = {name: row[name] for name in ("state", "slow", "objections")}
        self._connection.execute(_SAVE, {"wanted": check.id, **changes})
        if check.state is not CheckState.PENDING:
            self._news.checks.add(check.id)

    def open_of(self, pause: PauseId) -> Sequence[Check]:
        """Return the pause's checks on which the flow's word still counts, oldest first."""
        return [check_from_row(row) for row in self._connection.execute(_OPEN, {"wanted_pause": pause})]

    def pending_since(self, moment: datetime, limit: int) -> Sequence[Check]:
        """Return pending checks asked at `moment` or before, oldest first."""
        rows = self._connection.execute(_PENDING, {"moment": to_micros(moment), "most": limit})
        return [check_from_row(row) for row in rows]

    def oldest_pending(self) -> datetime | None:
        """Return when the oldest pending check was asked."""
        return from_micros_or_none(self._connection.execute(_OLDEST).scalar())

    def forget_before(self, moment: datetime) -> None:
        """Drop checks that were asked before `moment` and are settled."""
        self._connection.execute(_FORGET, {"moment": to_micros(moment)})
