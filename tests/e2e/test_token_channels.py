"""A token that is limited to a channel, from its first pause on."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import aiohttp

from pausepoint_bot.app import fresh_token, system_clock
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_bot.usecases.ports import AllowedChannel
from tests.support.service import Service, a_service


async def opened(service: Service, token: str, channel: str | None) -> dict[str, object]:
    """Open a pause and return it once it is announced."""
    headers = {"Authorization": f"Bearer {token}"}
    listener = "lis_" + "1" * 26
    async with aiohttp.ClientSession(service.url, headers=headers) as session:
        asked = {"title": "Deploy?", "channel": channel, "listener": listener}
        async with session.post("/v1/pauses", json=asked) as answer:
            pause: dict[str, object] = await answer.json()
        async with session.get(f"/v1/events?listener={listener}&wait=20") as answer:
            events = (await answer.json())["events"]
        async with session.get(f"/v1/events?listener={listener}&wait=0&after={events[-1]['seq']}"):
            assert events[-1]["type"] == "announced", events
    return pause


async def test_the_first_message_binds_a_limit_by_name_to_the_channel_that_slack_took_it_for(tmp_path: Path) -> None:
    async with asyncio.timeout(60), a_service(tmp_path) as service:
        store = service.bot.store
        token = await store.write(
            partial(
                create_token,
                name="ci",
                scopes=["open"],
                random_bytes=fresh_token(),
                now=system_clock(),
                channels=["#ops"],
            )
        )

        assert (await opened(service, token, None))["channel"] == "#ops"

        record = await store.read(lambda uow: uow.tokens.named("ci"))
        assert record is not None
        assert record.channels is not None
        (limit,) = record.channels
        assert limit == AllowedChannel(name="ops", id=service.playground.as_person("alice").messages("#ops")[0].channel)
