"""Every storage passes the same suite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from pausepoint_bot.store import OpenStore, open_store
from pausepoint_bot.usecases.ports import Store

Opener = Callable[[], AbstractAsyncContextManager[OpenStore]]


@pytest.fixture
def opener(database_url: str) -> Opener:
    """Opens the same database every time."""
    return lambda: open_store(database_url)


@pytest.fixture
async def store(opener: Opener) -> AsyncIterator[Store]:
    async with opener() as opened:
        yield opened
