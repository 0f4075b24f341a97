"""Waking whoever waits for a part of the workspace to change. Knows no workspace; one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

EVERYTHING = ""
"""The topic that every change belongs to."""


class Changes:
    """Count changes and wake the waiters of their topics; a burst wakes a waiter once.

    Topics keep a thousand people waiting for their own modal from being woken by each other.
    """

    def __init__(self) -> None:
        self.version = 0
        self._next: dict[str, asyncio.Event] = {}

    def bump(self, *topics: str) -> None:
        """Tell that something under these topics changed."""
        self.version += 1
        for topic in (EVERYTHING, *topics):
            if (event := self._next.pop(topic, None)) is not None:
                event.set()

    def next(self, topic: str = EVERYTHING) -> asyncio.Event:
        """Give the event that the topic's next change sets."""
        return self._next.setdefault(topic, asyncio.Event())

    async def until(
        self, found: Callable[[], Found | None], *, topic: str = EVERYTHING, timeout_seconds: float
    ) -> Found:
        """Wait until `found` gives something truthy, looking again after every change of the topic.

        Raises TimeoutError after `timeout_seconds`.
        """
        async with asyncio.timeout(timeout_seconds):
            while True:
                event = self.next(topic)
                if result := found():
                    return result
                await event.wait()
