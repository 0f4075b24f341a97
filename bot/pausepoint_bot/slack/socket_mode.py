"""Socket Mode: the same listeners behind a WebSocket that the bot opens itself, for hosts that Slack cannot reach."""

from __future__ import annotations

import asyncio
import json
from typing import Final

import aiohttp
import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.slack.failures import odd_answer
from pausepoint_bot.slack.health import moment
from pausepoint_bot.slack.reception import Reception
from pausepoint_bot.slack.socket_line import Envelope, SocketLine, open_line
from pausepoint_bot.slack.web_client import call
from pausepoint_bot.usecases.ports import Clock

_OK: Final = 200
_OUT_OF_ORDER: Final = 503
_PING_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 10.0
_GRACE_SECONDS: Final = 2.0
_LINGER_SECONDS: Final = 30.0
"""How long a connection that was replaced may stay: Slack closes it about ten seconds after its warning."""

_SETTLED_SECONDS: Final = 10.0
_WAITS: Final = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds before each new try, as long as no connection has lasted ten seconds; the last goes on for ever."""

log = structlog.get_logger(__name__)


class SocketDoor:
    """Keeps a connection to Slack while it runs.

    A connection that Slack is about to close is replaced first and read to its end, so that between the two nothing is
    missed. `ping_seconds` is how often it looks whether it is still connected, `connect_seconds` how long it tries.
    """

    def __init__(  # noqa: PLR0913 - two of them are for tests
        self,
        reception: Reception,
        *,
        app_token: str,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        clock: Clock,
        ping_seconds: float = _PING_SECONDS,
        connect_seconds: float = _CONNECT_SECONDS,
    ) -> None:
        self._reception = reception
        self._app_token = app_token
        self._client = client
        self._session = session
        self._clock = clock
        self._ping_seconds = ping_seconds
        self._connect_seconds = connect_seconds
        self._lines: list[SocketLine] = []
        self._cut_off_since = clock()
        self._words = "none was opened yet"
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def check(self) -> None:
        """Try the app-level token once, so that a wrong one is said at start.

        Raises:
            SettingsRefused: Slack does not take it.
        """
        try:
            await call(self._client.apps_connections_open(app_token=self._app_token))
        except DeliveryFailed as failure:
            if failure.lasting:
                raise SettingsRefused(
                    f"Slack does not take PAUSEPOINT_SLACK_APP_TOKEN ({failure.code}); make an app-level token with "
                    "the scope connections:write under Basic Information of the app, and switch Socket Mode on"
                ) from failure
            log.warning("Socket Mode could not be tried out; it goes on being tried", code=failure.code)

    def trouble(self) -> str | None:
        """Say since when there is no connection, and why; None while there is one."""
        if self._lines:
            return None
        return f"no Socket Mode connection since {moment(self._cut_off_since)}: {self._words}"

    async def run(self) -> None:
        """Serve until cancelled; then send the answers in hand. Trouble with the connection is retried for ever."""
        async with asyncio.TaskGroup() as tasks:
            try:
                await self._stay_connected(tasks)
            finally:
                await self._finish()

    async def _stay_connected(self, tasks: asyncio.TaskGroup) -> None:
        loop, failures = asyncio.get_running_loop(), 0
        while True:
            tried_at = loop.time()
            wait = await self._connect_once(tasks)
            failures = 0 if loop.time() - tried_at >= _SETTLED_SECONDS and wait is None else failures + 1
            await asyncio.sleep(wait or _WAITS[min(failures, len(_WAITS)) - 1] if failures else 0)

    async def _connect_once(self, tasks: asyncio.TaskGroup) -> float | None:
        """Connect, and return when the connection is to be replaced; give the seconds that Slack asks to wait."""
        try:
            line = await self._connect(tasks)
        except DeliveryFailed as failure:
            self._words = failure.detail
            log.warning("Socket Mode is not connected", code=failure.code, detail=failure.detail)
            return failure.retry_after
        log.info("Socket Mode is connected", connections=len(self._lines))
        for old in self._lines[:-1]:
            tasks.create_task(_see_off(old))
        await line.leaving.wait()
        self._words = line.reason
        log.info("Slack closes a Socket Mode connection; opening another", reason=line.reason)
        return None

    async def _connect(self, tasks: asyncio.TaskGroup) -> SocketLine:
        url = (await call(self._client.apps_connections_open(app_token=self._app_token))).get("url")
        if not isinstance(url, str):
            raise odd_answer()
        line = await open_line(
            self._session, url, ping_seconds=self._ping_seconds, connect_seconds=self._connect_seconds
        )
        tasks.create_task(self._read(tasks, line))
        try:
            await line.greeted(seconds=self._connect_seconds)
        except DeliveryFailed:
            await line.close()
            raise
        if not line.ended.is_set():
            self._lines.append(line)
        return line

    async def _read(self, tasks: asyncio.TaskGroup, line: SocketLine) -> None:
        try:
            async for envelope in line.envelopes():
                tasks.create_task(self._answer(line, envelope))
        finally:
            if line in self._lines:
                self._lines.remove(line)
                self._cut_off_since = self._clock()
            await line.close()

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("answers to Slack were cut off at shutdown", count=self._in_hand)

    async def _answer(self, line: SocketLine, envelope: Envelope) -> None:
        """Answer one envelope. Whatever goes wrong with it ends neither the connection nor the service."""
        self._in_hand += 1
        self._idle.clear()
        try:
            (outcome,) = await asyncio.gather(self._answer_one(line, envelope), return_exceptions=True)
            if outcome is not None:
                log.error("an envelope was not answered", exc_info=outcome)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def _answer_one(self, line: SocketLine, envelope: Envelope) -> None:
        """Answer an envelope. One that nobody understands is acknowledged too, or Slack would send it again.

        Not so what failed: without an answer Slack tells the person to try again.
        """
        structlog.contextvars.bind_contextvars(request=envelope.id)  # each envelope has a task of its own
        reply, visit = await self._reception.receive(envelope.payload)
        if reply.status != _OUT_OF_ORDER:
            await self._acknowledge(line, envelope, reply)
        for finish in visit.afterwards if visit else ():
            await finish()

    async def _acknowledge(self, line: SocketLine, envelope: Envelope, reply: BoltResponse) -> None:
        """Answer where the envelope came from; over the newest connection, if that one is gone meanwhile."""
        for way in (line, *reversed(self._lines)):
            if await way.acknowledge(envelope, _payload_of(reply)):
                return
        log.warning("an answer found no connection to Slack; the same answer is given if it is asked for again")


async def _see_off(line: SocketLine) -> None:
    """Let Slack close a connection that was replaced, and close it ourselves where Slack forgets."""
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            await line.ended.wait()
    except TimeoutError:
        await line.close()


def _payload_of(reply: BoltResponse) -> dict[str, object] | None:
    """Return what bolt answered as the envelope carries it; an empty answer carries nothing."""
    return json.loads(reply.body) if reply.status == _OK and reply.body.startswith("{") else None
