"""An answer under check, as a person sees it in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from pausepoint import apause_flow_run, runtime
from tests.support import checked_forms
from tests.support.browser import browser, open_page
from tests.support.checked_forms import Slow, Window
from tests.support.flows import waiting_flow
from tests.support.service import Service, a_service, flow_environment

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(autouse=True)
def gate() -> Iterator[None]:
    checked_forms.gate.set()
    yield
    checked_forms.gate.set()


@pytest_asyncio.fixture(loop_scope="module")
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        for name, value in flow_environment(service.url, await service.token()).items():
            monkeypatch.setenv(name, value)
        yield service
        await asyncio.to_thread(runtime.shut_down)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, service: Service) -> AsyncIterator[Page]:
    """A window of #ops, as Alice; the page must report no error in it."""
    complaints: list[str] = []
    playground = service.playground
    place = f"#as={playground.people['alice'].id}&channel={playground.channel('ops').id}"
    yield await open_page(browser, f"{playground.url}/{place}", complaints=complaints)
    for context in browser.contexts:
        await context.close()
    assert complaints == []


def message(page: Page, title: str) -> Locator:
    return page.locator("#messages article", has_text=title).first


async def open_form(page: Page, title: str) -> Locator:
    await message(page, title).get_by_role("button", name="Answer…").click()
    return page.get_by_role("dialog")


async def test_what_the_class_says_stands_under_the_field_and_can_be_corrected(page: Page):
    async with waiting_flow(apause_flow_run(Window, title="When?")) as flow:
        modal = await open_form(page, "When?")
        await modal.get_by_label("Start").fill("2026-03-02")
        await modal.get_by_label("End").fill("2026-03-01")
        await modal.get_by_label("Why").fill("spring")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal.locator("[data-error-for='#/end']")).to_have_text("The end must be after the start.")
        await expect(modal.get_by_label("Why")).to_have_value("spring")
        await modal.get_by_label("End").fill("2026-03-05")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_be_hidden()
        assert (await flow).end.isoformat() == "2026-03-05"
        await expect(message(page, "When?")).to_contain_text("Answered by alice")


async def test_a_slow_check_is_seen_and_then_its_outcome(page: Page):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Slowly")) as flow:
        modal = await open_form(page, "Slowly")
        await modal.get_by_label("Number").fill("4")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_contain_text("Checking…")
        await expect(modal.get_by_role("button", name="Submit")).to_have_count(0)
        await expect(modal.get_by_label("Number")).to_have_count(0)
        checked_forms.gate.set()
        assert (await flow).number == 4
        await expect(modal).to_contain_text("Done")
        await expect(modal).to_contain_text("Answered by alice")


async def test_a_slow_refusal_brings_back_the_form_with_answers_and_reasons(page: Page):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Slowly wrong")) as flow:
        modal = await open_form(page, "Slowly wrong")
        await modal.get_by_label("Number").fill("3")
        await modal.get_by_label("Note").fill("by hand")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_contain_text("Checking…")
        checked_forms.gate.set()
        await expect(modal).to_contain_text("3 is odd.")
        await expect(modal.get_by_label("Number")).to_have_value("3")
        await expect(modal.get_by_label("Note")).to_have_value("by hand")
        await modal.get_by_label("Number").fill("8")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_be_hidden()
        answer = await flow
    assert (answer.number, answer.note) == (8, "by hand")
