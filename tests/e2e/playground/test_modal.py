from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.e2e.playground.form_filling import bare, expected, fill_by_keyboard, fill_by_mouse
from tests.e2e.playground.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

BANNER = "We had some trouble connecting. Try again?"


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


async def test_typing_in_a_form_is_not_disturbed_by_what_happens_meanwhile(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    text = "a sentence that takes a while to type"
    async with asyncio.TaskGroup() as both:
        both.create_task(page.get_by_label("Name").press_sequentially(text, delay=25))
        for number in range(12):
            both.create_task(room.post(f"Meanwhile {number}"))
    await expect(page.get_by_label("Name")).to_have_value(text)
    await page.keyboard.press("Enter")
    assert (await room.submitted())["name"]["it"]["value"] == text


async def test_focus_stays_in_the_modal_and_goes_back_to_the_button(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="short", exact=True)).to_be_focused()


async def test_views_stack_three_deep_and_going_back_finds_everything_as_it_was(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    await page.get_by_label("Name").fill("Anna")
    title, more = page.get_by_role("dialog").get_by_role("heading"), page.get_by_role("button", name="more")
    for number in (2, 3):
        await more.click()
        await expect(title).to_have_text(f"Level {number}")
    for before in ("Level 2", "Short form"):
        await page.get_by_test_id("view-close").locator("visible=true").click()
        await expect(title).to_have_text(before)
        await expect(more).to_be_focused()
    await expect(page.get_by_label("Name")).to_have_value("Anna")


async def test_the_cross_closes_the_whole_stack(room: Room):
    page = await room.window()
    await room.open_form(page, "short")
    await page.get_by_role("button", name="more").click()
    await expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text("Level 2")
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_the_first_faulty_field_gets_the_focus(room: Room):
    page = await room.window()
    await room.open_form(page, "everything")
    await page.get_by_label("E-mail").fill("nobody")
    await page.get_by_label("Name").fill("Anna")
    await page.get_by_role("button", name="Send it").click()
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await expect(page.locator("[data-error-for=mail]")).to_be_in_viewport()
