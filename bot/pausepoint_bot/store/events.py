"""The listeners' feeds in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, insert, select, update

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.store.event_rows import event_from_row, event_to_row
from pausepoint_bot.store.moments import to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.past_events import DROPPED
from pausepoint_bot.store.seals import Seal
from pausepoint_bot.store.tables import events, listeners
from pausepoint_bot.store.upserts import inserts_by_dialect

_SEEN_TO: Final = timedelta(hours=1)
"""How exactly it is kept when a listener was last heard of: noting it at every poll would be a write each."""

_OWNER: Final = select(listeners.c.owner, listeners.c.seen_at).where(listeners.c.id == bindparam("wanted"))
_FIRST_SEQ: Final = func.coalesce(
    select(listeners.c.last_seq).where(listeners.c.id == DROPPED).scalar_subquery(), 0, type_=BigInteger
)
_ADD_LISTENER: Final = insert(listeners).values(last_seq=_FIRST_SEQ)
_BIND: Final = (
    update(listeners)
    .where(listeners.c.id == bindparam("wanted"), listeners.c.owner.is_(None))
    .values(owner=bindparam("owner"), bound_at=bindparam("now"), seen_at=bindparam("now"))
)
_SEEN: Final = update(listeners).where(listeners.c.id == bindparam("wanted")).values(seen_at=bindparam("now"))
_COUNT: Final = {
    dialect: insert_listener.values(last_seq=_FIRST_SEQ + bindparam("appended", type_=BigInteger))
    .on_conflict_do_update(
        index_elements=[listeners.c.id],
        set_={
            "last_seq": listeners.c.last_seq + bindparam("appended", type_=BigInteger),
            "seen_at": insert_listener.excluded.seen_at,
        },
    )
    .returning(listeners.c.last_seq)
    for dialect, insert_listener in inserts_by_dialect(listeners).items()
}
_APPEND: Final = insert(events)
_AFTER: Final = (
    select(events)
    .where(events.c.listener == bindparam("wanted"), events.c.seq > bindparam("seen"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_FURTHEST: Final = 2**53
"""No feed has as many events: who says to have read further makes it up."""

_COUNT_ON: Final = (
    update(listeners)
    .where(listeners.c.id == bindparam("wanted"), listeners.c.last_seq < bindparam("seen"))
    .values(last_seq=bindparam("seen"))
)
_ACKNOWLEDGE: Final = delete(events).where(events.c.listener == bindparam("wanted"), events.c.seq <= bindparam("seen"))


class SqlEvents:
    """The port `Events` over one transaction.

    The last seq is counted in the listener's row, whose lock makes concurrent transactions append one after the
    other: a reader never sees seq 5 before seq 4, and no seq is used twice, even after its event was acknowledged.

    That row is where all decisions meet that one process waits for. So events are only noted at first, and stored as
    the transaction's last act (`store_appended`): the locks are held briefly, and taken by everyone in one order.
    """

    __slots__ = ("_appended", "_connection", "_news", "_seal")

    def __init__(self, connection: Connection, news: News, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal
        self._news = news
        self._appended: dict[ListenerId, list[Event]] = {}

    def bind(self, listener: ListenerId, *, owner: str, now: datetime) -> bool:
        """Give the listener to its first token; False where it belongs to another one."""
        known = self._connection.execute(_OWNER, {"wanted": listener}).first()
        if known is None:
            row = {"id": listener, "owner": owner, "bound_at": to_micros(now), "seen_at": to_micros(now)}
            self._connection.execute(_ADD_LISTENER, row)
            return True
        if known.owner == owner and to_micros(now) - (known.seen_at or 0) > _SEEN_TO // timedelta(microseconds=1):
            seen = self._connection.execute(_SEEN, {"wanted": listener, "now": to_micros(now)})
            return seen.rowcount == 1 or self.bind(listener, owner=owner, now=now)  # it was just dropped
        if known.owner is None:
            bound = self._connection.execute(_BIND, {"wanted": listener, "owner": owner, "now": to_micros(now)})
            return bound.rowcount == 1 or self.bind(listener, owner=owner, now=now)
        return bool(known.owner == owner)

    def append(self, listener: ListenerId, event: Event) -> None:
        """Append the event to the listener's feed under the next seq, as the transaction ends."""
        self._appended.setdefault(listener, []).append(event)

    def store_appended(self) -> None:
        """Give every appended event its seq and store it."""
        for listener in sorted(self._appended):
            self._store(listener, self._appended[listener])
        self._appended.clear()

    def _store(self, listener: ListenerId, appended: Sequence[Event]) -> None:
        seen_at = to_micros(appended[-1].at)
        counted = {"id": listener, "owner": None, "bound_at": None, "seen_at": seen_at, "appended": len(appended)}
        last = self._connection.execute(_COUNT[self._connection.dialect.name], counted).scalar_one()
        first = last - len(appended) + 1
        numbered = [event.model_copy(update={"seq": seq}) for seq, event in enumerate(appended, start=first)]
        self._connection.execute(_APPEND, [self._seal.sealed(event_to_row(listener, event)) for event in numbered])
        self._news.events.extend((listener, event) for event in numbered)

    def after(self, listener: ListenerId, seq: int, limit: int) -> Sequence[Event]:
        """Return events past `seq`, in order, with their seq filled in."""
        rows = self._connection.execute(_AFTER, {"wanted": listener, "seen": seq, "most": limit})
        return [event_from_row(self._seal.opened(row)) for row in rows]

    def acknowledge(self, listener: ListenerId, seq: int) -> None:
        """Forget events up to and including `seq`; those to come are counted from there at least."""
        self._connection.execute(_ACKNOWLEDGE, {"wanted": listener, "seen": seq})
        if seq < _FURTHEST:
            self._connection.execute(_COUNT_ON, {"wanted": listener, "seen": seq})
