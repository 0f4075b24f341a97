"""A TCP proxy: spreads connections over several servers, goes past dead ones, and can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

_CHUNK = 65536
Target = int | str
"""A port of 127.0.0.1, or a Unix socket's path."""


@dataclass(slots=True)
class Proxy:
    """What stands at `port`, in front of the targets. While it `is_cut`, nothing gets through."""

    port: int
    targets: Sequence[Target]
    is_cut: bool = False
    _turn: itertools.count[int] = field(default_factory=itertools.count)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        """Let connections through again."""
        self.is_cut = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        there = None if self.is_cut else await self._connect()
        if there is None:
            writer.transport.abort()
            return
        self._open |= {writer, there[1]}
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_carry(reader, there[1]))
                both.create_task(_carry(there[0], writer))
        finally:
            self._open -= {writer, there[1]}
            writer.transport.abort()
            there[1].transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._turn)
        for number in range(len(self.targets)):
            target = self.targets[(first + number) % len(self.targets)]
            with contextlib.suppress(OSError):
                if isinstance(target, int):
                    return await asyncio.open_connection("127.0.0.1", target)
                return await asyncio.open_unix_connection(target)
        return None


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    # What was written leaves first; a connection that was cut has nothing to leave.
    with contextlib.suppress(OSError, RuntimeError):
        writer.close()


@contextlib.asynccontextmanager
async def a_proxy(*targets: Target) -> AsyncIterator[Proxy]:
    """Stand in front of the targets, on a free port, until the block ends."""
    proxy = Proxy(0, targets)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, backlog=4096)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        proxy.cut()
        server.close()
