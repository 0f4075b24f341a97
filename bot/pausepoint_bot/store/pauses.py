"""The pauses and their votes in the database.

Where a read decides what is written, it locks the pause's row: one transaction after the other decides, each on what
the one before has left. That lock stands for everything that belongs to the pause: its votes and checks too. (A
database with one writer has no such lock and needs none.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, tuple_, update

from pausepoint_bot.pauses import Pause, PauseId, Vote, Waiting
from pausepoint_bot.store.locks import locking_pauses
from pausepoint_bot.store.moments import from_micros_or_none, to_micros
from pausepoint_bot.store.news import News
from pausepoint_bot.store.readable import first_readable
from pausepoint_bot.store.rows import flow_column, pause_from_row, pause_to_row, standing_to_row
from pausepoint_bot.store.seals import Seals
from pausepoint_bot.store.tables import KEY_HOLDING, WAITING, pauses, votes
from pausepoint_bot.store.upserts import inserts_by_dialect
from pausepoint_bot.store.vote_rows import vote_from_row, vote_to_row
from pausepoint_bot.usecases.ports import PauseFilter

_ADD: Final = insert(pauses)
_get = select(pauses).where(pauses.c.id == bindparam("wanted"))
_GET: Final = {False: _get, True: locking_pauses(_get)}
_CHANGING: Final = ("state", "deadline", "ended_at", "held_for", "status", "place", "listeners", "callback")
_SAVE: Final = (
    update(pauses).where(pauses.c.id == bindparam("wanted")).values({name: bindparam(name) for name in _CHANGING})
)
_holding_key = select(pauses).where(
    pauses.c.owner == bindparam("wanted_owner"),
    pauses.c.flow == bindparam("wanted_flow"),
    pauses.c.key == bindparam("wanted_key"),
    pauses.c.state.in_(KEY_HOLDING),
)
_HOLDING_KEY: Final = {False: _holding_key, True: locking_pauses(_holding_key)}
_awaits_deadline = and_(pauses.c.state == WAITING, pauses.c.deadline.is_not(None))
_due = (
    select(pauses)
    .where(_awaits_deadline, pauses.c.deadline <= bindparam("now"))
    .order_by(pauses.c.deadline, pauses.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("past"))
)
_DUE: Final = {False: _due, True: locking_pauses(_due, skip_locked=True)}
_NEXT_DEADLINE: Final = select(func.min(pauses.c.deadline)).where(_awaits_deadline)
_COUNT_BY_STATE: Final = select(pauses.c.state, func.count().label("number")).group_by(pauses.c.state)
_VOTES: Final = select(votes).where(votes.c.pause == bindparam("wanted")).order_by(votes.c.at, votes.c.approver)
_ADD_VOTE: Final = {
    dialect: insert_votes.on_conflict_do_update(
        index_elements=[votes.c.pause, votes.c.approver],
        set_={"at": insert_votes.excluded.at, "vote": insert_votes.excluded.vote},
    )
    for dialect, insert_votes in inserts_by_dialect(votes).items()
}


class SqlPauses:
    """The port `Pauses` over one transaction; one that `locks` keeps what it has read from others until its end."""

    __slots__ = ("_connection", "_locks", "_news", "_seals", "_seen_awaiting")

    def __init__(self, connection: Connection, news: News, seals: Seals, *, locks: bool) -> None:
        self._connection = connection
        self._seals = seals
        self._news = news
        self._locks = locks
        self._seen_awaiting: dict[PauseId, bool] = {}

    def add(self, pause: Pause) -> None:
        """Store a new pause."""
        self._connection.execute(_ADD, self._seals.pauses.sealed(pause_to_row(pause)))
        self._note_deadline(pause, before=False)

    def get(self, pause: PauseId) -> Pause | None:
        """Return the pause as it stands in this transaction."""
        return self._one(self._connection.execute(_GET[self._locks], {"wanted": pause}).first())

    def save(self, pause: Pause) -> None:
        """Store the pause's status, place, listeners, callback, and the time it was held.

        Raises:
            LookupError: there is no such pause to save; `add` it first.
        """
        row = self._seals.pauses.sealed({"id": pause.id, **standing_to_row(pause)})
        saved = self._connection.execute(_SAVE, {"wanted": row.pop("id"), **row})
        if saved.rowcount != 1:
            raise LookupError(f"pause {pause.id!r} is not in the database")
        self._note_deadline(pause, before=self._seen_awaiting.get(pause.id))

    def holding_key(self, *, owner: str, flow: str | None, key: str) -> Pause | None:
        """Return the waiting, held or decided pause that holds the key."""
        wanted = {"wanted_owner": owner, "wanted_flow": flow_column(flow), "wanted_key": key}
        return self._one(self._connection.execute(_HOLDING_KEY[self._locks], wanted).first())

    def due(self, now: datetime, limit: int) -> Sequence[Pause]:
        """Return waiting pauses whose deadline has come, the oldest deadline first.

        One that another transaction is changing is left out: the next look sees what has become of it. So is one that
        cannot be decrypted.
        """

        def portion(past: int) -> Sequence[Row[Any]]:
            wanted = {"now": to_micros(now), "most": limit, "past": past}
            return self._connection.execute(_DUE[self._locks], wanted).all()

        return first_readable(portion, self._seen, size=limit)

    def next_deadline(self) -> datetime | None:
        """Return the earliest deadline of a waiting pause."""
        return from_micros_or_none(self._connection.execute(_NEXT_DEADLINE).scalar())

    def list(self, wanted: PauseFilter) -> Sequence[Pause]:
        """Return pauses, newest first. A cursor that names no pause has nothing after it."""
        return [self._seen(row) for row in self._connection.execute(_listing(wanted))]

    def count_by_state(self) -> Mapping[str, int]:
        """Count the pauses in each state; one that no pause is in is left out. Looks at an index entry of each."""
        return {row.state: row.number for row in self._connection.execute(_COUNT_BY_STATE)}

    def add_vote(self, pause: PauseId, vote: Vote) -> None:
        """Record a vote; an approver's newer vote takes the place of their older one."""
        self._connection.execute(
            _ADD_VOTE[self._connection.dialect.name], self._seals.votes.sealed(vote_to_row(pause, vote))
        )

    def votes(self, pause: PauseId) -> Sequence[Vote]:
        """Return the votes in order of time."""
        rows = self._connection.execute(_VOTES, {"wanted": pause})
        return [vote_from_row(self._seals.votes.opened(row)) for row in rows]

    def _one(self, row: Row[Any] | None) -> Pause | None:
        return None if row is None else self._seen(row)

    def _seen(self, row: Row[Any]) -> Pause:
        pause = pause_from_row(self._seals.pauses.opened(row))
        self._seen_awaiting[pause.id] = _awaits(pause)
        return pause

    def _note_deadline(self, pause: Pause, *, before: bool | None) -> None:
        """Tell of a deadline that begins or ceases to run; unless the pause was read before, assume so."""
        after = self._seen_awaiting[pause.id] = _awaits(pause)
        if pause.question.deadline is not None and before is not after:
            self._news.deadlines = True


def _awaits(pause: Pause) -> bool:
    return pause.question.deadline is not None and isinstance(pause.status, Waiting)


def _listing(wanted: PauseFilter) -> Select[tuple[object, ...]]:
    """Build the statement for a page. Ids break ties between pauses opened in the same microsecond."""
    listing = select(pauses).order_by(pauses.c.opened_at.desc(), pauses.c.id.desc()).limit(wanted.limit)
    for column, value in ((pauses.c.owner, wanted.owner), (pauses.c.state, wanted.state), (pauses.c.key, wanted.key)):
        if value is not None:
            listing = listing.where(column == value)
    if wanted.before is not None:
        last_opened = select(pauses.c.opened_at).where(pauses.c.id == wanted.before).scalar_subquery()
        listing = listing.where(tuple_(pauses.c.opened_at, pauses.c.id) < tuple_(last_opened, wanted.before))
    return listing
