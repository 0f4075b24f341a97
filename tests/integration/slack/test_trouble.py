"""What a person is told when Slack is slow, limits us, or is down at the moment of their click."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Waiting

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
