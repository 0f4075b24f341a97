"""A bot, and the environment that leads a flow to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from pausepoint import runtime
from tests.support.fake_bot import FakeBot

Background = Callable[..., "Future[Any]"]


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBot]:
    with FakeBot() as bot:
        for name, value in bot.environment().items():
            monkeypatch.setenv(name, value)
        yield bot
        runtime.shut_down()


@pytest.fixture
def in_background() -> Iterator[Background]:
    """Run synchronous flows in threads."""
    with ThreadPoolExecutor(max_workers=60) as pool:
        yield pool.submit
        runtime.shut_down()
