"""What no form of ours can have sent: told in a few words, never an error, never a decision."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Waiting
from pausepoint_bot.slack.ids import read_metadata, write_metadata
from tests.support.dynamic_forms import Long, Notice
from tests.support.slack_requests import form_of, post

LONG = Long.model_json_schema()


async def ask(bot, schema):
    pause = await bot.open(OpenPause(title="Fill it in", channel="#ops", schema=schema))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "Answer…")
    return pause, alice


def seen(bot, alice, **metadata):
    """Return the view as Slack would send it, with something in its metadata changed."""
    view = bot.playground._installation.workspace.view_json(alice.view)
    known = read_metadata(view["private_metadata"])
    assert known is not None
    return {**view, "private_metadata": write_metadata(replace(known, **metadata))}


def a_submit(bot, alice, view):
    return {"type": "view_submission", "user": {"id": alice.person.id}, "team": {"id": "T1"}, "view": view}


def a_click(bot, alice, view, action):
    return {
        "type": "block_actions",
        "user": {"id": alice.person.id},
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [{"type": "button", **action}],
    }


BACK = {"action_id": "back", "block_id": "back"}
CHOICE = {"action_id": "radio_buttons@0", "block_id": "#/contact/kind"}


async def is_waiting(bot, pause):
    return isinstance((await bot.get(pause.id)).status, Waiting)


@pytest.mark.parametrize("metadata", [{"page": 3}, {"page": 99_999_999}, {"branch": "000000000000"}])
@pytest.mark.parametrize("schema", [LONG, Notice.model_json_schema()], ids=["paged", "redrawn"])
async def test_a_submit_of_a_page_or_branch_that_is_none(bot, schema, metadata):
    pause, alice = await ask(bot, schema)

    response = await post(bot, form_of(a_submit(bot, alice, seen(bot, alice, **metadata))))

    assert response.status == 200
    assert "no page of the form" in response.text
    assert json.loads(response.text)["view"]["title"]["text"] == "That did not work"
    assert await is_waiting(bot, pause)


@pytest.mark.parametrize("action", [BACK, CHOICE], ids=["back", "choice"])
@pytest.mark.parametrize("metadata", [{"page": 3}, {"branch": "000000000000"}, {"pause": "pau_none"}])
@pytest.mark.parametrize("schema", [LONG, Notice.model_json_schema()], ids=["paged", "redrawn"])
async def test_a_click_in_a_page_or_branch_that_is_none(bot, schema, metadata, action):
    pause, alice = await ask(bot, schema)

    response = await post(bot, form_of(a_click(bot, alice, seen(bot, alice, **metadata), action)))

    assert (response.status, response.text) == (200, "")
    assert alice.view.title == "That did not work"
    assert await is_waiting(bot, pause)


@pytest.mark.parametrize("action", [BACK, CHOICE], ids=["back", "choice"])
async def test_a_click_in_no_form_at_all_is_let_pass(bot, action):
    _, alice = await ask(bot, LONG)
    view = seen(bot, alice)
    for odd in ({**view, "callback_id": "notice"}, {**view, "private_metadata": "x"}, None):
        payload = {**a_click(bot, alice, view, action), "view": odd}
        assert (await post(bot, form_of(payload))).status == 200


async def test_back_on_the_first_page_stays_there(bot):
    _, alice = await ask(bot, LONG)

    await post(bot, form_of(a_click(bot, alice, seen(bot, alice), BACK)))

    assert "Page 1 of 3" in alice.view.visible_text


async def test_the_last_page_alone_is_no_answer(bot):
    """Whoever jumps to the end is shown the pages that nothing has come from."""
    pause, alice = await ask(bot, LONG)
    await alice.submit()
    await alice.submit()
    last = seen(bot, alice)
    last["id"] = "VANOTHER"

    response = await post(bot, form_of(a_submit(bot, alice, last)))

    assert response.status == 200
    assert "Page 1 of 3" in response.text
    assert await is_waiting(bot, pause)


async def test_the_form_of_another_pause_decides_nothing(bot):
    pause, alice = await ask(bot, LONG)
    other = await bot.open(OpenPause(title="Other", channel="#ops", schema=Notice.model_json_schema()))

    response = await post(bot, form_of(a_submit(bot, alice, seen(bot, alice, pause=other.id))))

    assert response.status == 200
    assert await is_waiting(bot, pause)
    assert await is_waiting(bot, other)


async def test_the_draft_of_another_person_is_out_of_reach(bot):
    _, alice = await ask(bot, LONG)
    await alice.submit({"F1": "mine"})
    bob = bot.playground.as_person("bob")
    await bob.click(bot.message(), "Answer…")

    response = await post(bot, form_of(a_submit(bot, bob, seen(bot, bob, draft=alice.view.id))))

    assert "Page 2 of 3" in response.text
    assert "mine" not in response.text
    await bob.press("Back") if "Back" in bob.view.buttons else None
    assert "mine" not in str(bob.view.values)


async def test_blocks_that_are_none_of_the_forms_are_refused(bot):
    pause, alice = await ask(bot, LONG)
    view = seen(bot, alice)
    view["state"]["values"]["#/elsewhere"] = {"plain_text_input@0": {"type": "plain_text_input", "value": "x"}}

    response = await post(bot, form_of(a_submit(bot, alice, view)))

    assert json.loads(response.text)["response_action"] == "errors"
    assert "#/elsewhere" in response.text
    assert await is_waiting(bot, pause)


@pytest.mark.parametrize("state", [None, {"values": {}}, {"values": {"#/f0": {}}}])
async def test_a_page_without_its_answers_goes_no_further(bot, state):
    pause, alice = await ask(bot, LONG)

    response = await post(bot, form_of(a_submit(bot, alice, {**seen(bot, alice), "state": state})))

    assert json.loads(response.text)["response_action"] == "errors"
    assert await is_waiting(bot, pause)


async def test_a_stranger_may_type_and_not_decide(bot):
    pause = await bot.open(
        OpenPause(
            title="For Alice", channel="#ops", schema=LONG, policy={"approvers": [bot.playground.people["alice"].id]}
        )
    )
    alice, bob = bot.playground.as_person("alice"), bot.playground.as_person("bob")
    await alice.click(bot.message(), "Answer…")
    await alice.submit()
    await alice.submit()
    last = seen(bot, alice)

    response = await post(bot, form_of(a_submit(bot, bob, last)))

    assert response.status == 200
    assert await is_waiting(bot, pause)
    assert (await alice.submit()).closed
    assert isinstance((await bot.get(pause.id)).status, Decided)
