from __future__ import annotations

import aiohttp
import pytest

from pausepoint_playground import Playground
from tests.integration.playground.bolt import over_http
from tests.integration.playground.forms import ANSWERS, choices, modal, open_form, opens, plain, section
from tests.integration.playground.test_views import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def clicked(clock):
    """A person clicked in a message: the app, the message, and what the click brought."""
    async with Playground.start(clock=clock) as playground, over_http(playground) as connected:
        bodies = []

        @connected.app.action("approve")
        async def note(ack, body):
            bodies.append(body)
            await ack()

        await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
        slack = playground.as_person("alice")
        message = await slack.wait_for_message("#ops")
        await slack.click(message, "Approve")
        yield playground, message, bodies[0]


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


async def post(session, url, **body):
    async with session.post(url, json=body) as response:
        return response.status, await response.text()


async def test_an_answer_is_for_the_clicker_only_unless_it_says_otherwise(clicked, session):
    playground, message, body = clicked
    assert await post(session, body["response_url"], text="psst") == (200, "ok")
    assert await post(session, body["response_url"], text="all", response_type="in_channel") == (200, "ok")
    assert [one.text for one in playground.as_person("bob").messages("#ops")] == [message.text, "all"]
    assert [one.text for one in playground.as_person("alice").messages("#ops")] == [message.text, "psst", "all"]


async def test_the_original_can_be_replaced_and_deleted(clicked, session):
    playground, message, body = clicked
    await post(session, body["response_url"], replace_original=True, text="done", blocks=[section("Done")])
    assert (message.visible_text, message.edited) == ("Done", False)
    await post(session, body["response_url"], delete_original=True)
    assert message.deleted
    assert playground.as_person("alice").messages("#ops") == []


async def test_an_answer_may_go_to_the_thread(clicked, session):
    _, message, body = clicked
    await post(session, body["response_url"], text="reply", thread_ts=message.ts, response_type="in_channel")
    assert [reply.text for reply in message.replies] == ["reply"]


async def test_a_response_url_works_five_times(clicked, session):
    url = clicked[2]["response_url"]
    assert [(await post(session, url, text="x"))[0] for _ in range(5)] == [200] * 5
    assert await post(session, url, text="x") == (404, "used_url")


async def test_a_response_url_works_for_thirty_minutes(clicked, session, clock):
    url = clicked[2]["response_url"]
    clock.now += 1799
    assert (await post(session, url, text="x"))[0] == 200
    clock.now += 2
    assert await post(session, url, text="x") == (404, "expired_url")


async def test_what_cannot_be_shown_is_refused_in_plain_text(clicked, session):
    url = clicked[2]["response_url"]
    assert await post(session, url) == (400, "no_text")
    assert await post(session, url, blocks=[section("")]) == (400, "invalid_blocks")
    assert await post(session, url[:-4], text="x") == (404, "no_service")


async def test_a_select_that_asks_for_it_brings_a_response_url_with_the_submit(session):
    async with Playground.start() as playground, over_http(playground) as connected:
        select = {"type": "conversations_select", "action_id": "typed", "response_url_enabled": True}
        block = {"type": "input", "block_id": "room", "label": plain("Room"), "element": select}
        opens(connected.app, modal(block, section("more", accessory={"type": "overflow", "options": choices("A")})))
        bodies = []

        @connected.app.view("form")
        async def take(ack, body):
            bodies.append(body)
            await ack()

        slack = await open_form(connected)
        await slack.submit({"Room": "#ops"})
        given = bodies[0]["response_urls"]

        assert [(one["block_id"], one["channel_id"]) for one in given] == [("room", playground.channel("#ops").id)]
        assert await post(session, given[0]["response_url"], text="hi", response_type="in_channel") == (200, "ok")
        assert (await slack.wait_for_message("#ops", "hi")).user == playground.bot_user_id
