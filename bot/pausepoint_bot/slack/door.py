"""The door to Slack: all that `app.py` needs of this room, as one object. HTTP comes in here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain, repeat
from typing import Final

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response

from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.slack.directory import Directory
from pausepoint_bot.slack.failures import NOT_SLACK, odd_answer
from pausepoint_bot.slack.health import Health
from pausepoint_bot.slack.listeners.desk import Count, Desk
from pausepoint_bot.slack.reception import Answered, Reception
from pausepoint_bot.slack.request_body import MOST_BYTES, payload_in, read_body
from pausepoint_bot.slack.settings import SlackSettings
from pausepoint_bot.slack.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, is_slacks
from pausepoint_bot.slack.socket_mode import SocketDoor
from pausepoint_bot.slack.surface import SlackSurface
from pausepoint_bot.slack.web_client import CALL_SECONDS, Called, call, make_client
from pausepoint_bot.usecases.ports import Clock, Store

__all__ = ["MOST_BYTES", "SlackDoor", "SlackSettings"]

_BODY_SECONDS: Final = 10.0  # Slack itself gives up after three
_FIRST_SECONDS: Final = 5.0  # how long Slack may take to answer before the service starts without it
_ASK_AGAIN: Final = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0)
"""Seconds between questions to a Slack that is out of order; the last goes on for ever."""

_OUTAGE_SECONDS: Final = 3.0
"""Trouble that lasts shorter is a stumble, after which everything goes on at its own pace."""

_BETWEEN_OUTAGES_SECONDS: Final = 60.0
"""A Slack that comes and goes is not to be hurried after each time: what fails in it keeps its own, longer waits."""

log = structlog.get_logger(__name__)


def _tell_nobody() -> None:
    """Tell nobody, where nobody wants to know."""


def _count_nothing(_: str) -> None:
    """Count nothing, where nobody wants the figures."""


class SlackDoor:
    """One Slack app in one workspace.

    `start` it first, then let it `run`. `handle` serves Slack's requests over HTTP, `surface` is the way out, and
    `trouble` tells an operator how Slack is doing.
    `session` is shared and stays its owner's. `count` is told the name of what an operator may want to know of.
    """

    def __init__(
        self,
        settings: SlackSettings,
        *,
        store: Store,
        clock: Clock,
        session: aiohttp.ClientSession,
        checks: CheckDesk,
        count: Count = _count_nothing,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._count = count
        self._health = Health(clock)
        self._client = make_client(
            token=settings.bot_token, api_url=settings.api_url, session=session, health=self._health
        )
        self._directory = Directory(self._client, clock=clock)
        self.surface = SlackSurface(self._client, self._directory, default_channel=settings.default_channel)
        desk = Desk(
            store=store,
            clock=clock,
            client=self._client,
            directory=self._directory,
            surface=self.surface,
            checks=checks,
            count=count,
        )
        self._reception = Reception(desk)
        self._recovered: Callable[[], None] = _tell_nobody
        token = settings.app_token
        self.socket = (
            SocketDoor(self._reception, app_token=token, client=self._client, session=session, clock=clock)
            if token
            else None
        )

    def tell(self, *, called: Called, answered: Answered, recovered: Callable[[], None]) -> None:
        """Tell of every call to Slack, of every knock once it is answered, and of the end of each outage."""
        self._client.called = called
        self._reception.answered = answered
        self._recovered = recovered

    async def start(self) -> None:
        """Learn which workspace this is, and whether Slack takes the tokens.

        A Slack that cannot be reached, or is out of order, is waited for by `run`. Until then nobody can decide, and
        all that Slack has no part in goes on: what is decided already reaches its flow.

        Raises:
            SettingsRefused: it does not, or what answers is not Slack, or the app is installed organisation-wide.
        """
        try:
            await self._introduce(seconds=_FIRST_SECONDS)
        except DeliveryFailed as failure:
            if failure.lasting or failure.code == NOT_SLACK:
                raise self._cannot_start(failure) from failure
            log.warning(
                "Slack cannot be reached now; it goes on being tried",
                url=self._settings.api_url,
                code=failure.code,
                detail=failure.detail,
            )

    async def run(self) -> None:
        """Wait until Slack has answered; then hold the Socket Mode connection, where one is wanted, until cancelled.

        Raises:
            SettingsRefused: as `start` does, from a Slack that could not be reached then.
        """
        if not self._directory.team:
            await self._wait_for_slack()
            self._recovered()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            if self.socket is not None:
                tasks.create_task(self.socket.run())

    @property
    def has_accepted(self) -> bool:
        """Whether Slack has taken the tokens since the start: before that nobody's click can be judged."""
        return bool(self._directory.team)

    def trouble(self) -> str | None:
        """Say in a sentence for an operator what is wrong with Slack now, and since when; None where nothing is."""
        found = self._health.trouble()
        if not self._directory.team:
            return f"Slack has not told yet which workspace this is ({found or 'it is being asked'})"
        return found or (self.socket.trouble() if self.socket is not None else None)

    async def _wait_for_slack(self) -> None:
        waits = _waits()
        while not self._directory.team:
            try:
                await self._introduce()
            except DeliveryFailed as failure:
                if failure.lasting:
                    raise self._cannot_start(failure) from failure
                await self._pause(failure.retry_after or next(waits), least=failure.retry_after or _ASK_AGAIN[0])

    async def _pause(self, seconds: float, *, least: float) -> None:
        """Wait, but no longer than until another call has shown that Slack answers: people may be clicking by then."""
        await asyncio.sleep(least)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds - least):
                await self._health.answered.wait()

    async def _watch(self) -> None:
        """Ask Slack how it is once a call has failed: on a quiet day nobody else would find out that it is back."""
        quiet_until = 0.0
        while True:
            await self._health.troubled.wait()
            begin = asyncio.get_running_loop().time()
            log.warning("Slack is in trouble", detail=self._health.trouble())
            waits = _waits()
            while self._health.troubled.is_set():
                await asyncio.sleep(next(waits))
                with contextlib.suppress(DeliveryFailed):  # it is noted as it fails
                    await call(self._client.auth_test())
            log.info("Slack answers again")
            now = asyncio.get_running_loop().time()
            if now - begin >= _OUTAGE_SECONDS and now >= quiet_until:
                quiet_until = now + _BETWEEN_OUTAGES_SECONDS
                self._recovered()

    async def _introduce(self, *, seconds: float = CALL_SECONDS) -> None:
        answer = await call(self._client.auth_test(), seconds=seconds)
        if answer.get("is_enterprise_install"):
            raise SettingsRefused(
                "the app is installed for the whole organisation, which is not supported; install it in one workspace"
            )
        team = answer.get("team_id")
        if not isinstance(team, str) or not team:
            raise odd_answer()
        if self.socket is not None:
            await self.socket.check()
        self._directory.team = team
        log.info("Slack is ready", team=answer.get("team"), bot=answer.get("user"))

    def _cannot_start(self, failure: DeliveryFailed) -> SettingsRefused:
        return SettingsRefused(f"cannot start with Slack at {self._settings.api_url}: {failure.detail}")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve `POST /slack/events`: judge the size, then the signature, then the shape, then answer."""
        body = await _body_of(request)
        if isinstance(body, HTTPStatus):
            return web.Response(status=body)
        if not self._is_slacks(request, body):
            self._count("unsigned_request")
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        payload = payload_in(body, request)
        if payload is None:
            self._count("malformed_payload")
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": str(payload.get("challenge", ""))})
        return await self._answer(request, payload)

    def _is_slacks(self, request: web.Request, body: bytes) -> bool:
        headers = request.headers
        if any(len(headers.getall(name, ())) != 1 for name in (TIMESTAMP_HEADER, SIGNATURE_HEADER)):
            return False
        return is_slacks(body, headers, secret=self._settings.signing_secret or "", now=self._clock())

    async def _answer(self, request: web.Request, payload: dict[str, object]) -> web.StreamResponse:
        reply, visit = await self._reception.receive(payload)
        response = await to_aiohttp_response(reply)
        if visit is None or not visit.afterwards:
            return response
        # The answer leaves first; the connection then serves no other request until the rest is done, so it ends.
        response.force_close()
        with contextlib.suppress(ConnectionError):  # whoever asked has hung up; the outcome is shown all the same
            await response.prepare(request)
            await response.write_eof()
        for finish in visit.afterwards:
            await finish()
        return response


async def _body_of(request: web.Request) -> bytes | HTTPStatus:
    """Read the body; where that cannot be done, say by a status why not."""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await read_body(request)
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT
    except (web.RequestPayloadError, ConnectionError):  # it breaks off, or is not encoded as its headers say
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if body is None else body


def _waits() -> Iterator[float]:
    return chain(_ASK_AGAIN, repeat(_ASK_AGAIN[-1]))
