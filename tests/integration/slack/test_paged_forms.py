"""Forms of several pages: forward where a page is right, back with what was typed, and handed in as a whole."""

from __future__ import annotations

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Waiting
from tests.support.dynamic_forms import Long

SCHEMA = Long.model_json_schema()


async def ask(bot, schema=SCHEMA, **more):
    pause = await bot.open(OpenPause(title="Fill it all in", channel="#ops", schema=schema, **more))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "Answer…")
    return pause, alice


async def values_of(bot, pause):
    status = (await bot.get(pause.id)).status
    assert isinstance(status, Decided)
    return status.decision.values


async def is_waiting(bot, pause):
    return isinstance((await bot.get(pause.id)).status, Waiting)


@pytest.fixture
async def asked(bot):
    return await ask(bot)


async def test_pages_are_gone_through_to_the_end(bot, asked):
    pause, alice = asked
    seen = []
    for number in range(3):
        assert f"Page {number + 1} of 3" in alice.view.visible_text
        assert alice.view.submit == ("Submit" if number == 2 else "Next")
        seen += alice.view.inputs
        await alice.submit({alice.view.inputs[0]: f"first of page {number + 1}"})

    assert seen == [f"F{number}" for number in range(40)]
    assert await values_of(bot, pause) == {
        "f0": "first of page 1",
        "f14": "first of page 2",
        "f28": "first of page 3",
    }


@pytest.mark.parametrize("trouble", [{"deliver_twice": 3}, {"redeliver": 3, "drop_acks": 3}])
async def test_pages_that_slack_brings_twice_are_gone_through_once(bot, asked, trouble):
    pause, alice = asked
    for name, times in trouble.items():
        setattr(bot.playground.faults, name, times)

    for number in range(3):
        assert f"Page {number + 1} of 3" in alice.view.visible_text
        assert not (await alice.submit({alice.view.inputs[0]: f"first of page {number + 1}"})).banner

    assert alice.view is None
    assert (await values_of(bot, pause))["f28"] == "first of page 3"


async def test_a_page_with_a_fault_is_not_left(bot, asked):
    pause, alice = asked
    bot.playground.faults.stale_state = True
    element = next(b["element"] for b in alice.view.blocks if b["block_id"] == "#/f7")
    alice.view.values["#/f7"] = {element["action_id"]: {"type": "number_input", "value": "99"}}
    client_side = await alice.submit()
    assert client_side.errors
    forget_bounds(alice.view, "#/f7")

    wrong = await alice.submit()

    assert "99" in wrong.errors["#/f7"]
    assert "Page 1 of 3" in alice.view.visible_text
    await alice.submit({"F7": "7"})
    assert "Page 2 of 3" in alice.view.visible_text
    await alice.submit()
    await alice.submit()
    assert await values_of(bot, pause) == {"f7": 7}


def forget_bounds(view, block_id):
    """Let the client pass what only the service should find."""
    for block in view.blocks:
        if block["block_id"] == block_id:
            block["element"] = {k: v for k, v in block["element"].items() if k not in {"min_value", "max_value"}}


async def test_back_keeps_what_was_typed_on_both_pages(bot, asked):
    pause, alice = asked
    await alice.submit({"F1": "one"})
    await alice.fill("F20", "twenty")

    await alice.press("Back")

    assert "Page 1 of 3" in alice.view.visible_text
    assert alice.view.values["#/f1"]["plain_text_input@0"]["value"] == "one"
    await alice.submit()
    assert alice.view.values["#/f20"]["plain_text_input@0"]["value"] == "twenty"
    await alice.submit()
    await alice.submit({"F39": "last"})
    assert await values_of(bot, pause) == {"f1": "one", "f20": "twenty", "f39": "last"}


async def test_back_passes_a_page_with_a_fault(bot, asked):
    _, alice = asked
    await alice.submit()
    forget_bounds(alice.view, "#/f14")

    await alice.press("Back")

    assert "Page 1 of 3" in alice.view.visible_text
    assert "Back" not in alice.view.buttons


async def test_a_value_that_was_cleared_stays_cleared_over_the_pages(bot):
    pause, alice = await ask(bot, initial={"f1": "pre-filled"})
    await alice.submit({"F1": ""})
    await alice.press("Back")
    assert alice.view.values["#/f1"]["plain_text_input@0"]["value"] is None

    for _ in range(3):
        await alice.submit()

    assert (await values_of(bot, pause))["f1"] == ""


