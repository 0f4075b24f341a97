"""What the page's own scripts ask for, over real HTTP."""

from __future__ import annotations

import json

import aiohttp
import pytest

from tests.integration.playground.forms import ANSWERS, ask, choices, modal, opens, text_input


class Page:
    """A browser window acting as one person, without the browser."""

    def __init__(self, session, playground, person):
        self.session, self.playground, self.me = session, playground, playground.people[person].id

    async def snapshot(self):
        async with self.session.get(f"{self.playground.url}/page/snapshot", params={"as": self.me}) as response:
            return await response.json()

    async def post(self, door, **body):
        url, headers = f"{self.playground.url}/page/{door}", {"X-Playground": "1"}
        async with self.session.post(url, json={"as": self.me, **body}, headers=headers) as response:
            return await response.json()


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def page(session, http):
    return Page(session, http.playground, "alice")


@pytest.fixture
async def opened(page, http):
    """A modal on the page; gives its picture."""
    city = ask("city", "City", {"type": "external_select", "action_id": "city"}, optional=True)
    again = {"type": "actions", "block_id": "more", "elements": [ANSWERS["elements"][0] | {"action_id": "again"}]}
    opens(http.app, modal(text_input("notes", "Notes"), city, again))

    @http.app.view("form")
    async def take(ack):
        await ack()

    @http.app.options("city")
    async def suggest(ack):
        await ack(options=choices("Rome"))

    posted = await http.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
    place = {"channel": posted["channel"], "ts": posted["ts"], "block_id": "answers", "action_id": "approve"}
    assert await page.post("click", **place) == {"ok": True}
    return (await page.snapshot())["views"][0]


async def test_a_snapshot_pictures_the_workspace_for_one_person(page, http):
    await http.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
    seen = await page.snapshot()
    ops = http.playground.channel("#ops").id
    assert {"version", "app", "me", "people", "channels", "messages", "ephemerals", "views", "faults", "log"} <= set(
        seen
    )
    assert seen["app"] == {"name": "pausepoint", "bot_user_id": http.playground.bot_user_id, "mode": "http"}
    assert seen["messages"][ops][0]["text"] == "Deploy?"
    assert {person["kind"] for person in seen["people"]} == {"member", "guest", "other_team", "bot"}
    guest = await Page(page.session, http.playground, "guest").snapshot()
    assert {channel["name"] for channel in guest["channels"]} == {"general", "ops"}


async def test_typing_and_submitting_from_the_page(page, opened, http):
    view_id = opened["id"]
    assert opened["values"]["notes"]["typed"] == {"type": "plain_text_input", "value": None}
    refused = await page.post("submit", view_id=view_id, values={})
    assert refused == {"ok": False, "errors": {"notes": "Please complete this required field."}, "banner": None}
    typed = {"type": "plain_text_input", "value": "x"}
    await page.post("input", view_id=view_id, block_id="notes", action_id="typed", value=typed)
    assert (await page.snapshot())["views"][0]["values"]["notes"]["typed"]["value"] == "x"
    sent = await page.post("submit", view_id=view_id, values={"notes": {"typed": typed | {"value": "xy"}}})
    assert sent == {"ok": True, "errors": {}, "banner": None}
    submitted = http.playground.log.of("view_submission")[0].arguments["view"]["state"]["values"]
    assert submitted["notes"]["typed"]["value"] == "xy"
    assert (await page.snapshot())["views"] == []


async def test_type_ahead_from_the_page(page, opened):
    offer = await page.post("options", view_id=opened["id"], block_id="city", action_id="city", query="Rom")
    assert [option["value"] for option in offer["options"]] == ["rome"]


async def test_an_app_that_does_not_know_a_button_shows_the_banner(page, opened):
    answer = await page.post("act", view_id=opened["id"], block_id="more", action_id="again", value={"type": "button"})
    assert (answer["ok"], answer["error"]) == (False, "banner")
    assert (await page.snapshot())["views"][0]["banner"] == "We had some trouble connecting. Try again?"


async def test_closing_posting_and_faults_from_the_page(page, opened, http):
    await page.post("close", view_id=opened["id"], all=True)
    assert (await page.snapshot())["views"] == []
    ops = http.playground.channel("#ops").id
    await page.post("post", channel=ops, text="hello", thread_ts=None)
    assert http.playground.as_person("bob").messages("#ops")[-1].text == "hello"
    await page.post("faults", rate_limit={"method": "chat.update", "retry_after": 3, "times": 2}, drop_acks=1)
    faults = (await page.snapshot())["faults"]
    assert faults["rate_limit"] == {"method": "chat.update", "retry_after": 3, "times": 2}
    assert faults["drop_acks"] == 1


async def test_two_people_have_a_stack_each(page, opened, http):
    bob = Page(page.session, http.playground, "bob")
    assert (await bob.snapshot())["views"] == []
    stolen = await bob.post("submit", view_id=opened["id"], values={})
    assert (stolen["ok"], stolen["error"]) == (False, "no_such_view")


async def test_the_stream_tells_of_every_change(page, http):
    url = f"{http.playground.url}/page/stream"
    async with page.session.get(url, params={"as": page.me}) as stream:
        assert stream.content_type == "text/event-stream"
        first = json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: "))
        await http.client.chat_postMessage(channel="#ops", text="x")
        second = json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: "))
    assert second["version"] > first["version"]


async def test_the_server_stops_while_a_page_is_listening(page, http):
    async with page.session.get(f"{http.playground.url}/page/stream", params={"as": page.me}) as stream:
        await stream.content.readuntil(b"\n\n")
        await http.playground.stop()
        assert await stream.content.read() is not None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Playground": "1", "Origin": "http://evil.example"}, 403),
        ({"X-Playground": "1", "Host": "evil.example"}, 403),
        ({"X-Playground": "1"}, 200),
    ],
)
async def test_only_the_playgrounds_own_page_is_served(page, http, headers, status):
    url = f"{http.playground.url}/page/faults"
    async with page.session.post(url, json={}, headers=headers) as response:
        assert response.status == status


async def test_a_body_that_no_page_sends_is_refused(page, http):
    url, headers = f"{http.playground.url}/page/click", {"X-Playground": "1"}
    for body in ("{", "[]", "{}", json.dumps({"as": page.me})):
        async with page.session.post(url, data=body, headers=headers) as response:
            assert response.status == 400


async def test_the_page_comes_with_a_strict_policy_and_nothing_outside_its_folder(page, http):
    async with page.session.get(f"{http.playground.url}/") as response:
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "not Slack" in await response.text()
    async with page.session.get(f"{http.playground.url}/page/main.js") as script:
        assert script.content_type == "text/javascript"
    for outside in ("%2e%2e/server.py", "..%2fserver.py", "nothing.js"):
        async with page.session.get(f"{http.playground.url}/page/{outside}") as response:
            assert response.status == 404


async def test_a_permalink_leads_to_its_message_on_the_page(page, http):
    posted = await http.client.chat_postMessage(channel="#ops", text="x")
    link = await http.client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    async with page.session.get(link["permalink"], allow_redirects=False) as response:
        wanted = f"/#channel={posted['channel']}&message=p{posted['ts'].replace('.', '')}"
        assert (response.status, response.headers["Location"]) == (302, wanted)


async def test_without_a_person_the_page_gets_the_first_member(page, http):
    async with page.session.get(f"{http.playground.url}/page/snapshot") as response:
        assert (await response.json())["me"] == http.playground.people["alice"].id
