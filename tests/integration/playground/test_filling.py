"""The driver turns what a test says into what Slack reports."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from pausepoint_playground import SlackClientError
from tests.integration.playground.forms import ANSWERS, ask, choices, modal, open_form, opens, plain, values_of


@pytest.fixture
async def slack(http):
    kinds = {
        "Number": {"type": "number_input", "is_decimal_allowed": True},
        "Tick": {"type": "checkboxes", "options": choices("Yes")},
        "Boxes": {"type": "checkboxes", "options": choices("A", "B", "C")},
        "Radio": {"type": "radio_buttons", "options": choices("A", "B")},
        "Select": {"type": "static_select", "option_groups": [{"label": plain("G"), "options": choices("A", "B")}]},
        "Several": {"type": "multi_static_select", "options": choices("A", "B", "C")},
        "Day": {"type": "datepicker"},
        "Hour": {"type": "timepicker"},
        "Moment": {"type": "datetimepicker"},
        "Person": {"type": "users_select"},
        "People": {"type": "multi_users_select"},
        "Channel": {"type": "channels_select"},
        "Rooms": {"type": "multi_conversations_select"},
        "City": {"type": "external_select", "action_id": "city"},
        "Cities": {"type": "multi_external_select", "action_id": "city", "min_query_length": 0},
        "Story": {"type": "rich_text_input"},
    }
    opens(http.app, modal(*[ask(label, label, kind, optional=True) for label, kind in kinds.items()]))

    @http.app.view("form")
    async def take(ack):
        await ack()

    @http.app.options("city")
    async def suggest(ack, payload):
        groups = [{"label": plain("G"), "options": choices("Rome", "Oslo", payload["value"] or "x")}]
        await ack(option_groups=groups)

    return await open_form(http)


GIVEN = {
    "Number": (Decimal("1.5"), "1.5"),
    "Tick": (True, ["yes"]),
    "Boxes": (["A", "c"], ["a", "c"]),
    "Radio": ("B", "b"),
    "Select": ("b", "b"),
    "Several": (("A", "C"), ["a", "c"]),
    "Day": (date(2026, 1, 31), "2026-01-31"),
    "Hour": (time(9, 5), "09:05"),
    "Moment": (datetime(2026, 1, 1, tzinfo=UTC), 1767225600),
    "Person": ("bob", "bob"),
    "People": (["alice", "bob"], ["alice", "bob"]),
    "Channel": ("#ops", "#ops"),
    "Rooms": (["#ops", "general"], ["#ops", "#general"]),
    "City": ("Rome", "rome"),
    "Cities": (["Oslo", "Rome"], ["oslo", "rome"]),
}


def bare(state):
    value = next(value for key, value in state["typed" if "typed" in state else "city"].items() if key != "type")
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value["value"] if isinstance(value, dict) else value


async def test_values_are_given_by_label_and_in_pythons_own_types(http, slack):
    await slack.submit({label: value for label, (value, _) in GIVEN.items()})
    names = {person.id: name for name, person in http.playground.people.items()}
    names |= {channel.id: f"#{channel.name}" for channel in http.playground.workspace.channels.values()}

    def named(value):
        return [names.get(one, one) for one in value] if isinstance(value, list) else names.get(value, value)

    submitted = {block: named(bare(state)) for block, state in values_of(http).items() if block in GIVEN}
    assert submitted == {label: expected for label, (_, expected) in GIVEN.items()}


async def test_text_becomes_rich_text(http, slack):
    await slack.submit({"Story": "once"})
    value = values_of(http)["Story"]["typed"]["rich_text_value"]
    assert value["elements"][0]["elements"] == [{"type": "text", "text": "once"}]


async def test_values_are_taken_back_with_none_and_false(slack):
    await slack.fill("Tick", True)
    await slack.fill("Tick", False)
    await slack.fill("Radio", "A")
    await slack.fill("Radio", None)
    assert slack.view.values["Tick"]["typed"]["selected_options"] == []
    assert slack.view.values["Radio"]["typed"]["selected_option"] is None


async def test_what_cannot_be_chosen_is_named_with_what_can(slack):
    with pytest.raises(SlackClientError, match="no option 'Z'; there is 'A', 'B'"):
        await slack.fill("Radio", "Z")
    with pytest.raises(SlackClientError, match="no input 'Colour'; there is 'Number', 'Tick'"):
        await slack.fill("Colour", "red")
    with pytest.raises(SlackClientError, match="no person 'mallory'"):
        await slack.fill("Person", "mallory")


async def test_people_act_only_where_they_are(http):
    await http.client.chat_postMessage(channel="#private", text="secret", blocks=[ANSWERS])
    message = await http.playground.as_person("alice").wait_for_message("#private")
    for outsider in ("carol", "guest", "connect"):
        slack = http.playground.as_person(outsider)
        with pytest.raises(SlackClientError, match="sees no channel"):
            await slack.click(message, "Approve")
    http.playground.channel("#private").members.add(http.playground.people["gone"].id)
    with pytest.raises(SlackClientError, match="deactivated"):
        await http.playground.as_person("gone").click(message, "Approve")


async def test_a_confirmation_can_be_declined(http):
    confirm = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    button = ANSWERS["elements"][0] | {"confirm": confirm}
    clicks = []

    @http.app.action("approve")
    async def note(ack, body):
        clicks.append(body["user"]["id"])
        await ack()

    await http.client.chat_postMessage(channel="#ops", text="x", blocks=[ANSWERS | {"elements": [button]}])
    slack = http.playground.as_person("alice")
    message = await slack.wait_for_message("#ops")
    await slack.click(message, "Approve", confirm=False)
    assert clicks == []
    await slack.click(message, "Approve")
    assert clicks == [slack.person.id]


async def test_inputs_in_a_message_are_reported_with_the_click(http):
    bodies = []

    @http.app.action("approve")
    async def note(ack, body):
        bodies.append(body)
        await ack()

    radio = ask("choice", "Choice", {"type": "radio_buttons", "options": choices("A", "B")})
    await http.client.chat_postMessage(channel="#ops", text="x", blocks=[radio, ANSWERS])
    slack = http.playground.as_person("alice")
    message = await slack.wait_for_message("#ops")
    await slack.choose(message, "Choice", "B")
    assert bodies == []
    await slack.click(message, "Approve")
    assert bodies[0]["state"]["values"]["choice"]["typed"]["selected_option"]["value"] == "b"


async def test_waiting_in_vain_times_out(http):
    slack = http.playground.as_person("alice")
    with pytest.raises(TimeoutError):
        await slack.wait_for_message("#ops", timeout=0.01)
    with pytest.raises(TimeoutError):
        await slack.wait_for_view(timeout=0.01)
    with pytest.raises(SlackClientError, match="no modal open"):
        await slack.submit()
