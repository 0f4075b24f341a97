"""Forms that are redrawn, paged, or searched while one types, as a person meets them in a real browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from pausepoint import apause_flow_run, runtime
from tests.support.browser import browser, open_page
from tests.support.dynamic_forms import CITIES, Checked, Long, Mail, Notice, Owner, Phone, Trip
from tests.support.flows import waiting_flow
from tests.support.service import Service, a_service, flow_environment

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        for name, value in flow_environment(service.url, await service.token()).items():
            monkeypatch.setenv(name, value)
        yield service
        await asyncio.to_thread(runtime.shut_down)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, service: Service) -> AsyncIterator[Page]:
    """Alice's window of #ops, which must report no error."""
    complaints: list[str] = []
    playground = service.playground
    place = f"#as={playground.people['alice'].id}&channel={playground.channel('ops').id}"
    yield await open_page(browser, f"{playground.url}/{place}", complaints=complaints)
    for context in browser.contexts:
        await context.close()
    assert complaints == []


async def opened(page: Page, title: str) -> Locator:
    """Open the form of the newest question with this title."""
    question = page.locator("#messages article", has_text=title)
    await question.get_by_role("button", name="Answer…").click()
    modal = page.get_by_role("dialog")
    await expect(modal).to_be_visible()
    return modal


async def picture(page: Page, name: str) -> None:
    """Take a picture where PAUSEPOINT_PICTURES names a folder."""
    if folder := os.environ.get("PAUSEPOINT_PICTURES"):
        await page.screenshot(path=f"{folder}/{name}.png")


def typed_in(modal: Locator, name: str) -> Locator:
    return modal.locator(f"[data-block-id='#/{name}'] input")


async def press(modal: Locator, button: str) -> None:
    await modal.get_by_role("button", name=button, exact=True).click()


async def test_a_branch_is_chosen_changed_and_chosen_again_with_what_was_typed(page: Page):
    async with waiting_flow(apause_flow_run(Notice, title="Tell whom")) as flow:
        modal = await opened(page, "Tell whom")
        await picture(page, "union-1-blank")
        await modal.get_by_label("Notes").fill("for all")
        await modal.get_by_role("radio", name="Mail").click()
        await modal.get_by_label("Address").fill("ann@example.com")
        await modal.get_by_label("Name").fill("Ann")
        await picture(page, "union-2-mail")
        await modal.get_by_role("radio", name="Phone").click()
        await expect(modal.get_by_label("Address")).to_have_count(0)
        await expect(modal.get_by_label("Name")).to_have_value("Ann")
        await expect(modal.get_by_label("Notes")).to_have_value("for all")
        await modal.get_by_role("radio", name="high").click()
        await picture(page, "union-3-phone")
        await modal.get_by_role("radio", name="Mail").click()
        await expect(modal.get_by_label("Address")).to_have_value("ann@example.com")
        await modal.get_by_role("radio", name="Phone").click()
        await expect(modal.get_by_role("radio", name="high")).to_be_checked()
        await press(modal, "Submit")
        await expect(modal).to_be_hidden()
        assert await flow == Notice(contact=Phone(kind="phone", name="Ann", urgency="high"), notes="for all")
        await expect(page.locator("#messages article", has_text="Tell whom")).to_contain_text("Answered by alice")
        await picture(page, "union-4-answered")


async def test_an_error_stands_under_the_field_of_the_branch_and_nothing_is_lost(page: Page):
    async with waiting_flow(apause_flow_run(Notice, title="Too short")) as flow:
        modal = await opened(page, "Too short")
        await modal.get_by_role("radio", name="Mail").click()
        await modal.get_by_label("Address").fill("a@example.com")
        await modal.get_by_label("Name").fill("A")
        await press(modal, "Submit")
        await expect(modal.locator("[data-error-for='#/contact/name']")).to_contain_text("2")
        await modal.get_by_label("Name").fill("Al")
        await press(modal, "Submit")
        assert await flow == Notice(contact=Mail(kind="mail", name="Al", address="a@example.com"))


async def test_an_optional_part_is_filled_in_only_where_its_box_is_ticked(page: Page):
    async with waiting_flow(apause_flow_run(Notice, title="Owned")) as flow:
        modal = await opened(page, "Owned")
        await modal.get_by_role("radio", name="Mail").click()
        await modal.get_by_label("Name").fill("Ann")
        await modal.get_by_label("Address").fill("a@example.com")
        owner = modal.locator("[data-block-id='#/owner/name']")
        switch = modal.locator("[data-block-id='#/owner/~filled']").get_by_role("checkbox")
        await switch.click()
        await owner.get_by_role("textbox").fill("Bob")
        await picture(page, "optional-ticked")
        await switch.click()
        await expect(owner).to_have_count(0)
        await switch.click()
        await expect(owner.get_by_role("textbox")).to_have_value("Bob")
        await press(modal, "Submit")
        answer = await flow
        assert answer.owner == Owner(name="Bob")


