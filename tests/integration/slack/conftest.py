from __future__ import annotations

import pytest

from tests.support.slack_bot import slack_bot


@pytest.fixture
async def bot(tmp_path):
    async with slack_bot(tmp_path) as running:
        yield running
