"""Follows pauses without the SDK: every release that reaches a callback or a feed is written down, repeats too."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from pausepoint.signing import secret_from, verify
from pausepoint.wire import Event
from tests.crash.flows import PATIENCE_SECONDS
from tests.crash.forms import Ticket
from tests.crash.story import Story, ending_of

_ENDED = {"decided", "expired", "cancelled", "failed"}
_FEED_SECONDS = 2.0
_AWAY_SECONDS = 3.0
_REFUSED = {"errors": [{"pointer": "/number", "message": "Not this one."}]}


@dataclass(slots=True)
class Witness:
    """A receiver of callbacks that refuses the first one of each pause, and a reader of feeds that reads everything twice."""

    url: str
    session: aiohttp.ClientSession
    bot_url: str
    _secret: str = field(default_factory=lambda: secret_from(secrets.token_bytes(32)))
    _stories: dict[str, Story] = field(default_factory=dict)
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    _refused: set[str] = field(default_factory=set)

    async def follow(self, story: Story, *, with_feed: bool, with_callback: bool) -> None:
        """Open the story's pause and follow it until it was released."""
        story.is_raw = True
        listener = f"lis_{secrets.token_hex(16)}" if with_feed else None
        asked = {
            "title": story.title,
            "schema": Ticket.model_json_schema(),
            "channel": story.channel,
            "listener": listener,
            "callback": {"url": self.url, "secret": self._secret} if with_callback else None,
        }
        key = secrets.token_hex(8)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                opened = await self._ask("POST", "/v1/pauses", json=asked, headers={"Idempotency-Key": key})
                self._stories[str(opened["id"])] = story
                await (self._read_feed(str(listener)) if with_feed else self._released(story))
        except TimeoutError:
            story.lost = "no release was delivered"

    async def check_late(self, story: Story) -> None:
        """Open a pause whose answers are to be checked, be away for a while, and then refuse one and take the next."""
        story.is_raw = True
        listener = f"lis_{secrets.token_hex(16)}"
        asked = {
            "title": story.title,
            "schema": Ticket.model_json_schema(),
            "channel": story.channel,
            "listener": listener,
            "check": True,
        }
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                headers = {"Idempotency-Key": secrets.token_hex(8)}
                opened = await self._ask("POST", "/v1/pauses", json=asked, headers=headers)
                self._stories[str(opened["id"])] = story
                await asyncio.sleep(_AWAY_SECONDS)
                await self._read_feed(listener)
        except TimeoutError:
            story.lost = "no release was delivered"

    async def receive(self, request: web.Request) -> web.Response:
        """Take a callback."""
        body = await request.read()
        verify(self._secret, request.headers, body, now=time.time())
        event = Event.model_validate_json(body)
        await self._note(event)
        is_first = event.pause not in self._refused
        self._refused.add(event.pause)
        return web.Response(status=503 if is_first else 204)

    async def _read_feed(self, listener: str) -> None:
        """Read until the end was told twice: what is not acknowledged is told again."""
        said, after, ends = 0, 0, 0
        while ends < 2:
            query = f"/v1/events?listener={listener}&after={said}&wait={_FEED_SECONDS:.0f}"
            events = [Event.model_validate(each) for each in (await self._ask("GET", query))["events"]]
            for event in events:
                await self._note(event)
                await self._reply(event)
                ends += event.type in _ENDED
            if not ends:
                said, after = after, max([after, *(event.seq or 0 for event in events)])

    async def _reply(self, event: Event) -> None:
        if event.data.check is not None:
            is_first = event.pause not in self._refused
            self._refused.add(event.pause)
            path = f"/v1/pauses/{event.pause}/checks/{event.data.check.check}"
            await self._ask("POST", path, json=_REFUSED if is_first else {"errors": []})

    async def _released(self, story: Story) -> None:
        async with self._heard:
            await self._heard.wait_for(lambda: story.heard)

    async def _note(self, event: Event) -> None:
        if event.type not in _ENDED:
            return
        while event.pause not in self._stories:  # a callback may be faster than the answer to the opening
            await asyncio.sleep(0.05)
        self._stories[event.pause].heard.append(ending_of(event.data.pause))
        async with self._heard:
            self._heard.notify_all()

    async def _ask(self, method: str, path: str, **sent: object) -> dict:
        """Ask until the bot answers."""
        headers = {"Authorization": f"Bearer {os.environ['PAUSEPOINT_API_TOKEN']}", **(sent.pop("headers", None) or {})}
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with self.session.request(method, self.bot_url + path, headers=headers, **sent) as response:
                    if response.status < 500:
                        assert response.status in {200, 201, 204}, await response.text()
                        return await response.json() if response.status != 204 else {}
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def a_witness(bot_url: str) -> AsyncIterator[Witness]:
    """Listen for callbacks until the block ends."""
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        witness = Witness("", session, bot_url)
        app.router.add_post("/told", witness.receive)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            witness.url = f"http://127.0.0.1:{runner.addresses[0][1]}/told"
            yield witness
        finally:
            await runner.cleanup()
