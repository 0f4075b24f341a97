"""Every storage passes the same suite: a new adapter adds one line to `OPENERS`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from pausepoint_bot.store import open_store
from pausepoint_bot.usecases.ports import Store

Opener = Callable[[Path], AbstractAsyncContextManager[Store]]

OPENERS: dict[str, Opener] = {
    "sqlite": lambda directory: open_store(f"sqlite:///{directory / 'pausepoint.db'}"),
}


@pytest.fixture(params=OPENERS)
def opener(request: pytest.FixtureRequest) -> Opener:
    return OPENERS[request.param]


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    async with opener(tmp_path) as opened:
        yield opened
