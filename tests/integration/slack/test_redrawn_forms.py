"""Forms whose fields come and go with an answer: what was typed is kept where it fits, and only what is seen counts."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Waiting
from tests.support.dynamic_forms import IF_THEN_ELSE, Notice
from tests.support.slack_requests import form_of, post


async def ask(bot, schema, **more):
    pause = await bot.open(OpenPause(title="Tell whom", channel="#ops", schema=schema, **more))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "Answer…")
    return pause, alice


async def values_of(bot, pause):
    status = (await bot.get(pause.id)).status
    assert isinstance(status, Decided)
    return status.decision.values


@pytest.fixture
async def asked(bot):
    return await ask(bot, Notice.model_json_schema())


async def test_choosing_brings_the_fields_of_the_choice(bot, asked):
    pause, alice = asked
    before = alice.view.inputs

    await alice.fill("Contact", "Mail")
    mail = alice.view.inputs
    await alice.fill("Contact", "Phone")

    assert "Address" not in before
    assert {"Name", "Address"} <= set(mail)
    assert {"Name", "Urgency"} <= set(alice.view.inputs)
    assert "Address" not in alice.view.inputs
    await alice.submit({"Name": "Ann", "Urgency": "high"})
    assert await values_of(bot, pause) == {"contact": {"kind": "phone", "name": "Ann", "urgency": "high"}}


async def test_what_was_typed_is_kept_where_it_fits_and_comes_back_with_its_branch(bot, asked):
    pause, alice = asked
    await alice.fill("Notes", "for all")
    await alice.fill("Contact", "Mail")
    await alice.fill("Name", "Ann")
    await alice.fill("Address", "a@example.com")

    await alice.fill("Contact", "Phone")
    await alice.fill("Urgency", "low")
    await alice.fill("Name", "Anna")
    await alice.fill("Contact", "Mail")
    await alice.submit()

    assert await values_of(bot, pause) == {
        "contact": {"kind": "mail", "name": "Anna", "address": "a@example.com"},
        "notes": "for all",
    }


async def test_inputs_that_stay_keep_their_ids(bot, asked):
    _, alice = asked
    await alice.fill("Contact", "Mail")
    before = {block["block_id"]: block for block in alice.view.blocks if block["type"] == "input"}

    await alice.fill("Contact", "Phone")

    after = {block["block_id"]: block for block in alice.view.blocks if block["type"] == "input"}
    same = {
        name
        for name in before
        if before[name]["element"]["action_id"] == after.get(name, {}).get("element", {}).get("action_id")
    }
    assert {"#/notes", "#/contact/name", "#/contact/kind"} <= same


async def test_an_optional_object_is_filled_in_or_left_out(bot, asked):
    pause, alice = asked
    await alice.fill("Contact", "Mail")
    await alice.fill("#/owner/~filled", True)
    await alice.fill("#/owner/name", "Bob")
    await alice.fill("#/owner/~filled", False)
    assert "Team" not in alice.view.inputs
    await alice.fill("#/owner/~filled", True)

    await alice.submit({"#/contact/name": "Ann", "Address": "a@example.com", "Team": "Ops"})

    assert (await values_of(bot, pause))["owner"] == {"name": "Bob", "team": "Ops"}


async def test_a_condition_brings_its_fields(bot):
    pause, alice = await ask(bot, IF_THEN_ELSE)
    await alice.fill("Country", "US")
    assert "Zip" in alice.view.inputs
    await alice.fill("Country", "NL")
    assert "Zip" not in alice.view.inputs

    wrong = await alice.submit({"Street": "Dam 1", "Postcode": "1012"})
    assert "6" in wrong.errors["#/postcode"]
    await alice.submit({"Postcode": "1012 JS"})

    assert await values_of(bot, pause) == {"country": "NL", "street": "Dam 1", "postcode": "1012 JS"}


async def test_a_submit_that_was_drawn_for_another_branch_is_redrawn_and_not_read(bot, asked):
    pause, alice = asked
    await alice.fill("Contact", "Mail")
    await alice.fill("Name", "Ann")
    await alice.fill("Address", "a@example.com")
    view = alice.view
    phone = view.blocks[[b["block_id"] for b in view.blocks].index("#/contact/kind")]["element"]
    view.values["#/contact/kind"][phone["action_id"]] = {
        "type": "radio_buttons",
        "selected_option": phone["options"][1],
    }

    result = await alice.submit()

    assert not result.closed
    assert "Urgency" in alice.view.inputs
    assert "other questions" in alice.view.visible_text
    assert isinstance((await bot.get(pause.id)).status, Waiting)
    assert alice.view.values["#/contact/name"][next(iter(alice.view.values["#/contact/name"]))]["value"] == "Ann"


async def test_two_choices_at_once_show_the_later_one(bot, asked):
    pause, alice = asked
    client = alice._client
    view = alice.view
    block = next(block for block in view.blocks if block["block_id"] == "#/contact/kind")
    ids = (block["block_id"], block["element"]["action_id"])

    def chosen(index):
        return {"type": "radio_buttons", "selected_option": block["element"]["options"][index]}

    await asyncio.gather(*(client.set_value(view.id, ids, chosen(index)) for index in (0, 1)))

    assert "Urgency" in alice.view.inputs
    await alice.submit({"Name": "Ann", "Urgency": "low"})
    assert (await values_of(bot, pause))["contact"]["kind"] == "phone"


def a_choice(bot, alice, view, index, moment):
    """Return the click that chooses a contact, as Slack sends it from the view as it was."""
    block = next(block for block in view["blocks"] if block["block_id"] == "#/contact/kind")
    element = block["element"]
    state = {element["action_id"]: {"type": element["type"], "selected_option": element["options"][index]}}
    values = {**view["state"]["values"], block["block_id"]: state}
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    return {
        "type": "block_actions",
        "user": {"id": alice.person.id},
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": {"values": values}},
        "actions": [{**action, "action_ts": f"179535{moment:04}.000000"}],
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "the other way round"])
async def test_of_two_clicks_in_the_same_view_the_later_one_counts_however_they_arrive(bot, asked, order):
    _, alice = asked
    view = bot.playground._installation.workspace.view_json(alice.view)
    clicks = [a_choice(bot, alice, view, index, moment=index) for index in (0, 1)]

    for number in order:
        assert (await post(bot, form_of(clicks[number]))).status == 200

    assert "Urgency" in alice.view.inputs
    draft = await bot.desk.store.read(lambda uow: uow.drafts.newest(asked[0].id, person=alice.person.id))
    assert {name: answer for name, answer in draft.answers.items() if "kind" in name} == {
        next(name for name in draft.answers if "kind" in name): 1
    }


async def test_a_click_that_changes_nothing_draws_nothing(bot, asked):
    _, alice = asked
    await alice.fill("Contact", "Mail")
    drawn = len(bot.playground.calls("views.update"))

    await alice.fill("Contact", "Mail")

    assert len(bot.playground.calls("views.update")) == drawn


async def test_a_view_that_slack_will_not_redraw_is_left_as_it_is(bot, asked):
    pause, alice = asked
    bot.playground.faults.rate_limit("views.update", times=1)

    await alice.fill("Contact", "Mail")
    result = await alice.submit()

    assert not result.closed
    assert "Address" in alice.view.inputs
    await alice.submit({"Name": "Ann", "Address": "a@example.com"})
    assert (await values_of(bot, pause))["contact"]["kind"] == "mail"


async def test_a_closed_form_opens_again_with_what_was_sent_before(bot, asked):
    pause, alice = asked
    await alice.fill("Contact", "Mail")
    await alice.fill("Name", "Ann")
    await alice.fill("Contact", "Phone")
    await alice.close()

    await alice.click(bot.message(), "Answer…")

    assert "here again" in alice.view.visible_text
    await alice.submit({"Urgency": "low"})
    assert (await values_of(bot, pause))["contact"] == {"kind": "phone", "name": "Ann", "urgency": "low"}


async def test_nobody_sees_what_another_has_typed(bot, asked):
    _, alice = asked
    await alice.fill("Notes", "secret")
    await alice.fill("Contact", "Mail")
    bob = bot.playground.as_person("bob")

    await bob.click(bot.message(), "Answer…")

    assert "Address" not in bob.view.inputs
    assert "secret" not in str(bob.view.values)


async def test_state_of_another_branch_is_passed_over(bot, asked):
    pause, alice = asked
    bot.playground.faults.stale_state = True
    await alice.fill("Contact", "Mail")
    await alice.fill("Address", "old@example.com")
    await alice.fill("Contact", "Phone")

    await alice.submit({"Name": "Ann", "Urgency": "low"})

    assert (await values_of(bot, pause))["contact"] == {"kind": "phone", "name": "Ann", "urgency": "low"}


async def test_a_form_is_closed_for_whoever_redraws_it_too_late(bot, asked):
    _, alice = asked
    bob = bot.playground.as_person("bob")
    await bob.click(bot.message(), "Answer…")
    await bob.fill("Contact", "Mail")
    await bob.submit({"Name": "Bob", "Address": "b@example.com"})

    await alice.fill("Contact", "Mail")

    assert alice.view.title == "Already settled"
