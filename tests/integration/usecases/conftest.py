from __future__ import annotations

import pytest

from tests.support.desk import a_desk


@pytest.fixture
async def desk(database_url):
    async with a_desk(database_url) as desk:
        yield desk
