"""The flows of a person who decides: one click, a form, a rejection."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Verdict, Waiting

APPROVAL = {
    "type": "object",
    "properties": {
        "approve": {"type": "boolean", "default": False, "title": "Approve"},
        "notes": {"type": "string", "default": "", "title": "Notes", "description": "Why approve or reject?"},
    },
}


def an_approval(**more):
    return OpenPause(title="Delete 42 runs", channel="#ops", schema=APPROVAL, **more)


async def test_one_tap_decides_and_the_message_says_so_at_once(bot):
    pause = await bot.open(an_approval())
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Approve")

    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.values == {"approve": True}
    assert decided.decision.by[0].id == alice.person.id
    message = await alice.wait_for_message("#ops", "Approved by")
    assert message.buttons == []
    assert not bot.playground.calls("chat.update"), "the click's response_url shows it before the outbox does"


async def test_declining_answers_false(bot):
    pause = await bot.open(an_approval())

    await bot.playground.as_person("bob").click(bot.message(), "Decline")

    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.verdict is Verdict.ANSWERED
    assert decided.decision.values == {"approve": False}


async def test_the_form_releases_what_was_typed(bot):
    pause = await bot.open(an_approval())
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "With notes…")
    result = await alice.submit({"Approve": "Approve", "Notes": "fine <!channel>"})
    await bot.send_owed()

    assert result.closed
    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.values == {"approve": True, "notes": "fine <!channel>"}
    assert "fine <!channel>" in bot.message().visible_text


async def test_a_missing_answer_is_said_under_its_input_and_nothing_is_decided(bot):
    schema = {
        "type": "object",
        "properties": {"tags": {"type": "array", "items": {"type": "integer"}}},
        "required": ["tags"],
    }
    pause = await bot.open(OpenPause(title="Which", channel="#ops", schema=schema))
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Answer…")
    result = await alice.submit({"Tags": "1\ntwo"})

    assert not result.closed
    assert "two" in alice.error_under("Tags")
    assert isinstance((await bot.get(pause.id)).status, Waiting)
    assert (await alice.submit({"Tags": "1\n2"})).closed


async def test_a_plain_approval_is_one_tap(bot):
    pause = await bot.open()

    await bot.playground.as_person("alice").click(bot.message(), "Approve")

    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert (decided.decision.verdict, decided.decision.values) == (Verdict.ANSWERED, None)


@pytest.mark.parametrize("reason", ["too early", None])
async def test_rejecting_asks_for_an_optional_reason(bot, reason):
    pause = await bot.open()
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Reject…")
    result = await alice.submit({"Reason": reason} if reason else {})
    await bot.send_owed()

    assert result.closed
    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert (decided.decision.verdict, decided.decision.reason) == (Verdict.REJECTED, reason)
    assert "Rejected by" in bot.message().visible_text
    assert (reason or "") in bot.message().visible_text


async def test_two_people_at_the_same_instant_make_one_decision(bot):
    pause = await bot.open(an_approval())
    message = bot.message()
    alice, bob = bot.playground.as_person("alice"), bot.playground.as_person("bob")

    await asyncio.gather(alice.click(message, "Approve"), bob.click(message, "Decline"))

    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    winner, loser = (alice, bob) if decided.decision.by[0].id == alice.person.id else (bob, alice)
    assert winner.view is None
    assert loser.view is not None
    assert loser.view.title == "Already settled"
    assert len(await bot.desk.store.read(lambda uow: list(uow.pauses.votes(pause.id)))) == 1


async def test_a_click_delivered_twice_counts_once(bot):
    pause = await bot.open(an_approval())
    bot.playground.faults.deliver_twice = 1
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Approve")

    assert isinstance((await bot.get(pause.id)).status, Decided)
    assert alice.view is None
    assert len(await bot.desk.store.read(lambda uow: list(uow.pauses.votes(pause.id)))) == 1


@pytest.mark.parametrize("second", [{"Notes": "second thoughts"}, {"Approve": "Decline"}])
async def test_second_thoughts_after_a_lost_acknowledgement_are_told_what_counted_before(bot, second):
    pause = await bot.open(an_approval())
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    bot.playground.faults.drop_acks = 1
    await alice.submit({"Approve": "Approve", "Notes": "first"})

    told = await alice.submit(second)

    assert told.view is not None
    assert told.view.title == "Already settled"
    assert "first" in told.view.visible_text
    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.values == {"approve": True, "notes": "first"}


async def test_a_submit_whose_acknowledgement_was_lost_is_answered_again(bot):
    pause = await bot.open(an_approval())
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    bot.playground.faults.drop_acks = 1

    first = await alice.submit({"Approve": "Approve"})
    second = await alice.submit()

    assert not first.closed
    assert second.closed
    assert alice.view is None
    assert isinstance((await bot.get(pause.id)).status, Decided)
