"""One websocket of Socket Mode, from Slack's hello to its close. It knows the frames, not what is in the envelopes.

Source: Slack's Socket Mode guide: `hello`, `disconnect`, envelopes, and their acknowledgements.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
import structlog

from pausepoint_bot.errors import DeliveryFailed

_CLOSE_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What Slack brings: `payload` is what it would post over HTTP, `id` is how the answer names it."""

    id: str
    payload: object
    takes_payload: bool


class SocketLine:
    """An open websocket. `leaving` is set once Slack has said that it will close it, and when it has ended."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._greeted = asyncio.Event()
        self.leaving = asyncio.Event()
        self.ended = asyncio.Event()
        self.reason = "the connection was lost"
        """Why it is leaving, in Slack's word where Slack gave one."""

    async def envelopes(self) -> AsyncIterator[Envelope]:
        """Read until the connection ends, however it does."""
        try:
            async for message in self._socket:
                frame = _frame_in(message)
                kind = frame.get("type")
                if kind == "hello":
                    self._greeted.set()
                elif kind == "disconnect":
                    self.reason = str(frame.get("reason", ""))
                    self.leaving.set()
                elif isinstance(identity := frame.get("envelope_id"), str):
                    takes_payload = bool(frame.get("accepts_response_payload", True))
                    yield Envelope(id=identity, payload=frame.get("payload"), takes_payload=takes_payload)
        finally:
            self.leaving.set()
            self.ended.set()

    async def greeted(self, *, seconds: float) -> None:
        """Wait for Slack's hello; somebody must be reading the envelopes meanwhile.

        Raises:
            DeliveryFailed: it did not come in time, or a goodbye came instead.
        """
        async with asyncio.TaskGroup() as tasks:
            either = [tasks.create_task(event.wait()) for event in (self._greeted, self.leaving)]
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            for waiting in either:
                waiting.cancel()
        if not self._greeted.is_set():
            reason = self.reason if self.leaving.is_set() else "no hello"
            raise DeliveryFailed(f"Slack gave a Socket Mode connection up at once ({reason})", code="unreachable")

    async def acknowledge(self, envelope: Envelope, payload: Mapping[str, object] | None) -> bool:
        """Answer an envelope; tell whether it could be sent. Nothing says whether it arrives."""
        answer: dict[str, object] = {"envelope_id": envelope.id}
        if payload is not None and envelope.takes_payload:
            answer["payload"] = payload
        try:
            await self._socket.send_str(json.dumps(answer))
        except ConnectionError:  # closed, or about to be
            return False
        return True

    async def close(self) -> None:
        """Say goodbye; a Slack that does not answer is waited for a second."""
        await self._socket.close()


async def open_line(
    session: aiohttp.ClientSession, url: str, *, ping_seconds: float, connect_seconds: float
) -> SocketLine:
    """Open a websocket. It is pinged after each `ping_seconds` of silence, and ended when no answer comes in half that.

    Raises:
        DeliveryFailed: it did not open.
    """
    try:
        async with asyncio.timeout(connect_seconds):
            socket = await session.ws_connect(
                url, heartbeat=ping_seconds, timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS)
            )
    except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: an address that is none
        detail = f"Slack opened no Socket Mode connection ({type(error).__name__})"
        raise DeliveryFailed(detail, code="unreachable") from error
    return SocketLine(socket)


def _frame_in(message: aiohttp.WSMessage) -> Mapping[str, object]:
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        frame = json.loads(message.data)
    except (ValueError, RecursionError):
        log.warning("a frame of Socket Mode was not understood")
        return {}
    return frame if isinstance(frame, dict) else {}
