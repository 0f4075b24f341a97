"""Socket Mode: the same listeners behind a WebSocket that the bot opens itself, for hosts that Slack cannot reach."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Final

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.slack.reception import Reception
from pausepoint_bot.slack.web_client import call

_OK: Final = 200
_OUT_OF_ORDER: Final = 503
_PING_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


class _Connection(SocketModeClient):
    """Connects under a fresh address after a while of failing.

    Each address that apps.connections.open gives is good for one try; slack_sdk would repeat a failed one for ever.
    """

    connect_seconds = _CONNECT_SECONDS

    async def connect(self) -> None:
        """Connect, however long it takes."""
        while not self.closed:
            try:
                async with asyncio.timeout(self.connect_seconds):
                    await super().connect()  # type: ignore[no-untyped-call] # slack_sdk leaves it without annotations
                    return
            except TimeoutError:
                self.wss_uri = None


class SocketDoor:
    """Holds the connection while it runs. Reconnecting, pinging and Slack's goodbyes are slack_sdk's.

    `ping_seconds` is how often it looks whether it is still connected, `connect_seconds` how long it tries one address.
    """

    def __init__(
        self,
        reception: Reception,
        *,
        app_token: str,
        client: AsyncWebClient,
        ping_seconds: float = _PING_SECONDS,
        connect_seconds: float = _CONNECT_SECONDS,
    ) -> None:
        self._ping_seconds = ping_seconds
        self._connect_seconds = connect_seconds
        self._reception = reception
        self._app_token = app_token
        self._client = client
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.connected = asyncio.Event()

    async def check(self) -> None:
        """Try the app-level token once: slack_sdk would go on trying a wrong one for ever.

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

    async def run(self) -> None:
        """Serve until cancelled; then send the answers in hand. Trouble with the connection is retried for ever."""
        socket = self._make_client()
        try:
            await socket.connect()
            self.connected.set()
            await asyncio.Event().wait()
        finally:
            self.connected.clear()
            await self._finish()
            await socket.close()  # type: ignore[no-untyped-call] # as above
            tasks = (socket.message_processor, socket.current_session_monitor, socket.message_receiver)
            await asyncio.gather(*filter(None, tasks), return_exceptions=True)

    def _make_client(self) -> _Connection:
        socket = _Connection(
            app_token=self._app_token,
            web_client=self._client,
            ping_interval=self._ping_seconds,
            logger=logging.getLogger("slack_sdk.socket_mode"),
        )
        socket.connect_seconds = self._connect_seconds
        socket.proxy = None  # slack_sdk takes one from the environment, and never looks at NO_PROXY
        socket.socket_mode_request_listeners.append(self._answer)
        return socket

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("answers to Slack were cut off at shutdown", count=self._in_hand)

    async def _answer(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self._in_hand += 1
        self._idle.clear()
        try:
            await self._answer_one(socket, request)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def _answer_one(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Answer an envelope. One that nobody understands is acknowledged too, or Slack would send it again.

        Not so what failed: without an answer Slack tells the person to try again.
        """
        reply, visit = await self._reception.receive(request.payload)
        if reply.status != _OUT_OF_ORDER:
            await socket.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload=_payload_of(reply))
            )
        for finish in visit.afterwards if visit else ():
            await finish()


def _payload_of(reply: BoltResponse) -> dict[str, object] | None:
    """Return what bolt answered as the envelope carries it; an empty answer carries nothing."""
    return json.loads(reply.body) if reply.status == _OK and reply.body.startswith("{") else None
