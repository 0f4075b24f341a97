from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

import pytest_asyncio

from pausepoint import runtime
from tests.support.asking import Asking
from tests.support.service import a_service, flow_environment


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(tmp_path_factory) -> AsyncIterator[Asking]:
    """A service for all tests of a module, which share its event loop, and this process's flows led to it."""
    before = dict(os.environ)
    async with a_service(tmp_path_factory.mktemp("service")) as service:
        os.environ.update(flow_environment(service.url, await service.token()))
        yield Asking(service.playground.as_person("alice"))
        await asyncio.to_thread(runtime.shut_down)
    os.environ.clear()
    os.environ.update(before)
