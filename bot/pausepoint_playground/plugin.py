"""A pytest plugin: the fixture `slack` starts playgrounds. Imports nothing heavy until a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pausepoint_playground.server import Starting


@pytest.fixture
def slack() -> Iterator[Callable[..., Starting]]:
    """Start playgrounds: `async with` what it gives, or `await` that and call `stop()`.

    It needs no plugin for asynchronous fixtures. The test fails if it leaves a playground running.
    """
    from pausepoint_playground.server import Playground  # noqa: PLC0415  # only for tests that use it

    started: list[Starting] = []

    def start(**options: Any) -> Starting:
        started.append(Playground.start(**options))
        return started[-1]

    yield start
    if any(one.is_running for one in started):
        pytest.fail("a playground is still running: use `async with slack()` or await its stop()")
