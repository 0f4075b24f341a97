from __future__ import annotations

import asyncio

import aiohttp
import pytest

from pausepoint_playground import Playground, SlackClientError
from tests.integration.playground.bolt import over_socket_mode, web_client
from tests.integration.playground.forms import ANSWERS, modal, open_form, opens, section


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


async def address(playground):
    async with web_client(playground, token=playground.app_token) as client:
        return (await client.apps_connections_open(app_token=playground.app_token))["url"]


async def test_an_address_works_once(playground, session):
    url = await address(playground)
    async with session.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


async def test_payloads_go_to_every_connection_in_turn(playground, session):
    async with (
        session.ws_connect(await address(playground)) as one,
        session.ws_connect(await address(playground)) as two,
    ):
        assert (await one.receive_json())["num_connections"] == 1
        assert (await two.receive_json())["num_connections"] == 2

        async def answer(socket):
            envelope = await socket.receive_json()
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            return envelope["type"]

        async with asyncio.TaskGroup() as group:
            told = [group.create_task(answer(socket)) for socket in (one, two)]
            for _ in told:
                group.create_task(playground.send_event({"type": "app_home_opened"}))
    assert [one.result() for one in told] == ["events_api", "events_api"]


async def test_an_eleventh_connection_is_turned_away(playground, session):
    sockets = [await session.ws_connect(await address(playground)) for _ in range(11)]
    for socket in sockets[:10]:
        assert (await socket.receive_json())["type"] == "hello"
    assert (await sockets[10].receive_json())["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()


async def test_an_app_reconnects_when_it_is_told_to(playground):
    async with over_socket_mode(playground) as connected:
        opens(connected.app, modal(section("x")))
        changes = playground.socket_mode.changes
        before = len(playground.calls("apps.connections.open"))
        await playground.socket_mode.disconnect("refresh_requested")
        await playground.workspace.changes.until(
            lambda: len(playground.calls("apps.connections.open")) > before, timeout_seconds=10
        )
        await changes.until(lambda: playground.socket_mode.connections == 1, timeout_seconds=10)
        assert (await open_form(connected)).view.title == "Answer"


async def test_without_a_connection_a_click_gives_the_banner(playground):
    async with web_client(playground) as client:
        await client.chat_postMessage(channel="#ops", text="x", blocks=[ANSWERS])
    slack = playground.as_person("alice")
    with pytest.raises(SlackClientError, match="no websocket is connected"):
        await slack.click(await slack.wait_for_message("#ops"), "Approve")


async def test_an_envelope_that_is_not_answered_gives_the_banner(session):
    async with (
        Playground.start(ack_seconds=0.05) as playground,
        session.ws_connect(await address(playground)) as socket,
    ):
        await socket.receive_json()
        async with web_client(playground) as client:
            await client.chat_postMessage(channel="#ops", text="x", blocks=[ANSWERS])
        slack = playground.as_person("alice")
        with pytest.raises(SlackClientError, match="http_timeout"):
            await slack.click(await slack.wait_for_message("#ops"), "Approve")


async def test_garbled_and_unknown_answers_are_ignored(playground, session):
    async with session.ws_connect(await address(playground)) as socket:
        await socket.receive_json()
        await socket.send_str("{")
        await socket.send_json([])
        await socket.send_json({"envelope_id": "unknown"})
        async with asyncio.TaskGroup() as group:
            group.create_task(playground.send_event({"type": "app_home_opened"}))
            envelope = await socket.receive_json()
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
    assert playground.log.of("app_home_opened")[0].ok


async def test_the_server_stops_while_an_app_is_connected(session):
    async with Playground.start() as playground:
        socket = await session.ws_connect(await address(playground))
        await socket.receive_json()
    assert (await socket.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}
