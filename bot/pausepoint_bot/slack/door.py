"""The door to Slack: all that `app.py` needs of this room, as one object. HTTP comes in here."""

from __future__ import annotations

import asyncio
import json
from typing import Final
from urllib.parse import parse_qs

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response

from pausepoint_bot.checking import CheckDesk
from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.slack.directory import Directory
from pausepoint_bot.slack.failures import PASSING, odd_answer
from pausepoint_bot.slack.listeners.desk import Count, Desk
from pausepoint_bot.slack.reception import Reception
from pausepoint_bot.slack.settings import SlackSettings
from pausepoint_bot.slack.signature import is_slacks
from pausepoint_bot.slack.socket_mode import SocketDoor
from pausepoint_bot.slack.surface import SlackSurface
from pausepoint_bot.slack.web_client import call, make_client
from pausepoint_bot.usecases.ports import Clock, Store

__all__ = ["MOST_BYTES", "SlackDoor", "SlackSettings"]

MOST_BYTES: Final = 1024 * 1024
"""No payload of Slack's comes near: a view is at most 250 kB, and its state as much again."""

_MOST_FIELDS: Final = 50  # of a form body; an interaction has one, a slash command a dozen

_ASK_AGAIN_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


def _count_nothing(_: str) -> None:
    """Count nothing, where nobody wants the figures."""


class SlackDoor:
    """One Slack app in one workspace.

    `start` it first. Then `handle` serves Slack's requests over HTTP, `run_socket` holds the connection in Socket Mode,
    and `surface` is the way out.
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
        self._client = make_client(token=settings.bot_token, api_url=settings.api_url, session=session)
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
        token = settings.app_token
        self.socket = SocketDoor(self._reception, app_token=token, client=self._client) if token else None

    async def start(self) -> None:
        """Learn which workspace this is, and whether Slack takes the tokens.

        A Slack that is out of order for now is waited for by `run_socket`. Until then nobody can decide, and all that
        Slack has no part in goes on: what is decided already reaches its flow.

        Raises:
            SettingsRefused: it does not, or cannot be reached, or the app is installed organisation-wide.
        """
        try:
            await self._introduce()
        except DeliveryFailed as failure:
            if failure.code not in PASSING:
                raise self._cannot_start(failure) from failure
            log.warning("Slack is out of order; it goes on being asked", code=failure.code, detail=failure.detail)

    async def run_socket(self) -> None:
        """Wait until Slack has answered, then hold the Socket Mode connection until cancelled, where one is wanted.

        Raises:
            SettingsRefused: as `start` does, from a Slack that was out of order then.
        """
        while not self._directory.team:
            try:
                await self._introduce()
            except DeliveryFailed as failure:
                if failure.lasting:
                    raise self._cannot_start(failure) from failure
                await asyncio.sleep(failure.retry_after or _ASK_AGAIN_SECONDS)
        if self.socket is not None:
            await self.socket.run()

    async def _introduce(self) -> None:
        answer = await call(self._client.auth_test())
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
        """Serve `POST /slack/events`: judge the signature, then the shape, then answer."""
        body = await _read_body(request)
        if body is None:
            return web.Response(status=413)
        secret = self._settings.signing_secret or ""
        if not is_slacks(body, request.headers, secret=secret, now=self._clock()):
            self._count("unsigned_request")
            return web.Response(status=401)
        payload = _payload_in(body, request.content_type)
        if payload is None:
            self._count("malformed_payload")
            return web.Response(status=400)
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": str(payload.get("challenge", ""))})
        return await self._answer(request, payload)

    async def _answer(self, request: web.Request, payload: dict[str, object]) -> web.StreamResponse:
        reply, visit = await self._reception.receive(payload)
        response = await to_aiohttp_response(reply)
        if visit is None or not visit.afterwards:
            return response
        # The answer leaves first; the connection then serves no other request until the rest is done, so it ends.
        response.force_close()
        await response.prepare(request)
        await response.write_eof()
        for finish in visit.afterwards:
            await finish()
        return response


async def _read_body(request: web.Request) -> bytes | None:
    """Read the body; None where it is larger than anything Slack sends."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _payload_in(body: bytes, content_type: str) -> dict[str, object] | None:
    """Take the payload out of a body that is Slack's; {} for a form without one (`ssl_check`, a command)."""
    try:
        if content_type == "application/json":
            payload = json.loads(body)
        else:
            fields = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS)
            payload = json.loads(fields["payload"][0]) if "payload" in fields else {"type": "form"}
    except (ValueError, RecursionError):  # no JSON, no UTF-8, too many fields, or nested beyond all measure
        return None
    return payload if isinstance(payload, dict) else None
