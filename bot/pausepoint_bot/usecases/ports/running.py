"""What runs the use cases: the clock, ids, chance, and the store with its news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from pausepoint.wire import Event
from pausepoint_bot.effects import Claim
from pausepoint_bot.pauses import CheckId, ListenerId
from pausepoint_bot.usecases.ports.stored import UnitOfWork

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Return now, in UTC."""
        ...


class NewId(Protocol):
    """Makes ids nobody can guess."""

    def __call__(self, prefix: str) -> str:
        """Return a fresh id such as `pau_…`; ids of one process sort by age."""
        ...


class Jitter(Protocol):
    """Spreads retries."""

    def __call__(self) -> float:
        """Return a number in [0, 1)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What one or more transactions changed, told after they are durable.

    `claims` are effects born leased to this process; `owing` tells that others became due; `listeners` have news, and
    `events` are that news as far as this process wrote it; `deadlines` tells that a deadline began or ceased to run, or
    that a check was asked; `checks` are those that are pending no more.

    Where several processes share a database, each hears of the others' commits too. `missed` tells that it could not
    for a while: whoever waits for something should look again.
    """

    claims: tuple[Claim, ...] = ()
    owing: bool = False
    listeners: frozenset[ListenerId] = field(default_factory=frozenset)
    events: tuple[tuple[ListenerId, Event], ...] = field(default=(), compare=False)
    deadlines: bool = False
    checks: frozenset[CheckId] = field(default_factory=frozenset)
    missed: bool = False


class Store(Protocol):
    """Runs synchronous use cases off the event loop, each in a transaction of its own."""

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write."""
        ...

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return once its changes are durable; an exception rolls all of them back.

        Where another transaction came in its way it is run again: it must have no effect but its transaction.
        """
        ...

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` on the event loop after every commit that changed something, whichever process made it."""
        ...
