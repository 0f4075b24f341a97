"""The stand-in's API out of order, as an app's client sees it, and in order again."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from pausepoint_playground import Playground
from tests.integration.playground.bolt import web_client
from tests.support.waiting import until

HEADERS = {"X-Playground": "1"}


@pytest.fixture
async def client(playground):
    async with web_client(playground) as client:
        yield client


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("unavailable", SlackApiError),
        ("reset", aiohttp.ServerDisconnectedError),
        ("cut", (aiohttp.ClientPayloadError, SlackApiError)),
        ("lost", aiohttp.ServerDisconnectedError),
    ],
)
async def test_a_call_fails_during_an_outage_and_not_after(playground, client, kind, seen):
    with playground.faults.outage_of(kind), pytest.raises((*((seen,) if isinstance(seen, type) else seen), OSError)):
        await client.chat_postMessage(channel="#ops", text="x")

    assert [entry.error for entry in playground.log if entry.kind == "outage"] == [kind]
    assert len(playground.as_person("alice").messages("#ops")) == (kind == "lost")
    assert (await client.chat_postMessage(channel="#ops", text="y"))["ok"]


async def test_a_call_that_hangs_is_answered_when_the_outage_is_over(playground, client):
    playground.faults.begin_outage("hanging", "auth.test")
    async with asyncio.TaskGroup() as group:
        hanging = group.create_task(client.auth_test())
        assert (await client.chat_postMessage(channel="#ops", text="other methods go on"))["ok"]
        await until(lambda: any(entry.kind == "outage" for entry in playground.log))
        assert not hanging.done()
        playground.faults.end_outage()
    assert hanging.result()["ok"]


async def test_a_slow_call_is_answered_late(playground, client):
    with playground.faults.outage_of("slow", seconds=0.05):
        assert (await client.auth_test())["ok"]
    assert playground.log.of("auth.test")[0].error == "slow"


async def test_nobody_listens_while_it_is_unreachable(playground, client):
    async with playground.unreachable():
        with pytest.raises(OSError, match="connect"):
            await client.auth_test()
    assert (await client.auth_test())["ok"]


async def test_it_stops_at_once_while_calls_hang():
    async with Playground.start() as playground, web_client(playground) as client, asyncio.TaskGroup() as group:
        playground.faults.begin_outage("hanging")
        hanging = group.create_task(asyncio.wait([asyncio.ensure_future(client.auth_test())]))
        await until(lambda: len(playground.log) == 1)
        async with asyncio.timeout(1):
            await playground.stop()
    (ended,) = hanging.result()[0]
    assert ended.exception() is None or isinstance(ended.exception(), OSError)


async def test_an_outage_can_be_switched_on_and_off_from_the_page(playground, client):
    async with aiohttp.ClientSession(headers=HEADERS) as page:

        async def switch(outage):
            async with page.post(f"{playground.url}/page/faults", json={"outage": outage}) as response:
                return response.status

        assert await switch({"kind": "unavailable", "methods": ["auth.test"]}) == 200
        with pytest.raises(SlackApiError):
            await client.auth_test()
        assert await switch(None) == 200
        assert (await client.auth_test())["ok"]
        assert await switch({"kind": "earthquake"}) == 400


async def limited(call):
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response.status_code, int(refused.value.response.headers["Retry-After"])


async def test_a_limit_on_one_channel_leaves_the_others_alone(playground, client):
    playground.faults.rate_limit("chat.postMessage", channel=playground.channel("ops").id, retry_after=9)

    assert (await client.chat_postMessage(channel="#general", text="x"))["ok"]
    assert await limited(client.chat_postMessage(channel="#ops", text="x")) == (429, 9)
    assert (await client.chat_postMessage(channel="#ops", text="x"))["ok"]


async def test_slacks_own_limits_are_kept_on_demand(playground, client):
    for _ in range(6):
        await client.chat_postMessage(channel="#general", text="x")
    playground.faults.keep_limits = True
    ids = {"#ops", playground.channel("ops").id}

    for channel in [*ids, *ids]:
        await client.chat_postMessage(channel=channel, text="x")

    assert (await limited(client.chat_postMessage(channel="#ops", text="x")))[1] == 1
    assert (await client.chat_postMessage(channel="#general", text="x"))["ok"]