async def test_closing_says_what_it_loses_and_opening_again_finds_the_rest(bot, asked):
    pause, alice = asked
    assert "loses what you typed on this page" in alice.view.visible_text
    await alice.submit({"F1": "kept"})
    await alice.fill("F20", "lost")
    await alice.close()

    await alice.click(bot.message(), "Answer…")

    assert "Page 1 of 3" in alice.view.visible_text
    assert "here again" in alice.view.visible_text
    for _ in range(3):
        await alice.submit()
    assert await values_of(bot, pause) == {"f1": "kept"}


async def test_two_windows_send_what_each_of_them_shows(bot, asked):
    pause, alice = asked
    await alice.submit({"F1": "first window"})
    first = alice.view
    await alice.close()
    await alice.click(bot.message(), "Answer…")
    await alice.submit({"F1": "second window", "F2": "also"})
    bot.playground._installation.workspace.show(first, replacing=False)  # as it still stands in a window of its own

    await alice.submit()
    await alice.submit()

    assert await values_of(bot, pause) == {"f1": "first window"}


TWENTY = {f"f{n}": {"type": "string"} for n in range(20)}


async def test_a_fault_of_an_earlier_page_leads_back_to_it(bot):
    rule = {"dependentRequired": {"f19": ["f0"]}}
    pause, alice = await ask(bot, {"type": "object", "properties": TWENTY, **rule})
    await alice.submit()

    await alice.submit({"F19": "set"})  # which makes another form of it: nothing is read
    result = await alice.submit()

    assert not result.closed
    assert "Page 1 of 2" in alice.view.visible_text
    assert "One answer needs another look." in alice.view.visible_text
    assert "it is required" in alice.view.visible_text
    assert await is_waiting(bot, pause)
    await alice.submit({"F0": "yes"})
    await alice.submit()
    assert await values_of(bot, pause) == {"f0": "yes", "f19": "set"}


async def test_a_question_that_a_later_page_brings_on_an_earlier_one_is_shown_before_it_counts(bot):
    rule = {"dependentSchemas": {"f19": {"properties": {"f0": {"const": "yes"}}}}}
    pause, alice = await ask(bot, {"type": "object", "properties": TWENTY, **rule})
    await alice.submit({"F0": "no"})

    result = await alice.submit({"F19": "set"})

    assert not result.closed
    assert "Page 1 of 2" in alice.view.visible_text
    assert "other questions" in alice.view.visible_text
    assert await is_waiting(bot, pause)
    await alice.submit({"F0": "yes"})
    await alice.submit()
    assert await values_of(bot, pause) == {"f0": "yes", "f19": "set"}


async def test_a_form_level_fault_stands_under_the_last_input_of_the_last_page(bot):
    pause, alice = await ask(bot, {"type": "object", "properties": TWENTY, "minProperties": 2})
    await alice.submit({"F0": "only one"})

    result = await alice.submit()

    assert "2" in result.errors["#/f19"]
    assert await is_waiting(bot, pause)


async def test_state_of_an_earlier_page_is_passed_over(bot, asked):
    pause, alice = asked
    bot.playground.faults.stale_state = True

    await alice.submit({"F1": "one"})
    await alice.submit({"F20": "twenty"})
    await alice.submit()

    assert await values_of(bot, pause) == {"f1": "one", "f20": "twenty"}


async def test_a_submit_delivered_twice_turns_one_page(bot, asked):
    _, alice = asked
    bot.playground.faults.deliver_twice = 1

    await alice.submit({"F1": "one"})

    assert "Page 2 of 3" in alice.view.visible_text


async def test_a_lost_acknowledgement_is_made_up_for_by_submitting_again(bot, asked):
    pause, alice = asked
    await alice.submit()
    await alice.submit()
    bot.playground.faults.drop_acks = 1

    first = await alice.submit({"F39": "last"})
    second = await alice.submit()

    assert not first.closed
    assert second.closed
    assert await values_of(bot, pause) == {"f39": "last"}


async def test_a_form_with_a_button_per_answer_opens_paged_with_its_notes(bot):
    properties = {"approve": {"type": "boolean", "default": False}} | {
        f"f{n}": {"type": "string", "default": ""} for n in range(20)
    }
    pause = await bot.open(OpenPause(title="T", channel="#ops", schema={"type": "object", "properties": properties}))
    alice = bot.playground.as_person("alice")
    await alice.click(bot.message(), "With notes…")
    await alice.submit({"Approve": "Decline"})

    await alice.submit({"F19": "because"})

    assert await values_of(bot, pause) == {"approve": False, "f19": "because"}


async def test_drafts_go_with_the_pause(bot, asked):
    pause, alice = asked
    await alice.submit({"F1": "one"})
    assert await bot.desk.store.read(lambda uow: uow.drafts.newest(pause.id, person=alice.person.id))

    await alice.submit()
    await alice.submit()

    assert not await bot.desk.store.read(lambda uow: uow.drafts.newest(pause.id, person=alice.person.id))
