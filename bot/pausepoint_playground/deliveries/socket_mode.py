"""Socket Mode: the app's websockets, envelopes out, acknowledgements in (Slack's Socket Mode guide)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import WSMsgType, web

from pausepoint_playground.changes import Changes
from pausepoint_playground.deliveries.replies import Acked, NoAck, Reply
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView

MOST_CONNECTIONS = 10
_HOST = "playground-socket"
_TAKES_PAYLOAD = frozenset({"block_actions", "view_submission", "block_suggestion"})


class SocketMode:
    """Serve the app's websockets; any payload may go to any of them, in turn."""

    def __init__(self, installation: Installation, *, ack_seconds: float) -> None:
        self._installation = installation
        self._ack_seconds = ack_seconds
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Reply]] = {}
        self._turn = 0
        self.changes = Changes()

    @property
    def connections(self) -> int:
        """Count the open websockets."""
        return len(self._sockets)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take one websocket: a ticket from apps.connections.open works once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._installation.socket_tickets:
            raise web.HTTPForbidden(text="ticket used or unknown")
        self._installation.socket_tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.connections >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._sockets.append(socket)
        try:
            await socket.send_json(self._hello())
            self.changes.bump()
            async for text in _texts(socket):
                self._take(text)
        finally:
            self._sockets.remove(socket)
            self.changes.bump()
        return socket

    async def interaction(self, payload: JsonView) -> Reply:
        """Send an interaction and wait for its acknowledgement."""
        return await self._send(
            {
                "payload": payload,
                "type": "interactive",
                "accepts_response_payload": payload["type"] in _TAKES_PAYLOAD,
            }
        )

    async def event(self, payload: JsonView, *, retry: tuple[int, str] | None = None) -> Reply:
        """Send an event and wait for its acknowledgement."""
        number, reason = retry or (0, "")
        envelope = {"payload": payload, "type": "events_api", "accepts_response_payload": False}
        return await self._send(envelope | {"retry_attempt": number, "retry_reason": reason})

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every websocket to reconnect: `warning`, `refresh_requested` or `link_disabled`."""
        for socket in list(self._sockets):
            await socket.send_json(_disconnect(reason))

    async def drop(self) -> None:
        """Cut every websocket without a word."""
        for socket in list(self._sockets):
            await socket.close(code=1001)

    async def _send(self, envelope: JsonObject) -> Reply:
        if not self._sockets:
            return NoAck(reason="no websocket is connected")
        self._turn += 1
        socket = self._sockets[self._turn % len(self._sockets)]
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


async def _texts(socket: web.WebSocketResponse) -> AsyncIterator[str]:
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            yield message.data
