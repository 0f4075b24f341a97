"""The HTTP API for tests: the real application on a free port of 127.0.0.1, over a real SQLite store."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry

from pausepoint_bot.api import ApiParts, FeedHub, Operators, Probe, build_api
from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.pauses import Check, Pause, Place
from pausepoint_bot.slack.refusals import refusals
from pausepoint_bot.store import OpenStore, open_store
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_bot.usecases.ports import Committed, UnitOfWork
from pausepoint_bot.webhooks import open_receiver, rules_from
from tests.support.pauses import NOON

T = TypeVar("T")


@dataclass(slots=True)
class HandClock:
    """A clock that is moved by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.now += timedelta(seconds=seconds)


class CountingStore:
    """A store that counts the transactions asked of it."""

    def __init__(self, store: OpenStore) -> None:
        self._store = store
        self.reads = 0
        self.writes = 0

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Count and read."""
        self.reads += 1
        return await self._store.read(work)

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Count and write."""
        self.writes += 1
        return await self._store.write(work)

    async def close(self) -> None:
        """Close the store: from then on it fails."""
        await self._store.close()

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Pass on."""
        self._store.subscribe(hear)


class UnseenSlack:
    """A surface that says what Slack can show, and cannot be reached: the API itself never calls it."""

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:
        """Say what of the form Slack cannot show."""
        return refusals(form)

    async def announce(self, pause: Pause) -> Place:
        """Fail."""
        raise DeliveryFailed(f"the message of {pause.id} cannot be posted")

    async def refresh(self, pause: Pause) -> None:
        """Fail."""
        raise DeliveryFailed(f"the message of {pause.id} cannot be changed")

    async def explain(self, pause: Pause, check: Check) -> None:
        """Fail."""
        raise DeliveryFailed(f"the thread of {pause.id} cannot tell of {check.id}")

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Fail."""
        raise DeliveryFailed(f"the form of {check.id} of {pause.id} cannot be changed")

    async def retract(self, place: Place) -> None:
        """Fail."""
        raise DeliveryFailed(f"the message at {place.ts} cannot be deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response, as they went over the wire."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    text: str
    sent: bytes | None
    sent_headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        """The response's JSON."""
        return json.loads(self.text)

    @property
    def media_type(self) -> str:
        """The response's media type without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass(slots=True, kw_only=True)
class Api:
    """A running API and a client for it; keeps every exchange."""

    url: str
    store: CountingStore
    registry: CollectorRegistry
    clock: HandClock
    session: aiohttp.ClientSession
    runner: web.AppRunner
    feed: FeedHub
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def polls(self) -> int:
        """How many polls of the event feed are open."""
        return int(self.registry.get_sample_value("pausepoint_feed_polls") or 0)

    async def token(self, name: str, *scopes: str, channels: Sequence[str] = ()) -> str:
        """Create a token with the scopes, by default `open`."""
        work = partial(
            create_token,
            name=name,
            scopes=scopes or ("open",),
            random_bytes=name.ljust(32).encode(),
            now=NOON,
            channels=channels,
        )
        return await self.store.write(work)

    async def send(
        self,
        method: str,
        path: str,
        token: str | None = None,
        *,
        sends: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """Send JSON (`sends`) or bytes as they are (`raw`)."""
        data = raw if raw is not None else None if sends is None else json.dumps(sends).encode()
        sent_headers = {"Content-Type": "application/json"} if data is not None else {}
        if token is not None:
            sent_headers["Authorization"] = f"Bearer {token}"
        sent_headers.update(headers or {})
        async with self.session.request(method, self.url + path, data=data, headers=sent_headers) as response:
            text = await response.text()
        exchange = Exchange(
            method=method,
            path=path,
            status=response.status,
            headers=response.headers,
            text=text,
            sent=data,
            sent_headers=sent_headers,
        )
        self.exchanges.append(exchange)
        return exchange


@asynccontextmanager
async def an_api(
    directory: Path,
    *,
    probes: Mapping[str, Probe] | None = None,
    registry: CollectorRegistry | None = None,
    operators: Operators | None = None,
    body_limit: int = 1024 * 1024,
    allow: Collection[str] = (),
    body_seconds: float = 20.0,
    polls_per_token: int = 1000,
) -> AsyncIterator[Api]:
    """Serve the API over a fresh database. Slack is never called: opening only asks what can be shown."""
    clock, ids = HandClock(), count(1)
    async with (
        open_store(f"sqlite:///{directory / 'api.db'}") as store,
        open_receiver(rules_from(allow, loopback=True), clock=clock) as receiver,
    ):
        counting, counted = CountingStore(store), registry or CollectorRegistry()
        feed = FeedHub(counting, clock)

        def new_id(prefix: str) -> str:
            return f"{prefix}{next(ids):026d}"

        parts = ApiParts(
            store=counting,
            surface=UnseenSlack(),
            receiver=receiver,
            clock=clock,
            new_id=new_id,
            operators=operators or Operators(registry=counted, probes=probes or {}),
            feed=feed,
            checks=CheckDesk(counting, feed, clock=clock, new_id=new_id),
            body_limit=body_limit,
            body_seconds=body_seconds,
            polls_per_token=polls_per_token,
        )
        async with _serving(parts) as (runner, url), aiohttp.ClientSession() as session:
            yield Api(url=url, store=counting, registry=counted, clock=clock, session=session, runner=runner, feed=feed)


@asynccontextmanager
async def _serving(parts: ApiParts) -> AsyncIterator[tuple[web.AppRunner, str]]:
    runner = web.AppRunner(build_api(parts), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield runner, f"http://{host}:{port}"
    finally:
        await runner.cleanup()
