"""Which pauses this process waits for, and events that arrive before their pause is known. One event loop's state."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from typing import Final

from pausepoint.errors import PauseError
from pausepoint.question import Question
from pausepoint.wire import Event, PauseView

_EARLY_SECONDS: Final = 60
"""How long an event is kept for a caller that has not read its pause's id yet: twice what opening may take."""

_UNENDED: Final = frozenset({"waiting", "held"})


def has_ended(pause: PauseView) -> bool:
    """Tell whether nothing more will happen to a pause."""
    return pause.state not in _UNENDED


@dataclass(slots=True, kw_only=True, eq=False)
class Waiter:
    """A call that waits for a pause. `context` is the caller's, for the validators of its class.

    `release` wakes the caller at once; whatever waits for `ended` tidies up after that.
    """

    question: Question
    context: Context
    ended: asyncio.Future[PauseView]
    release: Callable[[PauseView], None]
    answered_checks: set[str] = field(default_factory=set)

    def end(self, pause: PauseView) -> None:
        """Wake the call; the first end counts."""
        if not self.ended.done():
            self.release(pause)
            self.ended.set_result(pause)

    def fail(self, error: PauseError) -> None:
        """Wake the call with an error."""
        if not self.ended.done():
            self.ended.set_exception(error)


class WaitingRoom:
    """The waiters by pause. Several may wait for the same one: a key can be asked for twice."""

    def __init__(self) -> None:
        self._waiters: defaultdict[str, list[Waiter]] = defaultdict(list)
        self._early: dict[str, list[Event]] = {}
        self._arrivals: deque[tuple[float, str]] = deque()

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._waiters))

    def waiters(self, pause_id: str) -> tuple[Waiter, ...]:
        """Return who waits for a pause."""
        return tuple(self._waiters.get(pause_id, ()))

    def all_waiters(self) -> tuple[Waiter, ...]:
        """Return whoever waits."""
        return tuple(waiter for waiters in self._waiters.values() for waiter in waiters)

    def enter(self, pause_id: str, waiter: Waiter) -> tuple[Event, ...]:
        """Let a call wait for a pause; return the events that were faster than it."""
        self._waiters[pause_id].append(waiter)
        return tuple(self._early.get(pause_id, ()))

    def leave(self, pause_id: str, waiter: Waiter) -> None:
        """Forget a call."""
        waiters = self._waiters[pause_id]
        waiters.remove(waiter)
        if not waiters:
            del self._waiters[pause_id]

    def remember(self, event: Event, *, now: float) -> None:
        """Keep an event for calls that do not know their pause yet."""
        while self._arrivals and self._arrivals[0][0] < now - _EARLY_SECONDS:
            _, pause_id = self._arrivals.popleft()
            self._early.pop(pause_id, None)
        self._early.setdefault(event.pause, []).append(event)
        self._arrivals.append((now, event.pause))
