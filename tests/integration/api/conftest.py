from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pausepoint_bot.api.openapi import describe
from tests.support.api import Api, an_api
from tests.support.openapi import departures


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    """A running API. Whatever a test exchanged with it must be as the OpenAPI document says."""
    async with an_api(tmp_path, body_limit=64 * 1024) as running:
        yield running
        document = describe()
        assert [each for exchange in running.exchanges for each in departures(document, exchange)] == []


@pytest.fixture
async def flows(api: Api) -> str:
    return await api.token("flows")
