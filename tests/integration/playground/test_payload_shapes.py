"""Payloads have the members of recorded and documented ones, and the same types. Skipped where those are not at hand."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from tests.integration.playground.bolt import web_client
from tests.integration.playground.forms import ask, choices, modal, open_form, opens, section, text_input

SAMPLES = Path(__file__).parents[4] / "shared" / "slack" / "payloads"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no payload samples at hand")

# Members of samples that only other installations, workspaces or features have.
ELSEWHERE = {
    "enterprise_id",
    "enterprise_name",
    "function_data",
    "interactivity",
    "bot_access_token",
    "app_unfurl",
    "attachment_id",
    "is_app_unfurl",
    "edited",
    "bot_profile",
    "response_urls",
    "blocks",
    "values",
}


def sample(name):
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def missing(sample, ours, path=""):
    """List members that the sample has and ours has not, or has with another type."""
    if isinstance(sample, dict) and isinstance(ours, dict):
        found = []
        for key, value in sample.items():
            if key in ELSEWHERE:
                continue
            found += [f"{path}/{key}"] if key not in ours else missing(value, ours[key], f"{path}/{key}")
        return found
    if isinstance(sample, list) and isinstance(ours, list):
        return missing(sample[0], ours[0], f"{path}/0") if sample and ours else []
    return [] if sample is None or ours is None or type(sample) is type(ours) else [f"{path}: {type(ours).__name__}"]


@pytest.fixture
async def sent(http):
    """A click in a message, a choice and a type-ahead in a view, a submit and a closing: their payloads by type."""
    city = ask("city", "City", {"type": "external_select", "action_id": "city"}, optional=True)
    kind = ask("kind", "Kind", {"type": "radio_buttons", "options": choices("A")}, dispatch_action=True)
    opens(http.app, modal(text_input("a", "A"), kind, city, notify_on_close=True))

    @http.app.action("typed")
    @http.app.view_closed("form")
    async def take(ack):
        await ack()

    @http.app.options("city")
    async def suggest(ack):
        await ack(options=choices("Rome"))

    @http.app.view("form")
    async def refuse(ack):
        await ack(response_action="errors", errors={"a": "no"})

    slack = await open_form(http)
    await slack.fill("Kind", "A")
    await slack.options("City", "Rom")
    await slack.submit({"A": "x"})
    await slack.close()
    log = http.playground.log
    return {
        "message action": log.of("block_actions")[0].arguments,
        "view action": log.of("block_actions")[1].arguments,
        "suggestion": log.of("block_suggestion")[0].arguments,
        "submission": log.of("view_submission")[0].arguments,
        "closed": log.of("view_closed")[0].arguments,
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("message action", "recorded/block_actions_message_with_input_state.json"),
        ("message action", "bolt-python-tests/block_actions__test_block_actions_body.json"),
        ("submission", "composed/view_submission_all_state_types.json"),
        ("submission", "bolt-python-tests/view_submission__test_view_submission_body.json"),
        ("closed", "bolt-python-tests/view_closed__test_view_closed_body.json"),
        ("closed", "docs/view_closed.json"),
        ("suggestion", "docs/block_suggestion_modal.json"),
        ("suggestion", "bolt-python-tests/block_suggestion__test_block_suggestion_body.json"),
    ],
)
async def test_a_payload_has_every_member_of_the_sample(sent, kind, name):
    expected, ours = sample(name), sent[kind]
    if kind == "message action":
        expected["actions"], expected["actions"][0] = ours["actions"], ours["actions"][0]
    assert missing(expected, ours) == []


async def test_members_that_slack_does_not_send_are_not_there(sent):
    assert not {"channel", "message", "response_url"} & set(sent["view action"])
    assert not {"trigger_id", "response_url"} & set(sent["suggestion"])
    assert "trigger_id" not in sent["closed"]
    assert sent["closed"]["view"]["state"] == {"values": {}}
    assert sent["submission"]["response_urls"] == []


async def test_every_state_has_the_members_of_the_composed_sample(http):
    """Compare the empty and the filled state of every element type."""
    states = [
        state
        for actions in sample("composed/view_submission_all_state_types.json")["view"]["state"]["values"].values()
        for state in actions.values()
    ]
    members = {state["type"]: set(state) - {"timezone"} for state in states}
    extra = {
        "static_select": {"options": choices("A")},
        "multi_static_select": {"options": choices("A")},
        "radio_buttons": {"options": choices("A")},
        "checkboxes": {"options": choices("A")},
        "number_input": {"is_decimal_allowed": True},
    }
    blocks = [ask(kind, kind, {"type": kind, **extra.get(kind, {})}, optional=True) for kind in members]
    opens(http.app, modal(section("all"), *blocks))
    slack = await open_form(http)
    assert {kind: set(slack.view.values[kind]["typed"]) for kind in members} == members


async def test_socket_envelopes_have_the_members_of_the_documented_ones(playground):
    envelopes = []
    async with web_client(playground, token=playground.app_token) as client, aiohttp.ClientSession() as session:
        url = (await client.apps_connections_open(app_token=playground.app_token))["url"]
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            async with asyncio.TaskGroup() as group:
                group.create_task(playground.send_event({"type": "app_home_opened", "user": "U1", "tab": "home"}))
                envelopes.append(await socket.receive_json())
                await socket.send_json({"envelope_id": envelopes[0]["envelope_id"]})
    assert missing(sample("socket-mode/socket_mode_hello_message.json"), hello) == []
    assert missing(sample("docs/socket/envelope_events_api_app_home_opened.json"), envelopes[0]) == [
        "/payload/event/channel",
        "/payload/event/event_ts",
        "/payload/event/view",
    ]
