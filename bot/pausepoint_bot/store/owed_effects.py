"""The outbox as an operator sees it, in the database. What the relay does with it is in `outbox`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, false, null, select, update

from pausepoint_bot.effects import EffectId
from pausepoint_bot.store.effect_rows import SPENT, owed_from_row
from pausepoint_bot.store.moments import to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.tables import outbox
from pausepoint_bot.usecases.ports.owed import OwedEffect

_FIND: Final = select(outbox).where(outbox.c.id == bindparam("wanted"), outbox.c.priority != SPENT).with_for_update()
_LISTED: Final = (
    select(outbox)
    .where(outbox.c.id > bindparam("after"), outbox.c.priority != SPENT)
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_DEAD: Final = _LISTED.where(outbox.c.buried_at.is_not(None))
_REVIVE: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"))
    .values(
        attempts=0,
        owed_since=bindparam("now"),
        ready_at=bindparam("now"),
        leased=false(),
        holder=null(),
        buried_at=null(),
    )
)


class SqlOwedEffects:
    """The port `OwedEffects` over one transaction."""

    __slots__ = ("_connection", "_news")

    def __init__(self, connection: Connection, news: News) -> None:
        self._connection = connection
        self._news = news

    def find(self, effect: EffectId) -> OwedEffect | None:
        """Return the effect, which nobody else claims or changes before the transaction ends."""
        row = self._connection.execute(_FIND, {"wanted": effect}).first()
        return None if row is None else owed_from_row(row)

    def listed(self, *, dead_only: bool, after: EffectId, limit: int) -> Sequence[OwedEffect]:
        """Return effects with ids past `after`, oldest first: what is owed and the dead letters, or only those."""
        rows = self._connection.execute(_DEAD if dead_only else _LISTED, {"after": after, "most": limit})
        return [owed_from_row(row) for row in rows]

    def revive(self, effect: EffectId, *, now: datetime) -> None:
        """Make a dead or waiting effect due now, as if it were owed since now and had never failed.

        Its last error stays to be read until it fails again.
        """
        self._connection.execute(_REVIVE, {"wanted": effect, "now": to_micros(now)})
        self._news.owing = True
