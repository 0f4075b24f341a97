"""Two bots on one PostgreSQL, as behind a load balancer: a flow waits at one, people answer at the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest

from pausepoint_bot.app import Bot, running
from pausepoint_bot.settings import Settings
from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_playground.server import Playground
from tests.support.postgres import PostgresServer
from tests.support.service import CHANNEL, token_in

LISTENER = "lis_" + "e" * 16
PATIENCE = 20.0


@dataclass(frozen=True)
class Replicas:
    playground: Playground
    here: Bot
    there: Bot
    session: aiohttp.ClientSession
    token: str

    async def ask(
        self, bot: Bot, method: str, path: str, *, token: str | None = None, **sent: object
    ) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        async with self.session.request(method, bot.url + path, headers=headers, **sent) as response:
            return response.status, await response.json()

    async def events(self, bot: Bot, after: int) -> list[dict]:
        status, body = await self.ask(bot, "GET", f"/v1/events?listener={LISTENER}&after={after}&wait=10")
        assert status == 200, body
        return body["events"]


@pytest.fixture
async def replicas(postgres_url: str) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        playground = await stack.enter_async_context(Playground.start(scopes=REQUIRED_SCOPES))
        settings = Settings.given(
            slack_bot_token=playground.bot_token,
            slack_signing_secret=playground.signing_secret,
            slack_api_url=playground.api_url,
            slack_channel=CHANNEL,
            slack_post_interval_seconds=0,
            database_url=postgres_url,
            listen="127.0.0.1:0",
        )
        here = await stack.enter_async_context(running(settings))
        there = await stack.enter_async_context(running(settings))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        token = await asyncio.to_thread(token_in, postgres_url)
        yield Replicas(playground, here, there, session, token)


async def test_a_flow_that_waits_at_one_bot_hears_at_once_what_was_answered_at_another(
    replicas: Replicas, postgres_url: str
) -> None:
    answering = await asyncio.to_thread(token_in, postgres_url, "answers", "answer")
    asked = {"title": "Deploy?", "listener": LISTENER, "policy": {"approvers": ["token:answers"]}}
    async with asyncio.timeout(PATIENCE):
        status, pause = await replicas.ask(replicas.here, "POST", "/v1/pauses", json=asked)
        assert status == 201, pause
        (announced,) = await replicas.events(replicas.here, 0)
        waiting = asyncio.ensure_future(replicas.events(replicas.here, announced["seq"]))
        status, answered = await replicas.ask(
            replicas.there, "POST", f"/v1/pauses/{pause['id']}/answer", token=answering, json={"verdict": "answered"}
        )
        assert status == 200, answered
        (decided,) = await waiting

    assert [announced["type"], decided["type"]] == ["announced", "decided"]
    assert decided["data"]["pause"]["decision"]["by"][0]["name"] == "answers"


async def test_while_the_database_is_away_the_api_says_so_and_then_goes_on(
    replicas: Replicas, postgres: PostgresServer, postgres_url: str
) -> None:
    with postgres.gone(postgres_url):
        status, problem = await replicas.ask(replicas.here, "POST", "/v1/pauses", json={"title": "Deploy?"})
        ready, _ = await replicas.ask(replicas.here, "GET", "/readyz")

    assert (status, problem["code"], ready) == (503, "store_failed", 503)
    async with asyncio.timeout(PATIENCE):
        status, pause = await replicas.ask(
            replicas.there, "POST", "/v1/pauses", json={"title": "Deploy?", "listener": LISTENER}
        )
        assert status == 201, pause
        (announced,) = await replicas.events(replicas.here, 0)
    assert announced["pause"] == pause["id"]
