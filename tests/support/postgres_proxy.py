"""What stands between a process and its PostgreSQL: a wire that can be cut, or a pooler in transaction mode.

The pooler is told from a plain wire by what a client sees of it: another backend's process id than the one it was told
at the start, and no notifications, because those come when the session is somebody else's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

_HEAD: Final = 5  # each message of the server: its kind, and its length without the kind
_KEY_DATA, _NOTIFICATION = b"K", b"A"


@dataclass(slots=True)
class Wire:
    """A listening socket whose connections lead to the server, unless it is cut."""

    upstream: str
    pools: bool
    url: str = ""
    is_cut: bool = False
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Break every connection in the middle of whatever it says, and let no new one through."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self.is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        if self.is_cut:
            writer.transport.abort()
            return
        from_server, to_server = await _reach(self.upstream)
        both = {writer, to_server}
        self._open |= both
        with suppress(OSError, asyncio.IncompleteReadError):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_copy(reader, to_server))
                tasks.create_task(self._answer(from_server, writer))
        self._open -= both
        for end in both:
            end.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.pools:
            await _copy(reader, writer)
            return
        while head := await reader.readexactly(_HEAD):
            body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            if head[:1] == _KEY_DATA:
                body = bytes(4) + body[4:]
            if head[:1] != _NOTIFICATION:
                writer.write(head + body)
                await writer.drain()


@asynccontextmanager
async def a_wire(url: str, *, pools: bool = False) -> AsyncIterator[Wire]:
    """Stand before the database with this URL; the wire's own URL leads through it."""
    wire = Wire(upstream=url, pools=pools)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    plain = make_url(url).difference_update_query(["host", "port"])
    through = plain.set(host="127.0.0.1", port=port).update_query_dict({"sslmode": "disable", "gssencmode": "disable"})
    wire.url = through.render_as_string(hide_password=False)
    try:
        yield wire
    finally:
        server.close()
        wire.cut()


async def _reach(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = make_url(url)
    directory, port = parts.query.get("host"), parts.query.get("port") or parts.port or 5432
    if isinstance(directory, str):
        return await asyncio.open_unix_connection(Path(directory) / f".s.PGSQL.{port}")
    return await asyncio.open_connection(parts.host, int(str(port)))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65536):
        writer.write(some)
        await writer.drain()
    raise ConnectionResetError
