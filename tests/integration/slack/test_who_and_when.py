"""Who may decide, and what a click says that comes too late, from the wrong person, or on the wrong message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from pausepoint.wire import OpenPause, PolicyRequest
from pausepoint_bot.pauses import Decided, Waiting
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from tests.support.slack_bot import utc_now

TEXT_AND_BOOL = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "notes": {"type": "string", "default": ""}},
}


def asking(*approvers, schema=None, **more):
    return OpenPause(
        title="Delete 42 runs",
        channel="#ops",
        schema=schema,
        policy=PolicyRequest(approvers=list(approvers)) if approvers else None,
        **more,
    )


async def test_only_listed_approvers_decide_and_are_mentioned(bot):
    bob, alice = bot.playground.people["bob"], bot.playground.people["alice"]
    pause = await bot.open(asking(alice.id))

    await bot.playground.as_person("bob").click(bot.message(), "Approve")

    view = bot.playground.as_person("bob").view
    assert view is not None
    assert view.title == "You cannot decide this"
    assert "Only the people listed" in str(view.blocks)
    assert alice.id in str(view.blocks)
    assert isinstance((await bot.get(pause.id)).status, Waiting)
    assert f"'user_id': '{alice.id}'" in str(bot.message().blocks)
    assert bob.id not in str(bot.message().blocks)


async def test_an_approver_named_by_e_mail_is_found_and_mentioned(bot):
    pause = await bot.open(asking("alice@example.com"))
    assert f"'user_id': '{bot.playground.people['alice'].id}'" in str(bot.message().blocks)

    await bot.playground.as_person("alice").click(bot.message(), "Approve")

    assert isinstance((await bot.get(pause.id)).status, Decided)


@pytest.mark.parametrize("who", ["guest", "visitor", "connect"])
async def test_guests_and_other_companies_may_not_decide(bot, who):
    pause = await bot.open(asking(schema=TEXT_AND_BOOL))
    person = bot.playground.as_person(who)

    await person.click(bot.message(), "With notes…")

    assert person.view is not None
    assert person.view.title == "You cannot decide this"
    assert isinstance((await bot.get(pause.id)).status, Waiting)


async def test_the_approver_is_checked_again_on_submit(bot):
    pause = await bot.open(asking(schema=TEXT_AND_BOOL))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    bot.playground.workspace.people[alice.person.id] = replace(alice.person, kind="guest")
    bot.clock.ahead = timedelta(minutes=2)

    await bot.playground.as_person(alice.person).submit({"Approve": "Approve"})

    assert alice.view is not None
    assert alice.view.title == "You cannot decide this"
    assert isinstance((await bot.get(pause.id)).status, Waiting)


async def test_a_late_submit_is_told_by_whom_it_was_decided(bot):
    pause = await bot.open(asking(schema=TEXT_AND_BOOL))
    alice, bob = bot.playground.as_person("alice"), bot.playground.as_person("bob")
    await bob.click(bot.message(), "With notes…")
    await alice.click(bot.message(), "Approve")

    await bob.submit({"Approve": "Decline"})

    assert bob.view is not None
    assert bob.view.title == "Already settled"
    assert "Approved by alice" in bob.view.visible_text
    assert (await bot.get(pause.id)).status.decision.values == {"approve": True}


async def test_a_late_click_is_told_that_the_question_was_withdrawn(bot):
    pause = await bot.open(asking(schema=TEXT_AND_BOOL))
    message = bot.message()
    await bot.desk.do(partial(cancel_pause, pause_id=pause.id, owner=None, reason="withdrawn", now=utc_now()))
    alice = bot.playground.as_person("alice")

    await alice.click(message, "With notes…")

    assert alice.view is not None
    assert "Withdrawn" in alice.view.visible_text


async def test_a_click_past_the_deadline_decides_nothing_even_before_the_pause_expires(bot):
    pause = await bot.open(asking(timeout_seconds=60))
    alice = bot.playground.as_person("alice")
    bot.clock.ahead = timedelta(minutes=2)

    for button in ("Approve", "Reject…"):
        await alice.click(bot.message(), button)

        assert alice.view is not None
        assert "deadline has passed" in alice.view.visible_text
        await alice.close()
    assert isinstance((await bot.get(pause.id)).status, Waiting)


async def test_a_stray_copy_tells_the_truth_and_is_deleted(bot):
    pause = await bot.open(asking(schema=TEXT_AND_BOOL))
    live = bot.message()
    await bot.door.surface.announce(pause)
    stray = bot.message()
    alice = bot.playground.as_person("alice")

    await alice.click(stray, "Approve")
    await bot.send_owed()

    assert stray.ts != live.ts
    assert alice.view is not None
    assert alice.view.title == "This is a copy"
    assert isinstance((await bot.get(pause.id)).status, Waiting)
    assert bot.message().ts == live.ts
    assert bot.counted["stray_message"] == 1


async def test_a_click_that_overtakes_its_announcement_is_taken_and_the_message_kept(bot):
    opened = await bot.desk.open(asking(schema=TEXT_AND_BOOL), now=utc_now())
    place = await bot.door.surface.announce(opened.pause)

    await bot.playground.as_person("alice").click(bot.message(), "Approve")

    after = await bot.get(opened.pause.id)
    assert isinstance(after.status, Decided)
    assert after.place is not None
    assert after.place.ts == place.ts
    await bot.send_owed()
    assert "Approved by" in bot.message().visible_text


async def test_a_second_tap_by_the_same_person_shows_the_outcome_again(bot):
    pause = await bot.open()
    alice = bot.playground.as_person("alice")
    before = [dict(block) for block in bot.message().blocks]
    await alice.click(bot.message(), "Approve")
    bot.message().blocks[:] = before

    await alice.click(bot.message(), "Approve")

    assert alice.view is None
    await alice.wait_for_message("#ops", "Approved by")
    assert isinstance((await bot.get(pause.id)).status, Decided)


async def test_the_whole_preview_opens_page_by_page_for_anyone(bot):
    preview = "\n\n".join(f"Paragraph {number}: " + "words " * 200 for number in range(60))
    await bot.open(asking(preview=preview))
    guest = bot.playground.as_person("guest")

    await guest.click(bot.message(), "Show all")
    assert guest.view is not None
    assert "Paragraph 0" in guest.view.visible_text
    await guest.press("Next")
    assert "Page 2 of" in guest.view.visible_text
    await guest.press("Back")

    assert "Page 1 of" in guest.view.visible_text


async def test_the_whole_preview_opens_on_top_of_the_form_which_keeps_what_was_typed(bot):
    preview = "\n\n".join(f"Paragraph {number}: " + "words " * 50 for number in range(20))
    await bot.open(asking(schema=TEXT_AND_BOOL, preview=preview))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    await alice.fill("Notes", "typed")

    await alice.press("Show all")
    assert len(alice.views) == 2
    await alice.close()
    result = await alice.submit({"Approve": "Approve"})

    assert result.closed
    await bot.send_owed()
    assert "typed" in bot.message().visible_text
