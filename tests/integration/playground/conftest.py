from __future__ import annotations

import pytest

from pausepoint_playground import Playground
from tests.integration.playground.bolt import over_http, over_socket_mode


@pytest.fixture
async def playground():
    async with Playground.start() as started:
        yield started


@pytest.fixture(params=["http", "socket"])
async def connected(request, playground):
    way = over_http if request.param == "http" else over_socket_mode
    async with way(playground) as both:
        yield both


@pytest.fixture
async def http(playground):
    async with over_http(playground) as both:
        yield both
