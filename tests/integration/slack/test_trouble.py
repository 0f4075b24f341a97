"""What a person is told when Slack is slow, limits us, or is down at the moment of their click."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Held, Objection, Waiting
from pausepoint_bot.usecases.settle_check import Word, settle_check
from tests.support.slack_bot import utc_now
from tests.support.waiting import until

SCHEMA = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "notes": {"type": "string", "default": ""}},
}


@pytest.fixture
async def waiting(bot):
    return await bot.open(OpenPause(title="Delete 42 runs", channel="#ops", schema=SCHEMA))


async def test_a_dead_trigger_asks_for_another_click(bot, waiting):
    bot.playground.faults.expire_triggers = 1
    alice = bot.playground.as_person("alice")
    message = bot.message()

    await alice.click(message, "With notes…")
    told = await alice.wait_for_message("#ops", "please click again")

    assert alice.view is None
    assert told.only_for == alice.person.id
    assert bot.counted["expired_trigger"] == 1
    await alice.click(message, "With notes…")
    assert alice.view is not None


async def test_a_click_is_told_that_nobody_could_be_asked_who_they_are(bot, waiting):
    bot.playground.faults.rate_limit("users.info", times=5)
    alice = bot.playground.as_person("alice")

    for button in ("Approve", "With notes…"):
        await alice.click(bot.message(), button)

        assert alice.view is not None
        assert "try again" in alice.view.visible_text
        await alice.close()
    assert isinstance((await bot.get(waiting.id)).status, Waiting)


async def test_a_submit_keeps_what_was_typed_when_nobody_could_be_asked_who_they_are(bot, waiting):
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    bot.clock.ahead = timedelta(minutes=2)
    bot.playground.faults.rate_limit("users.info", times=1)

    first = await alice.submit({"Approve": "Approve", "Notes": "long thought"})
    second = await alice.submit()

    assert not first.closed
    assert "try again" in first.errors["#/notes"]
    assert second.closed
    decided = (await bot.get(waiting.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.values == {"approve": True, "notes": "long thought"}


async def test_people_are_asked_for_once_a_minute(bot, waiting):
    alice = bot.playground.as_person("alice")

    for _ in range(3):
        await alice.click(bot.message(), "With notes…")
        await alice.close()
    assert len(bot.playground.calls("users.info")) == 1

    bot.clock.ahead = timedelta(minutes=2)
    await alice.click(bot.message(), "With notes…")

    assert len(bot.playground.calls("users.info")) == 2


async def test_a_click_that_slack_brings_twice_opens_one_form_and_tells_nothing_else(bot, waiting):
    bot.playground.faults.deliver_twice = 1
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "With notes…")
    await until(lambda: bot.counted["repeated_click"] == 1)

    assert len(alice.views) == 1
    assert len(alice.messages("#ops")) == 1
    assert bot.counted["expired_trigger"] == 0


@pytest.mark.parametrize("kind", ["unavailable", "reset", "cut"])
async def test_a_form_that_could_not_be_opened_is_told_and_opens_at_the_next_click(bot, waiting, kind):
    alice = bot.playground.as_person("alice")

    with bot.playground.faults.outage_of(kind, "views.open"):
        await alice.click(bot.message(), "With notes…")
        told = await alice.wait_for_message("#ops", "please click again")

    assert (alice.view, told.only_for) == (None, alice.person.id)
    await alice.click(waiting_message(bot), "With notes…")
    assert alice.view is not None


async def test_a_click_is_answered_in_time_though_slack_does_not_answer(bot, waiting):
    alice = bot.playground.as_person("alice")

    with bot.playground.faults.outage_of("hanging", "users.info", "views.open"):
        await alice.click(waiting_message(bot), "With notes…")

    assert bot.playground.log.of("block_actions")[-1].seconds < 3
    assert await alice.wait_for_message("#ops", "please click again")


async def test_many_clicks_of_one_person_are_each_answered_in_time_though_slack_does_not_answer(bot, waiting):
    alice, message = bot.playground.as_person("alice"), waiting_message(bot)

    with bot.playground.faults.outage_of("hanging", "users.info"):
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(alice.click(message, "With notes…"))
        assert len(bot.playground.calls("users.info")) == 1

    assert max(click.seconds for click in bot.playground.log.of("block_actions")) < 3
    assert "try again" in alice.view.visible_text


async def test_what_there_is_to_tell_is_told_again_until_slack_takes_it(bot, waiting):
    bot.playground.faults.expire_triggers = 1
    alice = bot.playground.as_person("alice")

    with bot.playground.faults.outage_of("unavailable", "response_url"):
        await alice.click(waiting_message(bot), "With notes…")
        await until(lambda: bot.playground.calls("response_url"))

    assert await alice.wait_for_message("#ops", "please click again")


async def test_a_submit_whose_answer_is_lost_may_be_sent_again(bot, waiting):
    alice = bot.playground.as_person("alice")
    await alice.click(waiting_message(bot), "With notes…")
    bot.playground.faults.drop_acks = 1

    lost = await alice.submit({"Approve": "Approve"})
    again = await alice.submit()

    assert lost.banner
    assert again.closed
    assert len((await bot.get(waiting.id)).status.decision.by) == 1


async def test_of_two_answers_in_the_wrong_order_the_first_to_arrive_counts_and_the_other_is_told(bot, waiting):
    alice, bob = bot.playground.as_person("alice"), bot.playground.as_person("bob")
    message = waiting_message(bot)
    bot.playground.faults.hold_back = 1

    async with asyncio.TaskGroup() as group:
        group.create_task(alice.click(message, "Approve"))
        group.create_task(bob.click(message, "Decline"))

    decision = (await bot.get(waiting.id)).status.decision
    assert ([person.name for person in decision.by], decision.values["approve"]) == (["bob"], False)
    assert "bob" in alice.view.visible_text
    assert bob.view is None


def waiting_message(bot):
    """Return the message that everybody sees; what somebody alone was told comes after it."""
    return next(one for one in bot.playground.as_person("alice").messages("#ops") if one.only_for is None)


@pytest.mark.parametrize("objections", [(), (Objection(pointer="/notes", message="say why"),)])
async def test_an_outcome_that_arrives_late_does_not_stay_over_what_became_of_it(bot, objections):
    listener = "lis_0000000000000001"
    asked = OpenPause(title="Delete 42 runs", channel="#ops", schema=SCHEMA, check=True, listener=listener)
    pause = await bot.open(asked)
    alice = bot.playground.as_person("alice")
    with bot.playground.faults.outage_of("hanging", "response_url"):
        await alice.click(bot.message(), "Approve")
        await until(lambda: any(entry.kind == "outage" for entry in bot.playground.log))
        held = (await bot.get(pause.id)).status
        assert isinstance(held, Held)
        word = Word(owner="flows", objections=objections)
        await bot.desk.do(partial(settle_check, pause_id=pause.id, check_id=held.check, word=word, now=utc_now()))
        await bot.send_owed()

    told = "Approved by alice" if not objections else "Any full member"
    await until(lambda: sum(entry.kind == "hook" for entry in bot.playground.log) == 2)
    assert told in bot.message().visible_text
    assert bool(bot.message().buttons) is bool(objections)
