"""Put the service together. The only file that names concrete adapters, tells the time, or makes ids and randomness."""

from __future__ import annotations

import asyncio
import base64
import os
import random  # noqa: TID251 - the one place that makes jitter
import secrets
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from pausepoint.wire import Event
from pausepoint_bot.api import ApiParts, FeedHub, Operators, build_api
from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.loops.heartbeat import beat
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.relay import Relay
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.loops.sweeper import Sweeper
from pausepoint_bot.observing import Observation
from pausepoint_bot.settings import PREFIX, Settings
from pausepoint_bot.slack.door import SlackDoor
from pausepoint_bot.slack.manifest import EVENTS_PATH
from pausepoint_bot.slack.settings import SlackSettings
from pausepoint_bot.store import AnswersLocked, OpenStore, open_store, serves_alone, serving_lock
from pausepoint_bot.telemetry import hide_secrets
from pausepoint_bot.usecases.life import released_by_feed
from pausepoint_bot.usecases.ports import PauseFilter, Store
from pausepoint_bot.usecases.send_effects import free_claims
from pausepoint_bot.webhooks.guard import rules_from
from pausepoint_bot.webhooks.receiver import open_receiver

_BACKLOG: Final = 4096  # connections waiting to be taken
_SHUTDOWN_SECONDS: Final = 3.0
_IDLE_CONNECTION_SECONDS: Final = 75.0
"""How long a connection may be without a whole request head; more than the minute that proxies keep theirs."""
_TO_CROCKFORD: Final = bytes.maketrans(b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_ID_BYTES: Final = 20  # what base32 writes without padding: 160 bits, of which the last 130 are the id
_ID_CHARACTERS: Final = 26  # 130 bits: 48 of time in milliseconds, 80 of randomness, as in a ULID
_TOKEN_BYTES: Final = 32


log = structlog.get_logger(__name__)


def system_clock() -> datetime:
    """Return now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that tells the time


def fresh_token() -> bytes:
    """Return the random bytes of a new API token."""
    return secrets.token_bytes(_TOKEN_BYTES)


class SortedIds:
    """Makes ids that nobody can guess and that sort by age, after the ULID spec (https://github.com/ulid/spec)."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, prefix: str) -> str:
        """Return `prefix` and 26 characters."""
        fresh = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
        # Within a millisecond, and when the clock goes back, the next id still sorts after the last.
        self._last = fresh if fresh > self._last else self._last + 1 + secrets.randbits(32)
        encoded = base64.b32hexencode(self._last.to_bytes(_ID_BYTES)).translate(_TO_CROCKFORD)
        return prefix + encoded[-_ID_CHARACTERS:].decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """A running service: where it listens, how Slack reaches it, and its store.

    Set `stopping` and it says that it is not ready any more, while it still serves.
    """

    url: str
    slack_mode: str
    store: Store
    stopping: asyncio.Event


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Bot]:
    """Run the service until the block ends; then stop taking requests, finish what is under way, and close.

    Raises:
        SettingsRefused: a setting is missing, or what it names cannot be used (database, port, Slack token).
    """
    slack_settings = _slack_settings(settings)
    rules = rules_from(settings.callback_allow, loopback=settings.listens_on_loopback)
    async with AsyncExitStack() as stack:
        stack.enter_context(serving_lock(settings.database_url))
        database = await stack.enter_async_context(open_store(settings.database_url, settings.keyring))
        await _require_readable(database)
        seen = Observation.of(database, clock=system_clock, registry=CollectorRegistry())
        stack.callback(seen.journal.flush)
        store = seen.store
        # No cap on connections: with aiohttp's hundred, as many channels that hang would keep every click from Slack.
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        receiver = await stack.enter_async_context(open_receiver(rules, clock=system_clock))
        stopping, new_id = asyncio.Event(), SortedIds()
        feed = FeedHub(store, system_clock, answered=seen.metrics.note_poll, released=partial(_note_release, seen))
        alone = serves_alone(settings.database_url)
        if alone:
            await store.write(partial(free_claims, now=system_clock()))
        checks = CheckDesk(store, feed, clock=system_clock, new_id=new_id, serves_alone=alone)
        checks.told = seen.metrics.note_check
        count = seen.metrics.count_oddity
        slack = SlackDoor(slack_settings, store=store, clock=system_clock, session=session, checks=checks, count=count)
        sender = Sender(slack.surface, receiver)
        interval = timedelta(seconds=settings.slack_post_interval_seconds)
        pace = Pace(interval, default_channel=settings.slack_channel)
        sweeper = Sweeper(store, system_clock, retention=settings.retention)
        # After the feed, which has a connection waiting and so is told of a release first.
        relay = Relay(store, sender, clock=system_clock, jitter=random.random, pace=pace)
        relay.tell(seen.metrics.note_attempt)
        slack.tell(called=seen.metrics.note_slack_call, answered=seen.metrics.note_knock, recovered=relay.hurry)
        await slack.start()
        api = build_api(
            ApiParts(
                store=store,
                surface=slack.surface,
                receiver=receiver,
                clock=system_clock,
                new_id=new_id,
                operators=_operators(seen, database, slack, relay, stopping),
                feed=feed,
                checks=checks,
                body_limit=settings.body_limit_bytes,
                default_channel=settings.slack_channel,
                polls_per_token=settings.polls_per_token,
            )
        )
        api.router.add_post(EVENTS_PATH, slack.handle)
        await stack.enter_async_context(_loops(relay, sweeper, slack, beat(seen.metrics.note_lag)))
        url = await stack.enter_async_context(_listening(api, settings))
        stack.callback(stopping.set)
        mode = "Socket Mode" if slack.socket else "signed HTTP"
        yield Bot(url=url, slack_mode=mode, store=store, stopping=stopping)


@asynccontextmanager
async def _loops(
    relay: Relay, sweeper: Sweeper, slack: SlackDoor, heartbeat: Coroutine[None, None, None]
) -> AsyncIterator[None]:
    """Run everything that runs by itself, in the one TaskGroup of the service.

    One error alone, from a loop or from the block, is raised as it is: callers tell errors apart by their type.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(relay.run())
            tasks.create_task(sweeper.run())
            endless = [tasks.create_task(slack.run()), tasks.create_task(heartbeat)]
            try:
                yield
            finally:
                for task in endless:
                    task.cancel()
                sweeper.stop()
                relay.stop()
    except BaseExceptionGroup as group:
        if len(group.exceptions) == 1:
            raise group.exceptions[0]  # noqa: B904 - the error itself, with its own cause
        raise


@asynccontextmanager
async def _listening(api: web.Application, settings: Settings) -> AsyncIterator[str]:
    """Serve the API; yield its address."""
    runner = web.AppRunner(
        api, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, keepalive_timeout=_IDLE_CONNECTION_SECONDS
    )
    await runner.setup()
    try:
        await _bind(runner, settings)
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _operators(
    seen: Observation, database: OpenStore, slack: SlackDoor, relay: Relay, stopping: asyncio.Event
) -> Operators:
    """Say what operators are shown.

    A Slack that has accepted the service and is away is a note: it is away for all replicas alike, and flows still open
    pauses and hear of decisions. So is whatever is owed, as long as somebody works it off.
    """
    return Operators(
        registry=seen.metrics.registry,
        probes={
            "database": partial(_database_trouble, database),
            "slack": partial(_slack_refusal, slack),
            "backlog": relay.trouble,
        },
        notes={
            "slack": partial(_slack_trouble, slack),
            "backlog": seen.figures.tell_owed,
            "dead_letters": seen.figures.tell_dead_letters,
        },
        is_stopping=stopping.is_set,
        before_scrape=seen.figures.refresh,
        note_request=seen.metrics.note_request,
    )


def _note_release(seen: Observation, event: Event) -> None:
    seen.journal.note([released_by_feed(event)])


async def _require_readable(database: OpenStore) -> None:
    """Refuse to serve answers that could not be read: a forgotten key shows at the start, not at the first click."""
    try:
        await database.read(lambda uow: uow.pauses.list(PauseFilter(limit=1)))
    except AnswersLocked as locked:
        raise SettingsRefused(locked.detail) from locked


async def _database_trouble(database: OpenStore) -> str | None:
    """Say that it cannot be written, and keep to the log why: a driver's words may name hosts and users."""
    found = await database.trouble()
    if found is None:
        return None
    log.warning("the database is in trouble", detail=found)
    return "it cannot be written; the log says why"


async def _slack_refusal(slack: SlackDoor) -> str | None:
    return None if slack.has_accepted else "Slack has not accepted the app's token yet"


async def _slack_trouble(slack: SlackDoor) -> str | None:
    found = slack.trouble()
    return None if found is None else hide_secrets(found)


async def _bind(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=_BACKLOG).start()
    except OSError as error:
        # asyncio's own words for a port repeat the address; a host's name that nobody knows has a number below zero.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
        raise SettingsRefused(f"cannot listen on {settings.listen} ({PREFIX}LISTEN): {reason}") from error


def _slack_settings(settings: Settings) -> SlackSettings:
    if settings.slack_bot_token is None:
        raise SettingsRefused(
            f"{PREFIX}SLACK_BOT_TOKEN is not set; copy the bot token (xoxb-…) from OAuth & Permissions of your Slack "
            "app. To try pausepoint without Slack: pausepoint demo"
        )
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise SettingsRefused(
            f"Slack has no way in: set {PREFIX}SLACK_APP_TOKEN (xapp-…) for Socket Mode, or "
            f"{PREFIX}SLACK_SIGNING_SECRET for signed HTTP requests"
        )
    return SlackSettings(
        bot_token=settings.slack_bot_token.get_secret_value(),
        signing_secret=_text(settings.slack_signing_secret),
        app_token=_text(settings.slack_app_token),
        api_url=settings.slack_api_url,
        default_channel=settings.slack_channel,
    )


def _text(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
