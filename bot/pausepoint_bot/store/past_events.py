"""What is taken out of the listeners' feeds after a time: answers that were deleted, and feeds that nobody follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId, PauseId
from pausepoint_bot.store.event_rows import event_from_row, event_to_row
from pausepoint_bot.store.json_text import read_list
from pausepoint_bot.store.keyring import AnswersLocked
from pausepoint_bot.store.moments import to_micros
from pausepoint_bot.store.seals import Seal
from pausepoint_bot.store.tables import OPEN_STATES, events, listeners, pauses
from pausepoint_bot.store.upserts import inserts_by_dialect

DROPPED: Final = ListenerId("")
"""The row without a name: see `tables`."""

_CHUNK: Final = 200

_OF_LISTENER: Final = select(events).where(events.c.listener == bindparam("wanted")).order_by(events.c.seq)
_one = (events.c.listener == bindparam("wanted"), events.c.seq == bindparam("at_seq"))
_REWRITE: Final = update(events).where(*_one).values(event=bindparam("becomes"))
_DROP: Final = delete(events).where(*_one)

_seen_at = func.coalesce(listeners.c.seen_at, listeners.c.bound_at, 0)
_unseen = (_seen_at < bindparam("moment"), listeners.c.id != DROPPED)
_UNSEEN: Final = select(listeners.c.id).where(*_unseen).order_by(listeners.c.id)
_WAITED_FOR: Final = select(pauses.c.listeners).where(pauses.c.state.in_(OPEN_STATES), pauses.c.listeners != "[]")
_these: BindParameter[Sequence[str]] = bindparam("these", expanding=True)
# Once more whether it was unseen: it may have been heard of since it was looked up.
_DROP_LISTENERS: Final = (
    delete(listeners).where(listeners.c.id.in_(_these), *_unseen).returning(listeners.c.id, listeners.c.last_seq)
)
_DROP_EVENTS: Final = delete(events).where(events.c.listener.in_(_these))
_HIGHEST: Final = {
    dialect: highest.on_conflict_do_update(
        index_elements=[listeners.c.id],
        set_={"last_seq": highest.excluded.last_seq},
        where=listeners.c.last_seq < highest.excluded.last_seq,
    )
    for dialect, highest in inserts_by_dialect(listeners).items()
}


class SqlPastEvents:
    """The part of the port `Archive` that is about feeds, over one transaction."""

    __slots__ = ("_connection", "_seal")

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    def rewrite(self, listener: ListenerId, ends: Mapping[PauseId, Event | None]) -> None:
        """Take the answers of these pauses out of the feed.

        How a pause ended stays there to be read, as its event tells it now; where that is None, nothing of it stays.
        """
        for row in self._connection.execute(_OF_LISTENER, {"wanted": listener}).all():
            with suppress(AnswersLocked):
                event = event_from_row(self._seal.opened(row))
                if event.pause in ends:
                    self._replace(listener, event, ends[PauseId(event.pause)])

    def forget_unseen(self, moment: datetime) -> int:
        """Drop the feeds of listeners that were not heard of since `moment` and wait for nothing; return how many.

        Their highest seq is kept for all of them: a listener that comes back goes on after it.
        """
        unseen = {"moment": to_micros(moment)}
        candidates = self._connection.execute(_UNSEEN, unseen).scalars().all()
        if not candidates:  # which is so nearly always, and open pauses may be many
            return 0
        waited_for = {id_ for row in self._connection.execute(_WAITED_FOR).scalars() for id_ in read_list(row)}
        found = [id_ for id_ in candidates if id_ not in waited_for][:_CHUNK]
        if found:
            self._drop(found, unseen)
        return len(found)

    def _drop(self, found: Collection[str], unseen: Mapping[str, object]) -> None:
        dropped = self._connection.execute(_DROP_LISTENERS, {**unseen, "these": list(found)}).all()
        if dropped:
            highest = {"id": DROPPED, "last_seq": max(row.last_seq for row in dropped)}
            self._connection.execute(_HIGHEST[self._connection.dialect.name], highest)
            self._connection.execute(_DROP_EVENTS, {"these": [row.id for row in dropped]})

    def _replace(self, listener: ListenerId, event: Event, end: Event | None) -> None:
        where = {"wanted": listener, "at_seq": event.seq}
        if end is None or event.type == "check":
            self._connection.execute(_DROP, where)
        elif event.type == end.type:
            row = self._seal.sealed(event_to_row(listener, end.model_copy(update={"seq": event.seq})))
            self._connection.execute(_REWRITE, {**where, "becomes": row["event"]})
