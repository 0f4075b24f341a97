"""A desk for use-case tests: a real store, and one-line calls of the verbs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from pausepoint.wire import Event, OpenPause
from pausepoint_bot.effects import Claim
from pausepoint_bot.pauses import Actor, ListenerId, Pause, PauseId, Person, Standing, Verdict
from pausepoint_bot.store import open_store
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.follow_events import events_after
from pausepoint_bot.usecases.open_pause import Opened, open_pause
from pausepoint_bot.usecases.ports import Store, UnitOfWork
from pausepoint_bot.usecases.send_effects import claim_effects
from pausepoint_bot.usecases.submit_answer import Answer, Outcome, submit_answer
from tests.support.pauses import NOON, a_question

T = TypeVar("T")


def ann(*, id_: str = "U1", standing: Standing = Standing.MEMBER) -> Person:
    """Return a person, by default a full member."""
    return Person(id=id_, team="T1", name="Ann", email="ann@example.com", standing=standing)


@dataclass(frozen=True, slots=True)
class Desk:
    """The verbs, at noon unless told otherwise."""

    store: Store

    async def open(self, request: OpenPause | None = None, *, owner: str = "flows", now: datetime = NOON) -> Opened:
        """Open a pause, by default a plain approval."""
        asked = request or OpenPause(title="Delete 42 runs")
        question = a_question(asked, owner=owner, now=now)
        return await self.store.write(partial(open_pause, request=asked, question=question, now=now))

    async def answer(
        self, pause: PauseId, actor: Actor | None = None, answer: Answer | None = None, *, now: datetime = NOON
    ) -> Outcome:
        """Submit an answer, by default Ann's approval."""
        return await self.store.write(
            partial(
                submit_answer,
                pause_id=pause,
                actor=actor or ann(),
                answer=answer or Answer(verdict=Verdict.ANSWERED),
                now=now,
            )
        )

    async def do(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run any other verb."""
        return await self.store.write(work)

    async def get(self, pause: PauseId) -> Pause:
        """Return the pause as stored."""
        return await self.store.read(partial(get_pause, pause_id=pause))

    async def events(self, listener: str, after: int = 0) -> Sequence[Event]:
        """Return a listener's events."""
        return await self.store.read(partial(events_after, listener=ListenerId(listener), seq=after))

    async def owed(self, *, later: timedelta = timedelta()) -> Sequence[Claim]:
        """Claim everything that is owed, whoever held it."""
        claims: list[Claim] = []
        while found := await self.store.write(partial(claim_effects, busy=(), now=NOON + later)):
            claims.extend(found)
        return claims


@asynccontextmanager
async def a_desk(database: str) -> AsyncIterator[Desk]:
    """Open a desk over the database with this URL."""
    async with open_store(database) as store:
        yield Desk(store)
