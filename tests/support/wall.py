"""A Slack-like wall: it notes every call with its time, and can be told to ask for patience or to take its time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pausepoint.wire import Event
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.relay import Relay
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.pauses import Callback, Check, Pause, PauseId, Place
from pausepoint_bot.usecases.ports import Clock, Receiver, Store
from tests.support.waiting import until


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: the method, the channel's id, the pause as it stood, and when it began and ended."""

    method: str
    channel: str
    pause: PauseId | None
    state: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Wall:
    """Both doors out. `ids` are the channels by the names that they are asked for; `patience` is asked for once each."""

    clock: Clock
    ids: dict[str | None, str] = field(default_factory=lambda: {None: "C1", "#ops": "C1"})
    patience: dict[tuple[str, str], float] = field(default_factory=dict)
    slow_updates: asyncio.Event | None = None
    calls: list[Call] = field(default_factory=list)
    refused: list[Call] = field(default_factory=list)
    updates_now: int = 0

    async def announce(self, pause: Pause) -> Place:
        """Post a message."""
        asked = pause.question.channel
        channel = self.ids.get(asked, asked or "")
        self._note("post", channel, pause)
        return Place(channel=channel, ts=f"{len(self.calls)}.0", permalink=None)

    async def refresh(self, pause: Pause) -> None:
        """Change a message, as slowly as told."""
        assert pause.place is not None
        self.updates_now += 1
        try:
            if self.slow_updates is not None:
                await self.slow_updates.wait()
            self._note("update", pause.place.channel, pause)
        finally:
            self.updates_now -= 1

    async def explain(self, pause: Pause, check: Check) -> None:  # noqa: ARG002 - the port's
        """Post reasons."""
        assert pause.place is not None
        self._note("post", pause.place.channel, pause)

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Take the form."""

    async def retract(self, place: Place) -> None:
        """Delete a message."""
        self._note("delete", place.channel, None)

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Take a callback."""

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:  # noqa: ARG002 - the port's
        """Show every form."""
        return ()

    def refusal(self, url: str) -> str | None:  # noqa: ARG002 - the port's
        """Call anywhere."""
        return None

    def made(self, method: str, channel: str | None = None) -> list[Call]:
        """Return the calls that were taken."""
        return [call for call in self.calls if call.method == method and channel in (None, call.channel)]

    async def until_made(self, method: str, count: int, *, seconds: float = 15) -> list[Call]:
        """Wait for so many calls."""
        await until(lambda: len(self.made(method)) >= count, seconds=seconds)
        return self.made(method)

    def _note(self, method: str, channel: str, pause: Pause | None) -> None:
        state = type(pause.status).__name__ if pause else ""
        call = Call(method=method, channel=channel, pause=pause.id if pause else None, state=state, at=self.clock())
        wait = self.patience.pop((method, channel), None)
        if wait is not None:
            self.refused.append(call)
            raise DeliveryFailed("Slack asks for fewer calls", code="ratelimited", retry_after=wait)
        self.calls.append(call)


@asynccontextmanager
async def relaying(
    store: Store, wall: Wall, *, interval: timedelta, receiver: Receiver | None = None
) -> AsyncIterator[Relay]:
    """Run a relay between the store and the wall until the block ends."""
    pace = Pace(interval)
    relay = Relay(store, Sender(wall, receiver or wall), clock=wall.clock, jitter=lambda: 0.0, pace=pace)
    running = asyncio.ensure_future(relay.run())
    try:
        yield relay
    finally:
        relay.stop()
        await running
