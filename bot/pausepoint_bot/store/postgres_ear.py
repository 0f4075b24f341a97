"""One connection of this process that hears what others have committed (PostgreSQL's LISTEN)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import psycopg
import structlog

from pausepoint_bot.store.postgres_news import CHANNEL, MISSED, heard
from pausepoint_bot.usecases.ports import Committed

_TROUBLE: Final = (psycopg.Error, OSError, TimeoutError)
_BETWEEN_BEATS: Final = 10.0
_BEAT_SECONDS: Final = 5.0
"""A connection that was cut without a word looks like one on which nothing happens; so it is asked now and then."""

_ECHO_SECONDS: Final = 2.0
_BETWEEN_ATTEMPTS: Final = 1.0

log = structlog.get_logger(__name__)

Connect = Callable[[], Awaitable[psycopg.AsyncConnection]]


class Ear:
    """Passes on what others tell, on the event loop. After every gap it tells that something may have been missed."""

    def __init__(self, connect: Connect, *, own: str, hear: Callable[[Committed], None]) -> None:
        self._connect = connect
        self._own = own
        self._hear = hear
        self._is_pooled = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen from now until the block ends.

        Raises:
            psycopg.Error: the first connection cannot be made.
        """
        self._connection = await self._opened()
        try:
            async with asyncio.TaskGroup() as tasks:
                task = tasks.create_task(self._run())
                try:
                    yield
                finally:
                    task.cancel()
        except BaseExceptionGroup as group:
            if len(group.exceptions) == 1:
                raise group.exceptions[0]  # noqa: B904 - the block's own error, with its own cause
            raise
        finally:
            await self._connection.close()

    async def _run(self) -> None:
        while True:
            try:
                await self._listen(self._connection)
            except _TROUBLE as trouble:
                log.warning("other processes are not heard; connecting again", reason=str(trouble).strip())
            await self._connection.close()
            self._connection = await self._opened_again()
            log.info("other processes are heard again")
            self._hear(MISSED)

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        if self._is_pooled:
            await self._warn_of_pooler(connection)
        while True:
            async for notification in connection.notifies(timeout=_BETWEEN_BEATS):
                self._hear(heard(notification.payload, own=self._own))
            async with asyncio.timeout(_BEAT_SECONDS):
                await connection.execute("SELECT 1")

    async def _opened_again(self) -> psycopg.AsyncConnection:
        while True:
            try:
                return await self._opened()
            except _TROUBLE:
                await asyncio.sleep(_BETWEEN_ATTEMPTS)

    async def _opened(self) -> psycopg.AsyncConnection:
        connection = await self._connect()
        try:
            self._is_pooled = await _is_pooled(connection)
            await connection.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _warn_of_pooler(self, connection: psycopg.AsyncConnection) -> None:
        """Say so where notifications do not come: behind a pooler that hands connections out per transaction."""
        async with await self._connect() as other:
            await other.execute(f"NOTIFY {CHANNEL}")  # without a payload it tells nobody anything
        async for notification in connection.notifies(timeout=_ECHO_SECONDS, stop_after=1):
            self._hear(heard(notification.payload, own=self._own))  # it may be another one
            return
        log.warning(
            "a pooler stands in between and hands database connections out per transaction: what other processes "
            "commit is noticed up to a minute late; connect to PostgreSQL itself, or in the pooler's session mode"
        )


async def _is_pooled(connection: psycopg.AsyncConnection) -> bool:
    """Tell whether a pooler stands in between: then the server's process is not the one the client was told of."""
    found = await (await connection.execute("SELECT pg_backend_pid()")).fetchone()
    return found is not None and found[0] != connection.info.backend_pid
