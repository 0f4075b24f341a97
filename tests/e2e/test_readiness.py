"""What `/readyz` of a whole service says: when it may be sent requests, and what is merely worth knowing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from pausepoint_bot.api.readiness import FRESH_SECONDS
from pausepoint_bot.app import running
from pausepoint_bot.settings import Settings
from pausepoint_playground.server import Playground
from tests.support.service import Service

PATIENCE = 20.0


async def readiness(url: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as response:
        return response.status, await response.json()


async def becomes(url: str, status: int) -> dict[str, Any]:
    """Ask as a load balancer does, until it says so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found, said = await readiness(url)
            if found == status:
                return said
            await asyncio.sleep(FRESH_SECONDS / 4)


async def test_it_is_ready_when_all_is_well(service: Service):
    well = {"ready": True, "checks": {"database": "ok", "slack": "ok", "backlog": "ok"}, "notes": {}}
    assert await readiness(service.url) == (200, well)


async def test_a_database_file_that_was_deleted_makes_it_unready_without_a_word_of_where_it_was(service: Service):
    file = Path(make_url(service.database).database or "")
    await asyncio.to_thread(file.unlink)
    said = await becomes(service.url, 503)
    assert said["checks"]["database"] == "it cannot be written; the log says why"
    assert str(file.parent) not in str(said)


async def test_a_slack_that_goes_away_is_a_note_and_takes_no_replica_out(service: Service, call_api):
    service.playground.faults.down = True
    await call_api("POST", "/v1/pauses", {"title": "Go on?"})
    async with asyncio.timeout(PATIENCE):
        while "slack" not in (found := await readiness(service.url))[1]["notes"]:
            await asyncio.sleep(FRESH_SECONDS / 4)
    status, said = found
    assert (status, said["checks"]["slack"]) == (200, "ok")
    assert said["notes"]["slack"].startswith("since ")


async def test_a_slack_that_has_not_been_reached_yet_keeps_it_from_being_ready(tmp_path: Path, playground: Playground):
    settings = Settings.given(
        slack_bot_token=playground.bot_token,
        slack_signing_secret=playground.signing_secret,
        slack_api_url=playground.api_url,
        database_url=f"sqlite:///{tmp_path / 'service.db'}",
        listen="127.0.0.1:0",
    )
    playground.faults.down = True
    async with running(settings) as bot:
        status, said = await readiness(bot.url)
        assert (status, said["checks"]["slack"]) == (503, "Slack has not accepted the app's token yet")
        playground.faults.down = False
        await becomes(bot.url, 200)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_operators_need_no_token(service: Service, path: str):
    async with aiohttp.ClientSession() as session, session.get(service.url + path) as response:
        assert response.status == 200