async def test_pages_are_gone_through_with_an_error_and_back(page: Page):
    async with waiting_flow(apause_flow_run(Long, title="Long form")) as flow:
        modal = await opened(page, "Long form")
        await expect(modal).to_contain_text("Page 1 of 3")
        await typed_in(modal, "f1").fill("one")
        await typed_in(modal, "f3").fill("3")
        await picture(page, "pages-1")
        await press(modal, "Next")
        await expect(modal.locator("[data-error-for='#/f3']")).to_contain_text("pattern")
        await picture(page, "pages-2-error")
        await typed_in(modal, "f3").fill("v3")
        await press(modal, "Next")
        await expect(modal).to_contain_text("Page 2 of 3")
        await expect(typed_in(modal, "f14")).to_be_focused()
        await picture(page, "pages-2-arrived")
        await typed_in(modal, "f20").fill("twenty")
        await picture(page, "pages-3-second")
        await press(modal, "Back")
        await expect(modal).to_contain_text("Page 1 of 3")
        await expect(typed_in(modal, "f1")).to_have_value("one")
        await press(modal, "Next")
        await expect(typed_in(modal, "f20")).to_have_value("twenty")
        await press(modal, "Next")
        await expect(modal).to_contain_text("Page 3 of 3")
        await typed_in(modal, "f39").fill("last")
        await press(modal, "Submit")
        await expect(modal).to_be_hidden()
        assert await flow == Long(f1="one", f3="v3", f20="twenty", f39="last")


async def test_what_the_class_says_of_an_earlier_page_leads_back_to_it(page: Page):
    async with waiting_flow(apause_flow_run(Checked, title="Judged")) as flow:
        modal = await opened(page, "Judged")
        await typed_in(modal, "f0").fill("nobody")
        await typed_in(modal, "f3").fill("v3")
        await press(modal, "Next")
        await press(modal, "Next")
        await typed_in(modal, "f39").fill("last")
        await press(modal, "Submit")
        await expect(modal).to_contain_text("nobody is not on duty today")
        await expect(modal).to_contain_text("Page 1 of 3")
        await expect(typed_in(modal, "f0")).to_have_value("nobody")
        await expect(typed_in(modal, "f0")).to_be_focused()
        await picture(page, "objection")
        await typed_in(modal, "f0").fill("Ann")
        await press(modal, "Next")
        await press(modal, "Next")
        await expect(typed_in(modal, "f39")).to_have_value("last")
        await press(modal, "Submit")
        assert await flow == Checked(f0="Ann", f3="v3", f39="last")


async def test_a_closed_form_of_several_pages_is_found_again_as_it_was_sent(page: Page):
    async with waiting_flow(apause_flow_run(Long, title="Interrupted")) as flow:
        modal = await opened(page, "Interrupted")
        await typed_in(modal, "f1").fill("one")
        await press(modal, "Next")
        await expect(modal).to_contain_text("Page 2 of 3")
        await typed_in(modal, "f20").fill("never sent")
        await press(modal, "Cancel")
        await expect(modal).to_be_hidden()
        modal = await opened(page, "Interrupted")
        await expect(modal).to_contain_text("here again")
        await picture(page, "resumed")
        await expect(typed_in(modal, "f1")).to_have_value("one")
        await press(modal, "Next")
        await expect(typed_in(modal, "f20")).to_have_value("")
        await press(modal, "Next")
        await press(modal, "Submit")
        assert await flow == Long(f1="one")


async def test_one_of_126_long_options_is_found_by_typing_with_nothing_but_the_keyboard(page: Page):
    async with waiting_flow(apause_flow_run(Trip, title="Where to")) as flow:
        modal = await opened(page, "Where to")
        keys = page.keyboard
        city = modal.locator("[data-block-id='#/city']")
        await city.get_by_role("combobox").focus()
        await keys.type("125 ")
        await expect(city.locator(".combo-option.active")).to_contain_text("125 — a settlement")
        await picture(page, "type-ahead-found")
        await keys.press("Enter")
        stops = modal.locator("[data-block-id='#/stops']")
        await stops.get_by_role("combobox").focus()
        for wanted in ("001", "124"):
            await keys.type(wanted)
            await expect(stops.locator(".combo-option.active")).to_contain_text(wanted)
            await keys.press("Enter")
        await keys.press("Escape")
        await picture(page, "type-ahead-chosen")
        await press(modal, "Submit")
        await expect(modal).to_be_hidden()
        answer = await flow
        assert (answer.city, answer.stops) == (CITIES[125], [CITIES[1], CITIES[124]])


async def test_the_first_options_are_offered_before_anything_is_typed(page: Page):
    async with waiting_flow(apause_flow_run(Trip, title="Just looking")):
        modal = await opened(page, "Just looking")
        await modal.locator("[data-block-id='#/city']").get_by_role("combobox").click()
        await expect(modal.locator("[data-block-id='#/city'] .combo-option")).to_have_count(100)
        await picture(page, "type-ahead-open")
