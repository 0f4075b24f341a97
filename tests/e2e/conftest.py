"""A running service, and this process's flows led to it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from pausepoint import runtime
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.server import Playground
from tests.support.service import Service, a_service, flow_environment


@pytest.fixture
def lead_flows(monkeypatch: pytest.MonkeyPatch):
    """Lead this process's flows to a bot."""

    def lead(url: str, token: str) -> None:
        for name in [name for name in os.environ if name.startswith("PAUSEPOINT_")]:
            monkeypatch.delenv(name)
        for name, value in flow_environment(url, token).items():
            monkeypatch.setenv(name, value)

    return lead


@pytest.fixture
async def service(tmp_path: Path, lead_flows) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        lead_flows(service.url, await service.token())
        yield service
        await asyncio.to_thread(runtime.shut_down)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A playground alone, for bots that run as processes."""
    async with Playground.start() as playground:
        yield playground


@pytest.fixture
def alice(service: Service) -> ActingPerson:
    return service.playground.as_person("alice")


@pytest.fixture
def bob(service: Service) -> ActingPerson:
    return service.playground.as_person("bob")


@pytest.fixture
def call_api(service: Service):
    """Call the API with the flows' token; gives status and body."""

    async def call(method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {os.environ['PAUSEPOINT_API_TOKEN']}"}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, service.url + path, json=body, headers=headers) as response,
        ):
            return response.status, await response.json(content_type=None)

    return call
