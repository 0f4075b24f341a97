"""Deliveries that go wrong on command: repeated, out of order, over websockets that die or freeze."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from pausepoint_playground import Playground, SlackClientError
from tests.integration.playground.bolt import over_http, web_client
from tests.integration.playground.forms import ANSWERS

EVENT = {"type": "app_home_opened"}


async def a_message(playground):
    async with web_client(playground) as client:
        await client.chat_postMessage(channel="#ops", text="x", blocks=[ANSWERS])
    return playground.as_person("alice").messages("#ops")[-1]


async def websocket(playground, session):
    async with web_client(playground, token=playground.app_token) as client:
        url = (await client.apps_connections_open(app_token=playground.app_token))["url"]
    return await session.ws_connect(url)


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_a_lost_answer_brings_slacks_three_repetitions(playground):
    async with over_http(playground) as connected:
        heard = []

        @connected.app.event("app_home_opened")
        async def opened(request):
            heard.append({name: request.headers.get(name) for name in ("x-slack-retry-num", "x-slack-retry-reason")})

        playground.faults.drop_acks, playground.faults.retry_waits = 3, (0.0, 0.0, 0.0)
        await playground.send_event(EVENT)

    assert [told["x-slack-retry-num"] for told in heard] == [None, ["1"], ["2"], ["3"]]
    assert heard[1]["x-slack-retry-reason"] == ["http_timeout"]
    assert playground.log.of("app_home_opened")[0].ok


async def test_a_repeated_envelope_says_which_attempt_it_is(playground, session):
    playground.faults.drop_acks = playground.faults.redeliver = 1
    message = await a_message(playground)
    async with await websocket(playground, session) as socket, asyncio.TaskGroup() as group:
        await socket.receive_json()
        group.create_task(playground.as_person("alice").click(message, "Approve"))
        envelopes = []
        for _ in range(2):
            envelopes.append(await socket.receive_json())
            await socket.send_json({"envelope_id": envelopes[-1]["envelope_id"]})

    first, second = envelopes
    assert first["payload"] == second["payload"]
    assert "retry_attempt" not in first
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")


async def test_a_click_without_an_answer_is_not_repeated_unasked(playground):
    playground.faults.drop_acks = 1
    message = await a_message(playground)
    async with over_http(playground) as connected:
        clicks = []

        @connected.app.action("approve")
        async def clicked(ack):
            clicks.append(1)
            await ack()

        with pytest.raises(SlackClientError, match="dropped on command"):
            await playground.as_person("alice").click(message, "Approve")
    assert clicks == [1]


async def test_two_clicks_arrive_in_the_wrong_order(playground):
    playground.faults.hold_back = 1
    message = await a_message(playground)
    async with over_http(playground) as connected:
        heard = []

        @connected.app.action("approve")
        async def clicked(ack, body):
            heard.append(body["user"]["name"])
            await ack()

        async with asyncio.TaskGroup() as group:
            for who in ("alice", "bob"):
                group.create_task(playground.as_person(who).click(message, "Approve"))
    assert heard == ["bob", "alice"]


async def test_a_warned_connection_is_closed_when_its_time_is_up(playground, session):
    async with await websocket(playground, session) as socket:
        await socket.receive_json()
        await playground.socket_mode.disconnect("warning", within=0.05)
        assert (await socket.receive_json())["reason"] == "warning"
        assert (await socket.receive(timeout=5)).type is aiohttp.WSMsgType.CLOSE
    await playground.socket_mode.changes.until(lambda: not playground.socket_mode.connections, timeout_seconds=5)


async def test_a_connection_may_die_before_a_word_is_said(playground, session):
    playground.faults.dead_connections = 1
    try:
        async with await websocket(playground, session) as socket:
            said = (await socket.receive(timeout=5)).type
    except aiohttp.ClientError:
        said = aiohttp.WSMsgType.CLOSED
    assert said in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    async with await websocket(playground, session) as socket:
        assert (await socket.receive_json())["type"] == "hello"


async def test_a_frozen_connection_answers_no_ping(playground, session):
    async with await websocket(playground, session) as socket:
        await socket.receive_json()
        playground.socket_mode.frozen = True
        await socket.ping(b"1")
        playground.socket_mode.frozen = False
        await socket.ping(b"2")
        async with asyncio.TaskGroup() as group:
            group.create_task(playground.send_event(EVENT))
            envelope = await socket.receive_json()
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert playground.log.of("app_home_opened")[0].ok


async def test_no_websocket_is_taken_during_an_outage(playground, session):
    with playground.faults.outage_of("unavailable", "socket"), pytest.raises(aiohttp.WSServerHandshakeError):
        await websocket(playground, session)
    async with await websocket(playground, session) as socket:
        assert (await socket.receive_json())["type"] == "hello"


async def test_a_playground_that_is_unreachable_drops_its_websockets(session):
    async with Playground.start() as playground:
        socket = await websocket(playground, session)
        await socket.receive_json()
        async with playground.unreachable():
            assert (await socket.receive(timeout=5)).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
            assert playground.socket_mode.connections == 0
