"""A surface that only counts what is posted, and a store that can be told to refuse writes, around the real one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pausepoint.wire import Event
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.pauses import Callback, Check, Pause, Place
from pausepoint_bot.store import StoreFailed
from pausepoint_bot.usecases.ports import Committed, Store, UnitOfWork

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class TroubledStore:
    """A store that refuses its next `refusing` writes, as one does whose disk is full; `recovered` tells of the next."""

    store: Store
    refusing: int = 0
    recovered: asyncio.Event = field(default_factory=asyncio.Event)
    _in_trouble: bool = False

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Read from the store."""
        return await self.store.read(work)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Write to the store, or refuse."""
        if self.refusing:
            self.refusing -= 1
            self._in_trouble = True
            raise StoreFailed("writing to the database failed: database or disk is full")
        done = await self.store.write(work)
        if self._in_trouble:
            self.recovered.set()
        return done

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Hear of the store's commits."""
        self.store.subscribe(hear)


@dataclass(slots=True, kw_only=True)
class Board:
    """Both doors out: every message gets a place of its own. `on_post` is called while a message is being posted."""

    on_post: Callable[[], None] = lambda: None
    posts: list[Place] = field(default_factory=list)

    async def announce(self, pause: Pause) -> Place:
        """Post a message."""
        self.on_post()
        self.posts.append(Place(channel=pause.question.channel or "C1", ts=str(len(self.posts)), permalink=None))
        return self.posts[-1]

    async def refresh(self, pause: Pause) -> None:
        """Take the news."""

    async def explain(self, pause: Pause, check: Check) -> None:
        """Take the reasons."""

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Take the form."""

    async def retract(self, place: Place) -> None:
        """Take a message back."""
        self.posts.remove(place)

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Take a callback."""

    def refusals(self, form: Form) -> tuple[SchemaProblem, ...]:  # noqa: ARG002 - the port's
        """Show every form."""
        return ()

    def refusal(self, url: str) -> str | None:  # noqa: ARG002 - the port's
        """Call anywhere."""
        return None
