"""The bot's Slack room over a real store, beside a playground: whatever is owed is sent when the test says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import aiohttp
from aiohttp import web

from pausepoint.wire import OpenPause
from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.effects import Announce, Refresh, Retract
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import ListenerId, Pause, PauseId
from pausepoint_bot.slack.door import SlackDoor, SlackSettings
from pausepoint_bot.usecases.send_effects import record_done, record_failure
from pausepoint_playground import Message, Playground
from tests.support.desk import Desk, a_desk
from tests.support.pauses import NOON


def utc_now() -> datetime:
    """Tell the time: signatures and triggers live in real time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Clock:
    """The real time, or `ahead` of it; up to five minutes, or Slack's signatures count as stale."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Tell the time."""
        return utc_now() + self.ahead


@dataclass(slots=True, kw_only=True)
class SlackBot:
    """A playground, the bot's door to it, and the desk over the bot's store."""

    playground: Playground
    door: SlackDoor
    desk: Desk
    session: aiohttp.ClientSession
    url: str = ""
    counted: Counter[str] = field(default_factory=Counter)
    clock: Clock = field(default_factory=Clock)

    async def open(self, request: OpenPause | None = None) -> Pause:
        """Open a pause and post its message; by default a plain approval in #ops."""
        asked = request or OpenPause(title="Delete 42 runs", channel="#ops")
        opened = await self.desk.open(asked, now=utc_now())
        await self.send_owed()
        return await self.get(opened.pause.id)

    async def get(self, pause: PauseId) -> Pause:
        """Return the pause as stored."""
        return await self.desk.get(pause)

    async def send_owed(self, *, later: timedelta = timedelta(hours=1)) -> list[DeliveryFailed]:
        """Send everything that is owed to Slack, once; return what failed."""
        failures = []
        for claim in await self.desk.owed(later=later + (utc_now() - NOON)):
            pause = await self.get(claim.effect.pause)
            place = None
            try:
                match claim.effect:
                    case Announce() if not pause.has_ended and pause.place is None:
                        place = await self.door.surface.announce(pause)
                    case Refresh():
                        await self.door.surface.refresh(pause)
                    case Retract(channel=channel, ts=ts):
                        assert pause.place is not None
                        await self.door.surface.retract(replace(pause.place, channel=channel, ts=ts))
            except DeliveryFailed as failure:
                failures.append(failure)
                await self.desk.do(
                    partial(record_failure, claim=claim, pause=pause, failure=failure, now=utc_now(), jitter=0.0)
                )
            else:
                await self.desk.do(partial(record_done, claim=claim, now=utc_now(), place=place))
        return failures

    def message(self, channel: str = "#ops") -> Message:
        """Return the newest message in a channel."""
        return self.playground.as_person("alice").messages(channel)[-1]


class Nobody:
    """No flow is connected."""

    def is_connected(self, listener: ListenerId) -> bool:
        """Say that it is not."""
        return not listener


def a_check_desk(desk: Desk) -> CheckDesk:
    """Return what asks flows, where none is connected."""
    numbers = count(1)
    return CheckDesk(desk.store, Nobody(), clock=utc_now, new_id=lambda prefix: f"{prefix}{next(numbers):026d}")


@asynccontextmanager
async def slack_bot(
    directory: Path, *, socket: bool = False, database: str | None = None, **options: object
) -> AsyncIterator[SlackBot]:
    """Run the bot's Slack room against a fresh playground, over HTTP or Socket Mode; by default over an SQLite file."""
    async with (
        Playground.start(**options) as playground,  # type: ignore[arg-type] # a test's own options
        aiohttp.ClientSession() as session,
        a_desk(database or f"sqlite:///{directory / 'desk.db'}") as desk,
    ):
        counted: Counter[str] = Counter()
        clock = Clock()
        settings = SlackSettings(
            bot_token=playground.bot_token,
            signing_secret=None if socket else playground.signing_secret,
            app_token=playground.app_token if socket else None,
            api_url=playground.api_url,
            default_channel="#general",
        )
        door = SlackDoor(
            settings,
            store=desk.store,
            clock=clock,
            session=session,
            checks=a_check_desk(desk),
            count=lambda name: counted.update([name]),
        )
        await door.start()
        bot = SlackBot(playground=playground, door=door, desk=desk, session=session, counted=counted, clock=clock)
        async with _serving(bot):
            yield bot


@asynccontextmanager
async def _serving(bot: SlackBot) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/slack/events", bot.door.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
        bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        if bot.door.socket is None:
            bot.playground.request_url = bot.url
        yield
    finally:
        await runner.cleanup()
