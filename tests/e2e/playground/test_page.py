from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from pausepoint_playground.server import Playground
from tests.e2e.playground.form_filling import bare, expected, fill_by_keyboard, fill_by_mouse
from tests.e2e.playground.sample_app import SampleApp, listening
from tests.e2e.playground.sample_blocks import CONFIRM, HOSTILE, HOSTILE_BLOCKS, Json, buttons
from tests.support.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BANNER = "We had some trouble connecting. Try again?"


@dataclass
class Room:
    """A playground with the sample app in #ops, and windows onto it."""

    playground: Playground
    app: SampleApp
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @property
    def channel(self) -> str:
        return self.playground.channel("ops").id

    async def window(self, who: str = "alice") -> Page:
        person = self.playground.people[who].id
        page = await open_page(
            self.browser, f"{self.playground.url}/#as={person}&channel={self.channel}", complaints=self.complaints
        )
        await expect(page.get_by_role("heading", name="# ops")).to_be_visible()
        return page

    async def post(self, text: str, blocks: list[Json] | None = None) -> str:
        answer = await self.app.client.chat_postMessage(channel=self.channel, text=text, blocks=blocks)
        return str(answer["ts"])

    async def open_form(self, page: Page, button: str) -> None:
        await self.post("A question", [buttons(button)])
        await page.get_by_role("button", name=button, exact=True).last.click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def submitted(self) -> Json:
        async with asyncio.timeout(10):
            return await self.app.submitted.get()


@pytest_asyncio.fixture(loop_scope="module")
async def room(browser: Browser) -> AsyncIterator[Room]:
    async with Playground.start(ack_seconds=1) as playground:
        app = SampleApp(
            token=playground.bot_token, signing_secret=playground.signing_secret, base_url=playground.api_url
        )
        async with listening(app) as url:
            playground.request_url = url
            room = Room(playground=playground, app=app, browser=browser)
            yield room
            for context in browser.contexts:
                await context.close()
            assert room.complaints == []


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


@pytest.mark.parametrize("fill", [fill_by_mouse, fill_by_keyboard])
async def test_every_input_can_be_filled(room: Room, fill):
    page = await room.window()
    await room.open_form(page, "everything")
    await fill(page)
    values = await room.submitted()
    people = {name: person.id for name, person in room.playground.people.items()}
    channels = {channel.name: channel.id for channel in room.playground.workspace.channels.values()}
    assert bare(values) == expected(people=people, channels=channels)
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_a_required_field_left_blank_is_refused_before_the_app_hears_of_it(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    await page.get_by_role("button", name="Send it").click()
    await expect(page.locator("[data-error-for=name]")).to_have_text("Please complete this required field.")
    assert room.app.submitted.empty()


async def test_the_apps_error_stands_under_its_field_and_what_was_typed_stays(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    name = page.get_by_label("Name")
    await name.fill("taken")
    await name.press("Enter")
    await expect(page.locator("[data-error-for=name]")).to_have_text("'taken' is in use; choose another name.")
    await expect(name).to_have_value("taken")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(name).to_have_accessible_description("'taken' is in use; choose another name. Yours")


async def test_a_late_answer_shows_the_banner_and_a_second_try_goes_through(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    await page.get_by_label("Name").fill("Anna")
    room.app.gate.clear()
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("dialog")).to_contain_text(BANNER)
    await expect(page.get_by_label("Name")).to_have_value("Anna")
    room.app.gate.set()
    await room.submitted()
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_a_redrawn_form_keeps_what_was_typed_and_the_focus(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    await page.get_by_label("Name").fill("Anna")
    await page.get_by_role("radio", name="Dog").click()
    await expect(page.get_by_label("About the dog")).to_be_visible()
    await expect(page.get_by_label("Name")).to_have_value("Anna")
    await expect(page.get_by_role("radio", name="Dog")).to_be_checked()
    await expect(page.get_by_role("radio", name="Dog")).to_be_focused()


async def test_live_changes_leave_the_caret_where_it_is(room: Room):
    page = await room.window()
    box = page.get_by_label("Message #ops")
    await box.fill("abcdef")
    await box.evaluate("node => node.setSelectionRange(2, 4)")
    ts = await room.post("Meanwhile")
    await expect(page.locator(f"article[data-ts='{ts}']")).to_be_visible()
    await expect(box).to_be_focused()
    assert await box.evaluate("node => [node.value, node.selectionStart, node.selectionEnd]") == ["abcdef", 2, 4]


async def test_focus_stays_in_the_modal_and_goes_back_to_the_button(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="short", exact=True)).to_be_focused()


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
