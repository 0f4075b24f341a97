"""Look up the addresses of names, so that one name whose lookup hangs delays no other.

The system's resolver blocks its thread for as long as it likes and cannot be stopped. So each lookup has a thread of
its own, which no shutdown waits for; whoever asks for the same name meanwhile waits for the same lookup.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from pausepoint_bot.webhooks.addresses import IPAddress

MOST_LOOKUPS: Final = 256
"""How many names are looked up at once. What comes on top fails, and is tried again."""

Found = Sequence[IPAddress]
Lookup = Callable[[str, int], Found]


class Names:
    """Resolves names; belongs to one event loop."""

    def __init__(self, lookup: Lookup | None = None) -> None:
        self._lookup = lookup or system_lookup
        self._under_way: dict[tuple[str, int], asyncio.Future[Found]] = {}

    async def __call__(self, host: str, port: int) -> Found:
        """Return the addresses of a name, in the order in which to try them.

        Raises:
            OSError: it has none, or too many others are being looked up.
        """
        asked = host, port
        if asked not in self._under_way:
            if len(self._under_way) >= MOST_LOOKUPS:
                raise OSError(f"{MOST_LOOKUPS} other names are being looked up already")
            self._under_way[asked] = self._begin(host, port)
        # One who gives up waiting must not end the lookup for the others.
        return await asyncio.shield(self._under_way[asked])

    def _begin(self, host: str, port: int) -> asyncio.Future[Found]:
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Found] = loop.create_future()
        found.add_done_callback(partial(self._end, (host, port)))
        threading.Thread(target=self._run, args=(loop, found, host, port), name=f"lookup {host}", daemon=True).start()
        return found

    def _run(self, loop: asyncio.AbstractEventLoop, found: asyncio.Future[Found], host: str, port: int) -> None:
        try:
            tell = partial(found.set_result, self._lookup(host, port))
        except (OSError, UnicodeError) as error:
            tell = partial(found.set_exception, OSError(str(error)))
        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the event loop was closed: nobody is left to be told
            return

    def _end(self, asked: tuple[str, int], found: asyncio.Future[Found]) -> None:
        del self._under_way[asked]
        if not found.cancelled():
            found.exception()  # it may be that nobody waits for it any more


def system_lookup(host: str, port: int) -> Found:
    """Ask the system's resolver, however long it takes."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(where[0]) for *_, where in found))
