"""What a person sees when an app answers a submit in a way that Slack does not take."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import web

from pausepoint_playground import Playground, SlackClientError
from tests.integration.playground.bolt import web_client
from tests.integration.playground.forms import ANSWERS, modal, section, text_input

BANNER = "We had some trouble connecting. Try again?"


class Answerer:
    """An app in the raw: opens the form on a click, and answers submits with whatever a test wants."""

    def __init__(self):
        self.answer = web.Response
        self.held = None
        self.playground = None

    async def serve(self, request):
        payload = json.loads((await request.post())["payload"])
        if payload["type"] == "block_actions":
            async with web_client(self.playground) as client:
                form = modal(text_input("#/notes", "Notes", optional=True), section("words", block_id="words"))
                await client.views_open(trigger_id=payload["trigger_id"], view=form)
            return web.Response()
        if self.held is not None:
            await self.held.wait()
        return self.answer()


@pytest.fixture
async def raw():
    app, answerer = web.Application(), Answerer()
    app.router.add_post("/", answerer.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with Playground.start(ack_seconds=0.5) as playground:
        playground.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        answerer.playground = playground
        yield answerer
    await runner.cleanup()


async def submitted(answerer):
    playground = answerer.playground
    async with web_client(playground) as client:
        await client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
    slack = playground.as_person("alice")
    await slack.click(await slack.wait_for_message("#ops"), "Approve")
    return await slack.submit()


def says(body):
    return lambda: web.json_response(body)


def action(name, **more):
    return says({"response_action": name, **more})


REFUSED = [
    ("text", lambda: web.Response(text="thanks"), "not a response_action"),
    ("ok", says({"ok": True}), "not a response_action"),
    ("empty object", says({}), "not a response_action"),
    ("unknown action", action("reload"), "not a response_action"),
    ("no errors", action("errors", errors={}), "`errors` must name at least one block"),
    ("errors of no block", action("errors", errors={"#/other": "x"}), "`errors` names what is no input block"),
    ("errors of a section", action("errors", errors={"words": "x"}), "`errors` names what is no input block"),
    ("nested errors", action("errors", errors={"#/notes": {"typed": "x"}}), "each error must be a non-empty string"),
    ("update without view", action("update"), "must provide an object"),
    (
        "invalid view",
        action("update", view=modal(section("x" * 3001))),
        "must be less than 3001 characters [json-pointer:/view/blocks/0/text/text]",
    ),
    (
        "pushed markdown",
        action("push", view=modal({"type": "markdown", "text": "x"})),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
    ("home", action("update", view={"type": "home", "blocks": [section("x")]}), "must be a modal"),
]


@pytest.mark.parametrize(("_name", "answer", "reason"), REFUSED, ids=[case[0] for case in REFUSED])
async def test_an_answer_slack_does_not_take_gives_the_banner_and_a_line_in_the_log(raw, _name, answer, reason):
    raw.answer = answer
    result = await submitted(raw)
    assert (result.banner, result.closed, result.errors) == (BANNER, False, {})
    complaints = [entry for entry in raw.playground.log.of("view_submission") if not entry.ok]
    assert len(complaints) == 1
    assert reason in complaints[0].error


@pytest.mark.parametrize("status", [201, 302, 404, 500])
async def test_any_status_but_200_gives_the_banner(raw, status):
    raw.answer = lambda: web.Response(status=status)
    assert (await submitted(raw)).banner == BANNER


async def test_an_answer_after_the_deadline_gives_the_banner(raw):
    raw.held = asyncio.Event()
    result = await submitted(raw)
    raw.held.set()
    assert result.banner == BANNER
    assert raw.playground.log.of("view_submission")[0].error == "http_timeout"


async def test_an_app_that_is_not_there_gives_the_banner():
    async with Playground.start() as playground, web_client(playground) as client:
        playground.request_url = "http://127.0.0.1:1/"
        await client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
        slack = playground.as_person("alice")
        with pytest.raises(SlackClientError, match="connection_failed"):
            await slack.click(await slack.wait_for_message("#ops"), "Approve")
