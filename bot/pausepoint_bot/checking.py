"""Ask the flow about an answer, and wait a moment for its word: what both doors do before they reply.

Knows the ports only. Nothing is decided here: that is done by the transactions that this hands over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import structlog

from pausepoint_bot.pauses import Actor, CheckId, Pause, PauseId, ViewRef
from pausepoint_bot.usecases.check_answer import (
    Asking,
    Checking,
    CheckOutcome,
    ask_check,
    hold_answer,
    look_at_check,
    mark_slow,
)
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.ports import Clock, Committed, NewId, Presence, Store
from pausepoint_bot.usecases.settle_check import hold_silent
from pausepoint_bot.usecases.submit_answer import Answer

BUDGET_SECONDS: Final = 1.5
"""How long a person, or a caller of the API, waits for the flow's word. Slack gives a submit three seconds in all."""

Told = Callable[[str, float], None]
"""Hears of each answer that was to be checked: what became of it, and the seconds that took."""

log = structlog.get_logger(__name__)


def _tell_nobody(_outcome: str, _seconds: float) -> None:
    """Tell nobody, where nobody wants the figures."""


class CheckDesk:
    """Takes answers to pauses that are opened with `check`. Belongs to one event loop.

    A wait is registered before the flow is asked, so that its word either is found or wakes the wait: none falls
    between. Whether the word or the end of the patience was first is for the transactions to say.

    Where it does not serve alone, a flow that is not here may follow its feed at another replica: it is asked, and the
    answer is held only once it was silent.
    """

    def __init__(
        self, store: Store, presence: Presence, *, clock: Clock, new_id: NewId, serves_alone: bool = True
    ) -> None:
        self._serves_alone = serves_alone
        self._store = store
        self._presence = presence
        self._clock = clock
        self._new_id = new_id
        self._awaited: dict[CheckId, asyncio.Event] = {}
        self.told: Told = _tell_nobody
        store.subscribe(self._hear)

    async def take(
        self, pause_id: PauseId, actor: Actor, answer: Answer, *, view: ViewRef | None, until: float
    ) -> CheckOutcome:
        """Ask the flow, or keep the answer where it is not there; return what is known by `until` (the loop's clock).

        Raises:
            NotFound: there is no such pause.
        """
        begin = asyncio.get_running_loop().time()
        outcome = await self._take(pause_id, actor, answer, view=view, until=until)
        seconds = asyncio.get_running_loop().time() - begin
        name = type(outcome).__name__.lower()
        self.told(name, seconds)
        log.debug("check answered", pause=pause_id, outcome=name, seconds=round(seconds, 4))
        return outcome

    async def _take(
        self, pause_id: PauseId, actor: Actor, answer: Answer, *, view: ViewRef | None, until: float
    ) -> CheckOutcome:
        pause = await self._store.read(partial(get_pause, pause_id=pause_id))
        asking = Asking(check=CheckId(self._new_id("chk_")), actor=actor, answer=answer, view=view)
        is_here = self._is_here(pause)
        verb = hold_answer if self._serves_alone and not is_here else ask_check
        with self._awaiting(asking.check) as settled:
            outcome = await self._store.write(partial(verb, pause_id=pause_id, asking=asking, now=self._clock()))
            if not isinstance(outcome, Checking):
                return outcome
            if await _is_set(settled, until):
                return await self._store.read(partial(look_at_check, check_id=asking.check))
        if is_here:
            return await self._store.write(partial(mark_slow, check_id=asking.check))
        return await self._store.write(partial(hold_silent, check_id=asking.check, now=self._clock()))

    def _is_here(self, pause: Pause) -> bool:
        return any(map(self._presence.is_connected, pause.listeners))

    @contextmanager
    def _awaiting(self, check: CheckId) -> Iterator[asyncio.Event]:
        settled = self._awaited[check] = asyncio.Event()
        try:
            yield settled
        finally:
            del self._awaited[check]

    def _hear(self, committed: Committed) -> None:
        for check in committed.checks:
            if (settled := self._awaited.get(check)) is not None:
                settled.set()


async def _is_set(event: asyncio.Event, until: float) -> bool:
    """Wait for the event; False where it did not come in time."""
    try:
        async with asyncio.timeout_at(until):
            await event.wait()
    except TimeoutError:
        return False
    return True
