"""Choices of more options than a select shows: searched while one types, and never answered with anything else."""

from __future__ import annotations

import asyncio
import copy
import json

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Waiting
from tests.support.dynamic_forms import CITIES, Trip
from tests.support.slack_bot import slack_bot
from tests.support.slack_requests import form_of, post

SCHEMA = Trip.model_json_schema()
SECRETS = {"type": "object", "properties": {"city": {"enum": [f"secret {n}" for n in range(200)]}}}


async def ask(bot, schema=SCHEMA, **more):
    pause = await bot.open(OpenPause(title="Where to", channel="#ops", schema=schema, **more))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "Answer…")
    return pause, alice


async def values_of(bot, pause):
    status = (await bot.get(pause.id)).status
    assert isinstance(status, Decided)
    return status.decision.values


async def test_the_first_hundred_are_offered_before_anything_is_typed(bot):
    _, alice = await ask(bot)

    offered = await alice.options("City", "")

    assert len(offered) == 100
    assert all(CITIES[n].startswith(label.rstrip("…")) for n, label in enumerate(offered))


async def test_what_is_typed_finds_options_by_any_part_of_their_labels(bot):
    _, alice = await ask(bot)

    assert len(await alice.options("City", "125 ")) == 1
    assert len(await alice.options("Stops", "FOUNDED BY")) == 100
    assert await alice.options("City", "nowhere at all") == []


async def test_one_of_many_and_several_of_many_are_released_whole(bot):
    pause, alice = await ask(bot)

    result = await alice.submit({"City": "124", "Stops": ["3", "125"]})

    assert result.closed
    assert await values_of(bot, pause) == {"city": CITIES[124], "stops": [CITIES[3], CITIES[125]]}


async def test_what_was_pre_filled_stands_and_stays(bot):
    pause, alice = await ask(bot, initial={"city": CITIES[120], "stops": [CITIES[1], CITIES[2]]})

    await alice.submit()

    assert await values_of(bot, pause) == {"city": CITIES[120], "stops": [CITIES[1], CITIES[2]]}


@pytest.mark.parametrize("value", ["126", "999999", "-1", "secret 1", "1.0", "٣", ""])
async def test_an_option_that_the_form_does_not_have_is_refused(bot, value):
    pause, alice = await ask(bot)
    element = next(block["element"] for block in alice.view.blocks if block["block_id"] == "#/city")
    option = {"text": {"type": "plain_text", "text": "made up"}, "value": value}
    alice.view.values["#/city"][element["action_id"]] = {"type": element["type"], "selected_option": option}

    result = await alice.submit()

    assert "#/city" in result.errors
    assert isinstance((await bot.get(pause.id)).status, Waiting)


def a_suggestion(bot, view, **more):
    person = bot.playground.people["alice"].id
    return {
        "type": "block_suggestion",
        "team": {"id": bot.playground.team_id},
        "user": {"id": person},
        "action_id": "external_select@0",
        "block_id": "#/city",
        "value": "",
        "view": view,
        **more,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"view": None},
        {"block_id": "#/notes"},
        {"block_id": "#/elsewhere"},
        {"block_id": ""},
        {"view": {"private_metadata": "x"}},
        {"view": {"private_metadata": '{"pause":"pau_none","generation":0}'}},
        {"view": {"private_metadata": ""}},
    ],
)
async def test_who_asks_for_anything_else_is_offered_nothing(bot, change):
    _, alice = await ask(bot)
    await bot.open(OpenPause(title="Secret", channel="#ops", schema=SECRETS))
    view = {"id": alice.view.id, "private_metadata": alice.view.fields["private_metadata"]}
    payload = a_suggestion(bot, view)
    for name, member in change.items():
        payload[name] = {**view, **member} if isinstance(member, dict) else member

    response = await post(bot, form_of(payload))

    assert (response.status, response.text) == (200, '{"options": []}')


async def test_only_options_of_the_very_form_are_offered(bot):
    await bot.open(OpenPause(title="Secret", channel="#ops", schema=SECRETS))
    _, alice = await ask(bot)
    view = {"id": alice.view.id, "private_metadata": alice.view.fields["private_metadata"]}

    response = await post(bot, form_of(a_suggestion(bot, view, value="secret")))

    assert response.text == '{"options": []}'


async def test_a_choice_whose_options_depend_on_the_branch_offers_those_of_the_branch_shown(bot):
    def branch(kind):
        city = {"enum": [f"{kind} city {n}" for n in range(150)]}
        return {
            "type": "object",
            "properties": {"kind": {"const": kind, "type": "string"}, "city": city},
            "required": ["kind", "city"],
            "title": kind.title(),
        }

    schema = {
        "type": "object",
        "properties": {
            "trip": {
                "oneOf": [branch("short"), branch("long")],
                "title": "Trip",
                "discriminator": {"propertyName": "kind"},
            }
        },
        "required": ["trip"],
    }
    pause, alice = await ask(bot, schema)
    await alice.fill("Trip", "Long")

    assert {label.split()[0] for label in await alice.options("City", "")} == {"long"}
    await alice.fill("City", "long city 149")
    await alice.fill("Trip", "Short")
    assert {label.split()[0] for label in await alice.options("City", "")} == {"short"}
    await alice.submit({"City": "short city 7"})

    assert await values_of(bot, pause) == {"trip": {"kind": "short", "city": "short city 7"}}


async def test_it_works_in_socket_mode(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(bot.door.run())
        socket = bot.playground.socket_mode
        await socket.changes.until(lambda: socket.connections, timeout_seconds=5)
        pause, alice = await ask(bot)

        assert len(await alice.options("City", "")) == 100
        await alice.submit({"City": "77"})

        assert await values_of(bot, pause) == {"city": CITIES[77]}
        serving.cancel()


async def test_a_label_that_does_not_fit_goes_on_in_the_second_line(bot):
    _, alice = await ask(bot)
    view = copy.deepcopy({"id": alice.view.id, "private_metadata": alice.view.fields["private_metadata"]})

    response = await post(bot, form_of(a_suggestion(bot, view, value="007")))

    [option] = json.loads(response.text)["options"]
    assert f"{option['text']['text']} {option['description']['text']}" == CITIES[7]
