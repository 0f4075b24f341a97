"""The listeners' feeds in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.tables import events, listeners

_OWNER: Final = select(listeners.c.owner).where(listeners.c.id == bindparam("wanted"))
_ADD_LISTENER: Final = insert(listeners)
_BIND: Final = (
    update(listeners)
    .where(listeners.c.id == bindparam("wanted"))
    .values(owner=bindparam("owner"), bound_at=bindparam("now"))
)
_NEXT_SEQ: Final = (
    update(listeners)
    .where(listeners.c.id == bindparam("wanted"))
    .values(last_seq=listeners.c.last_seq + 1)
    .returning(listeners.c.last_seq)
)
_APPEND: Final = insert(events)
_AFTER: Final = (
    select(events.c.seq, events.c.event)
    .where(events.c.listener == bindparam("wanted"), events.c.seq > bindparam("seen"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_ACKNOWLEDGE: Final = delete(events).where(events.c.listener == bindparam("wanted"), events.c.seq <= bindparam("seen"))


class SqlEvents:
    """The port `Events` over one transaction.

    The last seq is counted in the listener's row, whose lock makes concurrent transactions append one after the
    other: a reader never sees seq 5 before seq 4, and no seq is used twice, even after its event was acknowledged.
    """

    __slots__ = ("_connection", "_news")

    def __init__(self, connection: Connection, news: News) -> None:
        self._connection = connection
        self._news = news

    def bind(self, listener: ListenerId, *, owner: str, now: datetime) -> bool:
        """Give the listener to its first token; False where it belongs to another one."""
        known = self._connection.execute(_OWNER, {"wanted": listener}).first()
        if known is None:
            row = {"id": listener, "owner": owner, "bound_at": to_micros(now), "last_seq": 0}
            self._connection.execute(_ADD_LISTENER, row)
            return True
        if known.owner is None:
            self._connection.execute(_BIND, {"wanted": listener, "owner": owner, "now": to_micros(now)})
            return True
        return bool(known.owner == owner)

    def append(self, listener: ListenerId, event: Event) -> None:
        """Append the event to the listener's feed under the next seq."""
        seq = self._connection.execute(_NEXT_SEQ, {"wanted": listener}).scalar()
        if seq is None:
            seq = 1
            self._connection.execute(_ADD_LISTENER, {"id": listener, "owner": None, "bound_at": None, "last_seq": seq})
        text = to_json(event.model_dump(mode="json", exclude={"seq"}))
        self._connection.execute(_APPEND, {"listener": listener, "seq": seq, "event": text})
        self._news.events.append((listener, event.model_copy(update={"seq": seq})))

    def after(self, listener: ListenerId, seq: int, limit: int) -> Sequence[Event]:
        """Return events past `seq`, in order, with their seq filled in."""
        rows = self._connection.execute(_AFTER, {"wanted": listener, "seen": seq, "most": limit})
        return [Event.model_validate(from_json(row.event)).model_copy(update={"seq": row.seq}) for row in rows]

    def acknowledge(self, listener: ListenerId, seq: int) -> None:
        """Forget events up to and including `seq`."""
        self._connection.execute(_ACKNOWLEDGE, {"wanted": listener, "seen": seq})
