from __future__ import annotations

import pytest

from tests.support.desk import a_desk


@pytest.fixture
async def desk(tmp_path):
    async with a_desk(tmp_path) as desk:
        yield desk
