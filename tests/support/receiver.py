"""A receiver of callbacks on loopback that answers, or misbehaves, as it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Knock:
    """One request as it arrived: its line, headers (lower-case names) and body."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class RawReceiver:
    """A server of raw bytes; `answer` writes whatever it likes after each request."""

    port: int
    knocks: list[Knock] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        """Where callbacks go."""
        return f"http://127.0.0.1:{self.port}/callback?x=1"


@asynccontextmanager
async def raw_receiver(answer: Answer, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawReceiver]:
    """Serve on a free port of 127.0.0.1; whatever still hangs on leaving is cut off."""
    found = RawReceiver(port=0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.connections += 1
        found.open_now += 1
        found.most_at_once = max(found.most_at_once, found.open_now)
        try:
            while not writer.is_closing():
                found.knocks.append(await _read_knock(reader))
                await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            found.open_now -= 1
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()


async def _read_knock(reader: asyncio.StreamReader) -> Knock:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Knock(line=line, headers=headers, body=body)
