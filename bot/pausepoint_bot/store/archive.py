"""Pauses that have ended, by when they did, and what is deleted of them after a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, exists, select, update

from pausepoint_bot.pauses import ListenerId, Pause, PauseId
from pausepoint_bot.store.json_text import read_list
from pausepoint_bot.store.locks import locking_pauses
from pausepoint_bot.store.moments import to_micros, to_micros_or_none
from pausepoint_bot.store.past_events import SqlPastEvents
from pausepoint_bot.store.readable import first_readable
from pausepoint_bot.store.rows import pause_from_row, standing_to_row
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.tables import (
    HAS_ENDED,
    REMEMBERED,
    UNBURIED,
    UNDATED,
    checks,
    drafts,
    outbox,
    pauses,
    votes,
)


def _both(query: Select[Any]) -> Mapping[bool, Select[Any]]:
    """Return the query as it is, and as it is asked where others write beside it."""
    return {False: query, True: locking_pauses(query, skip_locked=True)}


_UNDATED: Final = _both(
    select(pauses).where(UNDATED).order_by(pauses.c.id).limit(bindparam("most")).offset(bindparam("past"))
)
_DATE: Final = update(pauses).where(pauses.c.id == bindparam("wanted")).values(ended_at=bindparam("ended"))
_REMEMBERED: Final = _both(
    select(pauses)
    .where(REMEMBERED, pauses.c.ended_at < bindparam("moment"))
    .order_by(pauses.c.ended_at, pauses.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("past"))
)
_FORGET: Final = (
    update(pauses)
    .where(pauses.c.id == bindparam("wanted"))
    .values(status=bindparam("becomes"), forgotten_at=bindparam("now"))
)
_still_owing = select(outbox.c.pause).where(UNBURIED)
_ENDED: Final = _both(
    select(pauses.c.id, pauses.c.listeners)
    .where(HAS_ENDED, pauses.c.ended_at < bindparam("moment"), pauses.c.id.not_in(_still_owing))
    .order_by(pauses.c.ended_at)
    .limit(bindparam("most"))
)
_of_them: BindParameter[Sequence[str]] = bindparam("them", expanding=True)
_ANSWERS: Final = [delete(table).where(table.c.pause.in_(_of_them)) for table in (votes, checks, drafts)]
# Asked of each draft: there are few of them, and of ended pauses there may be any number.
_OLD_DRAFTS: Final = delete(drafts).where(exists().where(pauses.c.id == drafts.c.pause, HAS_ENDED))
_EFFECTS: Final = delete(outbox).where(outbox.c.pause.in_(_of_them))
_REMOVE: Final = delete(pauses).where(pauses.c.id.in_(_of_them))


class SqlArchive(SqlPastEvents):
    """The port `Archive` over one transaction; one that `locks` leaves to others what they are changing."""

    __slots__ = ("_locks", "_seals")

    def __init__(self, connection: Connection, seals: Seals, *, locks: bool) -> None:
        super().__init__(connection, seals.events)
        self._seals = seals
        self._locks = locks

    def date(self, limit: int) -> int:
        """Note of ended pauses when they did, where a version that did not know it has ended them."""
        found = self._read(_UNDATED, {}, limit)
        for pause in found:
            self._connection.execute(_DATE, {"wanted": pause.id, "ended": to_micros_or_none(pause.ended_at)})
        return len(found)

    def remembered_before(self, moment: datetime, limit: int) -> Sequence[Pause]:
        """Return pauses that ended before `moment` and whose answers are still there, the oldest end first.

        Those that cannot be decrypted are left out, and so kept.
        """
        return self._read(_REMEMBERED, {"moment": to_micros(moment)}, limit)

    def forget(self, emptied: Sequence[Pause], *, now: datetime) -> None:
        """Store the pauses without their answers, and delete their votes, checks and drafts."""
        for pause in emptied:
            row = self._seals.pauses.sealed({"id": pause.id, "status": standing_to_row(pause)["status"]})
            changed = {"wanted": pause.id, "becomes": row["status"], "now": to_micros(now)}
            self._connection.execute(_FORGET, changed)
        self._delete_answers([pause.id for pause in emptied])

    def ended_before(self, moment: datetime, limit: int) -> Mapping[PauseId, Sequence[ListenerId]]:
        """Return the pauses that ended before `moment` and owe nothing, with who was told of them."""
        found = self._connection.execute(_ENDED[self._locks], {"moment": to_micros(moment), "most": limit})
        return {PauseId(row.id): [ListenerId(id_) for id_ in read_list(row.listeners)] for row in found}

    def remove(self, ended: Collection[PauseId]) -> None:
        """Delete the pauses with everything that belongs to them, dead letters too."""
        self._delete_answers(ended)
        for statement in (_EFFECTS, _REMOVE):
            self._connection.execute(statement, {"them": list(ended)})

    def forget_old_drafts(self) -> None:
        """Drop drafts of pauses that have ended; there is one only where it was kept at the very moment of the end."""
        self._connection.execute(_OLD_DRAFTS)

    def _delete_answers(self, of_them: Collection[PauseId]) -> None:
        for statement in _ANSWERS:
            self._connection.execute(statement, {"them": list(of_them)})

    def _read(self, query: Mapping[bool, Select[Any]], wanted: Mapping[str, object], limit: int) -> Sequence[Pause]:
        def portion(past: int) -> Sequence[Row[Any]]:
            return self._connection.execute(query[self._locks], {**wanted, "most": limit, "past": past}).all()

        return first_readable(portion, lambda row: pause_from_row(self._seals.pauses.opened(row)), size=limit)
