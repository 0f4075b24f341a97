from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from pausepoint_playground.server import Playground
from tests.e2e.playground.room import Room
from tests.e2e.playground.sample_blocks import CONFIRM, HOSTILE, HOSTILE_BLOCKS, RISKS, buttons, plain
from tests.support.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_page_says_that_it_is_not_slack(room: Room):
    page = await room.window()
    await expect(page.get_by_test_id("bar")).to_contain_text("Playground - this is not Slack")


async def test_a_message_shows_up_with_the_apps_name_and_its_badge(room: Room):
    page = await room.window()
    ts = await room.post("Hello *there*")
    article = page.locator(f"article[data-ts='{ts}']")
    await expect(article).to_contain_text("Hello there")
    await expect(article.locator(".badge")).to_have_text("APP")


async def test_what_a_person_writes_appears_in_the_channel(room: Room):
    page = await room.window()
    await page.get_by_label("Message #ops").fill("Good morning")
    await page.keyboard.press("Enter")
    await expect(page.locator("article", has_text="Good morning")).to_contain_text("Alice Archer")


async def test_a_reply_is_written_and_counted_in_its_thread(room: Room):
    page = await room.window()
    ts = await room.post("The question")
    article = page.locator(f"#messages article[data-ts='{ts}']")
    await article.hover()
    await article.get_by_role("button", name="Reply in thread").click()
    await page.keyboard.type("The answer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("thread")).to_contain_text("The answer")
    await expect(article.get_by_role("button", name="1 reply")).to_be_visible()


async def test_a_click_reaches_the_app_and_its_update_the_message(room: Room):
    page = await room.window()
    ts = await room.post("May we?", [buttons("approve")])
    await page.get_by_role("button", name="approve").click()
    await expect(page.locator(f"article[data-ts='{ts}']")).to_contain_text("Approved by @Alice Archer")
    assert (await room.app.clicked.get())["user"]["id"] == room.playground.people["alice"].id


async def test_a_confirmed_button_asks_first_and_a_no_sends_nothing(room: Room):
    page = await room.window()
    block = buttons("approve")
    block["elements"][0]["confirm"] = CONFIRM
    await room.post("May we?", [block])
    button = page.get_by_role("button", name="approve", exact=True)
    await button.click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Leave it").click()
    await expect(button).to_be_focused()
    assert room.app.clicked.empty()
    await button.click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Do it").click()
    await expect(page.locator("article", has_text="Approved by")).to_be_visible()


async def test_live_changes_leave_the_caret_where_it_is(room: Room):
    page = await room.window()
    box = page.get_by_label("Message #ops")
    await box.fill("abcdef")
    await box.evaluate("node => node.setSelectionRange(2, 4)")
    ts = await room.post("Meanwhile")
    await expect(page.locator(f"article[data-ts='{ts}']")).to_be_visible()
    await expect(box).to_be_focused()
    assert await box.evaluate("node => [node.value, node.selectionStart, node.selectionEnd]") == ["abcdef", 2, 4]


async def test_a_choice_in_a_message_reaches_the_app(room: Room):
    page = await room.window()
    menu = {"type": "static_select", "action_id": "approve", "options": RISKS, "placeholder": plain("Risk")}
    await room.post("How risky?", [{"type": "actions", "block_id": "choice", "elements": [menu]}])
    await page.get_by_role("combobox", name="Risk").click()
    await page.get_by_role("option", name="High").click()
    async with asyncio.timeout(10):
        action = (await room.app.clicked.get())["actions"][0]
    assert action["selected_option"]["value"] == "high"


async def test_a_permalink_opens_its_channel(room: Room):
    ts = await room.post("Look here")
    link = await room.app.client.chat_getPermalink(channel=room.channel, message_ts=ts)
    page = await open_page(room.browser, str(link["permalink"]), complaints=room.complaints)
    await expect(page.locator(f"article[data-ts='{ts}']")).to_be_in_viewport()


async def test_an_address_with_a_message_leads_to_it_in_its_thread(room: Room):
    root = await room.post("The question")
    answer = await room.playground.post("bob", "#ops", "The answer", thread_ts=root)
    for number in range(20):
        await room.playground.post("bob", "#ops", f"Answer {number}", thread_ts=root)
    ts = answer.ts
    url = f"{room.playground.url}/#channel={room.channel}&message=p{ts.replace('.', '')}"
    page = await open_page(room.browser, url, complaints=room.complaints)
    await page.wait_for_function("ts => document.activeElement.dataset.ts === ts", arg=ts)
    await expect(page.locator(f"article[data-ts='{ts}']")).to_be_in_viewport()


async def test_a_window_outlives_a_restart_of_the_server(room: Room):
    page = await room.window()
    port = int(room.playground.url.rsplit(":", 1)[1])
    await room.playground.stop()
    await expect(page.get_by_role("status").filter(has_text="Connection lost")).to_be_visible()
    async with Playground.start(port=port) as another:
        await another.post("bob", "#general", "Back again")
        await expect(page.locator("article", has_text="Back again")).to_be_visible(timeout=15_000)
    room.complaints.clear()


async def test_an_ephemeral_message_is_seen_by_one_person_only(room: Room):
    alice, bob = await room.window("alice"), await room.window("bob")
    await room.post("A question", [buttons("whisper")])
    await alice.get_by_role("button", name="whisper").click()
    own = alice.locator("article[data-ephemeral]")
    await expect(own).to_contain_text("just between us")
    await expect(own).to_contain_text("Only visible to you")
    ts = await room.post("For all")
    await expect(bob.locator(f"article[data-ts='{ts}']")).to_be_visible()
    await expect(bob.locator("article[data-ephemeral]")).to_have_count(0)


async def test_two_windows_are_two_people_with_modals_of_their_own(room: Room):
    alice, bob = await room.window("alice"), await room.window("bob")
    await room.open_form(alice, "short")
    await expect(bob.locator("select[name=as]")).to_have_value(room.playground.people["bob"].id)
    await expect(bob.get_by_role("dialog")).to_be_hidden()
    await bob.get_by_role("button", name="short", exact=True).click()
    await bob.get_by_label("Name").fill("Bob's")
    await expect(alice.get_by_label("Name")).to_have_value("")


async def test_the_person_acted_as_can_be_changed(room: Room):
    page = await room.window("alice")
    await page.locator("select[name=as]").select_option(label="Bob Baker")
    await expect(page.locator("#acting-kind")).to_contain_text("bob@example.com")
    await room.post("May we?", [buttons("approve")])
    await page.get_by_role("button", name="approve").click()
    await expect(page.locator("article", has_text="Approved by @Bob Baker")).to_be_visible()


async def test_hostile_text_stays_text(room: Room):
    page = await room.window()
    ts = await room.post("see blocks", HOSTILE_BLOCKS)
    article = page.locator(f"article[data-ts='{ts}']")
    await expect(article.locator("[data-block-id=plain]")).to_have_text(HOSTILE)
    await expect(article.locator("[data-block-id=rich]")).to_contain_text(f"{HOSTILE} <!channel> *not bold*")
    assert await article.locator("script, img").count() == 0
    links = await article.locator("a").evaluate_all("links => links.map(link => [link.href, link.rel])")
    assert links == [["https://example.com/", "noopener noreferrer"], ["https://example.com/a", "noopener noreferrer"]]
    await expect(article.locator("[data-broadcast=channel]")).to_have_count(1)
    assert "owned" not in await page.title()


async def test_a_block_the_page_does_not_know_is_shown_as_unsupported(room: Room):
    page = await room.window()
    ts = await room.post(
        "x",
        [
            {
                "type": "carousel",
                "block_id": "odd",
                "elements": [{"type": "card", "title": {"type": "mrkdwn", "text": "x"}}],
            }
        ],
    )
    await expect(page.locator(f"article[data-ts='{ts}'] [data-unsupported=carousel]")).to_be_visible()


async def test_a_fault_is_switched_on_and_seen_in_the_log(room: Room):
    page = await room.window()
    await room.post("A question", [buttons("approve")])
    await page.get_by_role("button", name="Misbehave").click()
    await page.locator("[data-fault=drop_acks]").click()
    await expect(page.get_by_test_id("faults")).to_contain_text("1 to come")
    await page.get_by_role("button", name="approve").click()
    await page.get_by_role("button", name="Under the hood").click()
    await expect(page.get_by_test_id("log").locator(".failed")).to_contain_text("block_actions")
