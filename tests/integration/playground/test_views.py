"""views.* and triggers, called as an app calls them."""

from __future__ import annotations

import json
import time

import pytest
from slack_sdk.errors import SlackApiError

from pausepoint_playground import Playground
from pausepoint_playground.client.slack_client import SlackClient
from tests.integration.playground.bolt import web_client
from tests.integration.playground.forms import modal, plain, section, text_input


class Clock:
    """A clock that a test moves; it begins at the real time, which slack_bolt compares signatures with."""

    def __init__(self):
        self.now = time.time()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def playground(clock):
    async with Playground.start(clock=clock) as started:
        yield started


@pytest.fixture
async def client(playground):
    async with web_client(playground) as opened:
        yield opened


@pytest.fixture
def trigger(playground):
    """Mint triggers as a click does."""

    def mint(person="alice", *, view_id=None):
        return playground._installation.triggers.mint(playground.people[person].id, view_id=view_id)

    return mint


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response.data


async def test_a_trigger_opens_one_view_within_three_seconds(client, trigger, clock):
    used, late = trigger(), trigger()
    clock.now += 2.9
    assert (await client.views_open(trigger_id=used, view=modal(section("x"))))["ok"]
    assert (await refusal(client.views_open(trigger_id=used, view=modal(section("x")))))["error"] == (
        "exchanged_trigger_id"
    )
    clock.now += 0.2
    assert (await refusal(client.views_open(trigger_id=late, view=modal(section("x")))))["error"] == (
        "expired_trigger_id"
    )


async def test_triggers_can_expire_on_command(client, trigger, playground):
    playground.faults.expire_triggers = 1
    assert (await refusal(client.views_open(trigger_id=trigger(), view=modal(section("x")))))["error"] == (
        "expired_trigger_id"
    )
    assert (await client.views_open(trigger_id=trigger(), view=modal(section("x"))))["ok"]


async def test_what_is_no_trigger_is_refused(client):
    body = await refusal(client.views_open(trigger_id="nonsense", view=modal(section("x"))))
    assert body["response_metadata"]["messages"] == ["[ERROR] invalid `trigger_id`"]
    unknown = await refusal(client.views_open(trigger_id="1.2.abc", view=modal(section("x"))))
    assert unknown == {"ok": False, "error": "invalid_trigger_id"}


async def test_an_invalid_view_is_refused_with_its_sentences_and_leaves_the_trigger_alone(client, trigger):
    trigger_id = trigger()
    body = await refusal(client.views_open(trigger_id=trigger_id, view=modal(section("x"), title=plain("x" * 25))))
    assert body == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]},
    }
    assert (await client.views_open(trigger_id=trigger_id, view=modal(section("x"))))["ok"]


async def test_a_view_belongs_to_the_person_who_clicked(client, trigger, playground):
    await client.views_open(trigger_id=trigger("bob"), view=modal(section("x")))
    assert playground.as_person("bob").view.title == "Answer"
    assert playground.as_person("alice").view is None


async def test_three_views_lie_on_each_other_at_most(client, trigger):
    view_id = (await client.views_open(trigger_id=trigger(), view=modal(section("x"))))["view"]["id"]
    root = view_id
    for _ in range(2):
        pushed = await client.views_push(trigger_id=trigger(view_id=view_id), view=modal(section("x")))
        assert (pushed["view"]["previous_view_id"], pushed["view"]["root_view_id"]) == (view_id, root)
        view_id = pushed["view"]["id"]
    fourth = client.views_push(trigger_id=trigger(view_id=view_id), view=modal(section("x")))
    assert (await refusal(fourth))["error"] == "push_limit_reached"


async def test_a_trigger_from_a_message_cannot_push(client, trigger):
    await client.views_open(trigger_id=trigger(), view=modal(section("x")))
    assert (await refusal(client.views_push(trigger_id=trigger(), view=modal(section("x")))))["error"] == (
        "invalid_trigger_id"
    )


async def test_every_update_gives_a_new_hash_and_an_old_one_conflicts(client, trigger):
    view = (await client.views_open(trigger_id=trigger(), view=modal(section("x"))))["view"]
    updated = await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("y")))
    assert updated["view"]["hash"] != view["hash"]
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("z")))
    assert (await refusal(stale))["error"] == "hash_conflict"
    assert (await client.views_update(view_id=view["id"], view=modal(section("z"))))["ok"]


async def test_an_external_id_names_one_view(client, trigger):
    named = modal(section("x"), external_id="mine")
    await client.views_open(trigger_id=trigger(), view=named)
    assert (await refusal(client.views_open(trigger_id=trigger("bob"), view=named)))["error"] == (
        "duplicate_external_id"
    )
    updated = await client.views_update(external_id="mine", view=modal(section("y"), external_id="mine"))
    assert updated["view"]["external_id"] == "mine"


async def test_a_view_that_is_not_shown_is_not_found(client, trigger, playground):
    view = (await client.views_open(trigger_id=trigger(), view=modal(section("x"))))["view"]
    await playground.as_person("alice").close()
    assert (await refusal(client.views_update(view_id=view["id"], view=modal(section("y")))))["error"] == "not_found"
    assert (await refusal(client.api_call("views.update", json={"view": modal(section("y"))})))[
        "error"
    ] == "invalid_arguments"


async def test_a_view_holds_250_kilobytes(client, trigger):
    heavy = [section("é" * 3000) for _ in range(40)]
    assert len(json.dumps(heavy, ensure_ascii=False).encode()) < 250_000
    assert (await client.views_open(trigger_id=trigger(), view=modal(*heavy)))["ok"]
    heavier = [section("é" * 3000) for _ in range(42)]
    assert (await refusal(client.views_open(trigger_id=trigger(), view=modal(*heavier))))["error"] == "view_too_large"


async def test_what_slack_echoes_is_completed(client, trigger, playground):
    view = (await client.views_open(trigger_id=trigger(), view=modal(text_input("a", "A"))))["view"]
    assert view["blocks"][0] == {
        "type": "input",
        "block_id": "a",
        "label": {"type": "plain_text", "text": "A", "emoji": True},
        "element": {"type": "plain_text_input", "action_id": "typed"},
        "optional": False,
        "dispatch_action": False,
    }
    assert (view["close"], view["private_metadata"], view["team_id"]) == (None, "", playground.team_id)
    assert view["root_view_id"] == view["id"]


async def test_ids_are_given_where_the_app_gave_none(client, trigger):
    bare = {"type": "input", "label": plain("A"), "element": {"type": "plain_text_input"}}
    view = (await client.views_open(trigger_id=trigger(), view=modal(bare, bare)))["view"]
    ids = {(block["block_id"], block["element"]["action_id"]) for block in view["blocks"]}
    assert len(ids) == 2
    assert all(all(pair) for pair in ids)


async def test_home_tabs_are_published_under_a_hash(client, playground):
    alice = playground.people["alice"].id
    home = {"type": "home", "blocks": [section("x")]}
    first = (await client.views_publish(user_id=alice, view=home))["view"]
    await client.views_publish(user_id=alice, view=home, hash=first["hash"])
    stale = client.views_publish(user_id=alice, view=home, hash=first["hash"])
    assert (await refusal(stale))["error"] == "hash_conflict"
    assert (await refusal(client.views_publish(user_id="U404", view=home)))["error"] == "user_not_found"
    wrong = client.views_publish(user_id=alice, view=modal(section("x")))
    assert (await refusal(wrong))["error"] == "invalid_arguments"


async def test_the_driver_is_the_same_client_that_the_page_uses(playground):
    assert isinstance(playground.as_person("alice")._client, SlackClient)
