"""Whether the database can be written: found out by writing, a little, and no more often than needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, select

from pausepoint_bot.store.failures import StoreFailed
from pausepoint_bot.store.tables import pulses
from pausepoint_bot.store.upserts import inserts_by_dialect

_FRESH_SECONDS: Final = 1.0
"""How long a beat proves: whoever asks more often costs the disk nothing."""

_WAIT_SECONDS: Final = 1.0
"""How long an asker waits for the beat. One slow write is no trouble."""

_STUCK_SECONDS: Final = 15.0
"""From when on a beat under way is trouble: SQLite waits five seconds for a lock, PostgreSQL's server ten."""

_BEAT: Final = {
    dialect: insert_pulse.on_conflict_do_update(
        index_elements=[pulses.c.name], set_={"beats": pulses.c.beats + insert_pulse.excluded.beats}
    )
    for dialect, insert_pulse in inserts_by_dialect(pulses).items()
}

_BEATS: Final = select(pulses.c.beats)

Beat = Callable[[], "asyncio.Future[None]"]


class Pulse:
    """Beats once at a time; those who ask meanwhile wait for the same beat. Belongs to one event loop."""

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._loop = asyncio.get_running_loop()
        self._under_way: asyncio.Future[None] | None = None
        self._begun = self._proved = float("-inf")

    async def trouble(self) -> str | None:
        """Say why nothing can be written; None where it can, as far as anybody knows."""
        if self._under_way is None:
            if self._loop.time() - self._proved < _FRESH_SECONDS:
                return None
            try:
                self._under_way = self._beat()
            except StoreFailed as failure:
                return failure.detail
            self._begun = self._loop.time()
        beat = self._under_way
        await asyncio.wait([beat], timeout=_WAIT_SECONDS)
        return self._told(beat) if beat.done() else self._stuck()

    def _told(self, beat: asyncio.Future[None]) -> str | None:
        if self._under_way is beat:
            self._under_way = None
        failure = beat.exception()
        if failure is None:
            self._proved = self._loop.time()
            return None
        if isinstance(failure, StoreFailed):
            return failure.detail
        raise failure

    def _stuck(self) -> str | None:
        waited = self._loop.time() - self._begun
        return f"a write has been under way for {waited:.0f} s" if waited > _STUCK_SECONDS else None


class SqlPulse:
    """The row that a beat changes, over one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def beat(self) -> None:
        """Change it; durable with the commit."""
        self._connection.execute(_BEAT[self._connection.dialect.name], {"name": "pulse", "beats": 1})

    def beats(self) -> int:
        """Tell how often it was changed."""
        return int(self._connection.execute(_BEATS).scalar() or 0)
