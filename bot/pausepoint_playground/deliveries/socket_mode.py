"""Socket Mode: the app's websockets, envelopes out, acknowledgements in (Slack's Socket Mode guide)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from pausepoint_playground.changes import Changes
from pausepoint_playground.deliveries.replies import Acked, NoAck, Reply, Retry
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.outages import SOCKET
from pausepoint_playground.web_api.misbehaving import under_outage

MOST_CONNECTIONS = 10
LINGER_SECONDS = 10.0
"""How long Slack leaves a connection open after its warning."""

_HOST = "playground-socket"
_TAKES_PAYLOAD = frozenset({"block_actions", "view_submission", "block_suggestion"})


class SocketMode:
    """Serve the app's websockets; any payload may go to any of them, in turn."""

    def __init__(self, installation: Installation, *, ack_seconds: float) -> None:
        self._installation = installation
        self._ack_seconds = ack_seconds
        self._lifetimes: dict[web.WebSocketResponse, asyncio.Timeout] = {}
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._turn = 0
        self.changes = Changes()
        self.frozen = False
        """Set it, and all websockets stay open with nobody at this end: no pong, no acknowledgement heard."""

    @property
    def connections(self) -> int:
        """Count the open websockets."""
        return len(self._lifetimes)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take one websocket: a ticket from apps.connections.open works once."""
        if self._installation.faults.down:
            raise web.HTTPServiceUnavailable
        return await under_outage(self._installation, SOCKET, request, lambda: self._serve(request))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._installation.socket_tickets:
            raise web.HTTPForbidden(text="ticket used or unknown")
        self._installation.socket_tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if self._installation.faults.spend("dead_connections"):
            _cut(request)
        elif self.connections >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
        else:
            await self._hold(socket)
        return socket

    async def _hold(self, socket: web.WebSocketResponse) -> None:
        try:
            async with asyncio.timeout(None) as self._lifetimes[socket]:
                await socket.send_json(self._hello())
                self.changes.bump()
                async for message in socket:
                    await self._hear(socket, message)
        except TimeoutError:
            await socket.close(code=WSCloseCode.GOING_AWAY)
        finally:
            del self._lifetimes[socket]
            self.changes.bump()

    async def _hear(self, socket: web.WebSocketResponse, message: WSMessage) -> None:
        if self.frozen:
            return
        if message.type is WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            self._take(message.data)

    async def interaction(self, payload: JsonView, *, retry: Retry | None = None) -> Reply:
        """Send an interaction and wait for its acknowledgement."""
        takes_payload = payload["type"] in _TAKES_PAYLOAD
        envelope = {"payload": payload, "type": "interactive", "accepts_response_payload": takes_payload}
        return await self._send(envelope | (_retry_members(retry) if retry else {}))

    async def event(self, payload: JsonView, *, retry: Retry | None = None) -> Reply:
        """Send an event and wait for its acknowledgement."""
        envelope = {"payload": payload, "type": "events_api", "accepts_response_payload": False}
        return await self._send(envelope | _retry_members(retry))

    async def disconnect(self, reason: str = "refresh_requested", *, within: float = LINGER_SECONDS) -> None:
        """Tell every websocket to reconnect: `warning`, `refresh_requested` or `link_disabled`.

        Each is closed after so many seconds, if the app has not done so by then.
        """
        until = asyncio.get_running_loop().time() + within
        for socket, lifetime in list(self._lifetimes.items()):
            await socket.send_json(_disconnect(reason))
            lifetime.reschedule(until)

    async def drop(self) -> None:
        """Cut every websocket without a word."""
        for socket in list(self._lifetimes):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _send(self, envelope: JsonObject) -> Reply:
        sockets = [socket for socket in self._lifetimes if not socket.closed]
        if not sockets:
            return NoAck(reason="no websocket is connected")
        self._turn += 1
        socket = sockets[self._turn % len(sockets)]
        envelope_id = self._installation.ids.secret()
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(self._ack_seconds):
                await socket.send_str(json.dumps({"envelope_id": envelope_id} | envelope))
                return await answer
        except TimeoutError:
            return NoAck(reason="http_timeout")
        except ConnectionError as error:
            return NoAck(reason=f"connection_failed: {error}")
        finally:
            del self._waiting[envelope_id]

    def _take(self, text: str) -> None:
        """Match an acknowledgement to what waits for it; late, repeated and garbled ones are ignored."""
        try:
            message: Any = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        answer = self._waiting.get(str(message.get("envelope_id")))
        if answer is not None and not answer.done():
            answer.set_result(Acked(body=message.get("payload") or None))

    def _hello(self) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._installation.workspace.app_id},
        }


def _disconnect(reason: str) -> JsonObject:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


def _retry_members(retry: Retry | None) -> JsonObject:
    return {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
