from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.api import Api, an_api


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with an_api(tmp_path, body_limit=64 * 1024) as running:
        yield running


@pytest.fixture
async def flows(api: Api) -> str:
    return await api.token("flows")
