"""The event feed: long polls that wait without a database connection, one for each listener.

Whoever polls is there to be asked; so the feed also knows which flows are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.usecases.follow_events import acknowledge_events, events_after
from pausepoint_bot.usecases.ports import Clock, Committed, Store

_MOST_REMEMBERED: Final = 20_000
_BETWEEN_POLLS_SECONDS: Final = 3.0
"""How long a listener counts as there after a poll: it handles what the poll brought, and comes again."""

IsAlive = Callable[[], bool]
"""Tells whether the other end of a poll's connection is still there."""


_ENDS: Final = frozenset({"decided", "expired", "cancelled", "failed"})


def _always() -> bool:
    return True


def _tell_nobody(_: object) -> None:
    """Tell nobody, where nobody wants to know."""


class _Poll:
    """One waiting request. `news` wakes it; `is_over` ends it with what there is."""

    __slots__ = ("_heard", "is_alive", "is_over", "news")

    def __init__(self, is_alive: IsAlive) -> None:
        self.is_alive = is_alive
        self.news = asyncio.Event()
        self.is_over = False
        self._heard: list[Event] = []

    def hear(self, event: Event) -> None:
        self._heard.append(event)
        self.news.set()

    def heard_after(self, seq: int) -> Sequence[Event]:
        """Take what was heard, if it follows `seq` without a gap: it saves a read while a flow waits."""
        heard, self._heard = self._heard, []
        follows_on = [event.seq for event in heard] == list(range(seq + 1, seq + 1 + len(heard)))
        return heard if follows_on else ()

    def end(self) -> None:
        self.is_over = True
        self.news.set()


class FeedHub:
    """Wakes the polls of listeners that have news. Belongs to one event loop.

    A poll is registered before it reads, so that an event is either in what it reads or wakes it: none falls between.
    `answered` is told how many events a poll brought; `released` hears of every end of a pause that a listener read.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        answered: Callable[[int], None] = _tell_nobody,
        released: Callable[[Event], None] = _tell_nobody,
    ) -> None:
        self._answered = answered
        self._released = released
        self._ends: dict[ListenerId, Sequence[Event]] = {}
        self._store = store
        self._clock = clock
        self._polls: dict[ListenerId, _Poll] = {}
        self._acknowledged: dict[ListenerId, tuple[str, int]] = {}
        self._left: dict[ListenerId, tuple[float, IsAlive]] = {}
        self._is_closed = False
        store.subscribe(self._hear)

    @property
    def waiting(self) -> int:
        """How many polls are open."""
        return len(self._polls)

    @property
    def connected(self) -> int:
        """How many listeners are there: with a poll open, or just handling what one brought."""
        return sum(map(self.is_connected, self._polls.keys() | self._left.keys()))

    def is_connected(self, listener: ListenerId) -> bool:
        """Tell whether the listener follows its feed: it has a poll open, or had one a moment ago.

        A process that was killed leaves its poll behind, but not its connection.
        """
        poll = self._polls.get(listener)
        if poll is not None:
            return poll.is_alive()
        left_at, is_alive = self._left.get(listener, (float("-inf"), _always))
        return asyncio.get_running_loop().time() - left_at < _BETWEEN_POLLS_SECONDS and is_alive()

    async def next_events(
        self, listener: ListenerId, *, after: int, wait: float, owner: str, is_alive: IsAlive = _always
    ) -> Sequence[Event]:
        """Acknowledge events up to `after` and return the next ones, waiting up to `wait` seconds for the first.

        Empty without news, early at shutdown, and when a newer poll of the same listener takes over. `is_alive` watches
        the connection that the poll came over.

        Raises:
            NotAllowed: the listener belongs to another token.
        """
        await self._acknowledge(listener, after, owner)
        self._tell_released(listener, after)
        events = await self._wait_for_events(listener, after, wait, is_alive)
        self._answered(len(events))
        if ends := [event for event in events if event.type in _ENDS]:
            self._ends[listener] = ends
        return events

    async def _wait_for_events(
        self, listener: ListenerId, after: int, wait: float, is_alive: IsAlive
    ) -> Sequence[Event]:
        until = asyncio.get_running_loop().time() + wait
        with self._registered(listener, is_alive) as poll:
            while True:
                poll.news.clear()
                events = poll.heard_after(after) or await self._store.read(
                    lambda uow: events_after(uow, listener, after)
                )
                if events or poll.is_over or self._is_closed or not await _woken(poll, until):
                    return events

    def close(self) -> None:
        """End all polls at once, with what there is; later ones do not wait."""
        self._is_closed = True
        for poll in self._polls.values():
            poll.end()

    async def _acknowledge(self, listener: ListenerId, after: int, owner: str) -> None:
        """Write the acknowledgement, unless it was written before: a poll that only goes on waiting costs a read."""
        known_owner, seq = self._acknowledged.get(listener, ("", -1))
        if known_owner == owner and after <= seq:
            return
        now = self._clock()
        await self._store.write(lambda uow: acknowledge_events(uow, listener, after, owner=owner, now=now))
        if len(self._acknowledged) >= _MOST_REMEMBERED:
            self._acknowledged.clear()
        self._acknowledged[listener] = (owner, after)

    def _tell_released(self, listener: ListenerId, after: int) -> None:
        """Tell of the ends that the listener has read: it has come back past them."""
        ends = self._ends.pop(listener, ())
        if len(self._ends) >= _MOST_REMEMBERED:
            self._ends.clear()
        for event in ends:
            if event.seq is not None and event.seq <= after:
                self._released(event)

    @contextmanager
    def _registered(self, listener: ListenerId, is_alive: IsAlive) -> Iterator[_Poll]:
        poll = _Poll(is_alive)
        if (older := self._polls.get(listener)) is not None:
            older.end()
        self._polls[listener] = poll
        try:
            yield poll
        finally:
            if self._polls.get(listener) is poll:
                del self._polls[listener]
                self._note_leaving(listener, is_alive)

    def _note_leaving(self, listener: ListenerId, is_alive: IsAlive) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._left) >= _MOST_REMEMBERED:
            recently = now - _BETWEEN_POLLS_SECONDS
            self._left = {each: left for each, left in self._left.items() if left[0] > recently}
        self._left[listener] = (now, is_alive)

    def _hear(self, committed: Committed) -> None:
        for listener, event in committed.events:
            if (poll := self._polls.get(listener)) is not None:
                poll.hear(event)
        for listener in self._polls if committed.missed else committed.listeners:
            if (poll := self._polls.get(listener)) is not None:
                poll.news.set()


async def _woken(poll: _Poll, until: float) -> bool:
    """Wait for news; False where none came in time."""
    try:
        async with asyncio.timeout_at(until):
            await poll.news.wait()
    except TimeoutError:
        return False
    return True
