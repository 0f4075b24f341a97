"""The whole loop as a person sees it, in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from pausepoint import FlowPauseTimeout, apause_flow_run, runtime
from tests.support.browser import browser, open_page
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval, Deployment
from tests.support.service import Service, a_service, flow_environment

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PREVIEW = "**Preview (42 runs):**\n\n| run | state |\n|---|---|\n| a1 | Crashed |\n"


@pytest_asyncio.fixture(loop_scope="module")
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        for name, value in flow_environment(service.url, await service.token()).items():
            monkeypatch.setenv(name, value)
        yield service
        await asyncio.to_thread(runtime.shut_down)


@pytest_asyncio.fixture(loop_scope="module")
async def window(browser: Browser, service: Service):
    """Open windows of #ops, as a person; the page must report no error in any of them."""
    complaints: list[str] = []

    async def open_as(who: str = "alice") -> Page:
        playground = service.playground
        place = f"#as={playground.people[who].id}&channel={playground.channel('ops').id}"
        return await open_page(browser, f"{playground.url}/{place}", complaints=complaints)

    yield open_as
    for context in browser.contexts:
        await context.close()
    assert complaints == []


def message(page: Page, title: str) -> Locator:
    return page.locator("#messages article", has_text=title)


async def test_a_person_reads_the_preview_answers_with_a_note_and_sees_the_outcome(service: Service, window):
    page = await window()
    form = CleanupApproval.with_initial_data(description=PREVIEW)
    async with waiting_flow(apause_flow_run(form, title="Delete 42 runs")) as flow:
        question = message(page, "Delete 42 runs")
        await expect(question).to_contain_text("Preview (42 runs):")
        await expect(question).to_contain_text("Crashed")
        await question.get_by_role("button", name="With notes…").click()
        modal = page.get_by_role("dialog")
        await expect(modal).to_contain_text("Crashed")
        await modal.get_by_role("radio", name="Approve").click()
        await modal.get_by_label("Notes").fill("all stale")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_be_hidden()
        assert await flow == CleanupApproval(approve=True, notes="all stale")
        await expect(question).to_contain_text("Approved by alice")
        await expect(question).to_contain_text("all stale")
        await expect(question.get_by_role("button", name="Approve")).to_have_count(0)


async def test_nothing_is_preselected_so_that_submit_never_means_no_by_accident(service: Service, window):
    page = await window()
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Undecided")) as flow:
        await message(page, "Undecided").get_by_role("button", name="With notes…").click()
        modal = page.get_by_role("dialog")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal.locator("[data-error-for='#/approve']")).to_contain_text("required")
        await modal.get_by_role("radio", name="Decline").click()
        await modal.get_by_role("button", name="Submit").click()
        assert await flow == CleanupApproval(approve=False)


async def test_what_only_the_service_knows_is_said_under_the_field_and_can_be_corrected(service: Service, window):
    page = await window()
    async with waiting_flow(apause_flow_run(Deployment, title="Deploy")) as flow:
        await message(page, "Deploy").get_by_role("button", name="Answer…").click()
        modal = page.get_by_role("dialog")
        await modal.get_by_role("radio", name="web").click()
        await modal.get_by_label("Version").fill("1.4")
        await modal.get_by_label("Replicas").fill("3")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal.locator("[data-error-for='#/version']")).to_contain_text("1.4")
        await expect(modal.locator("[data-error-for='#/replicas']")).to_contain_text("2")
        await expect(modal.get_by_label("Version")).to_have_value("1.4")
        await modal.get_by_label("Version").fill("v1.4")
        await modal.get_by_label("Replicas").fill("4")
        await modal.get_by_role("button", name="Submit").click()
        await expect(modal).to_be_hidden()
        assert await flow == Deployment(service="web", version="v1.4", replicas=4)
        await expect(message(page, "Deploy")).to_contain_text("Answered by alice")


async def test_one_tap_decides_and_a_second_window_sees_it_at_once(service: Service, window):
    alice, bob = await window("alice"), await window("bob")
    async with waiting_flow(apause_flow_run(CleanupApproval, title="One tap")) as flow:
        await expect(message(bob, "One tap").get_by_role("button", name="Approve")).to_be_visible()
        await message(alice, "One tap").get_by_role("button", name="Approve").click()
        assert (await flow).approve
        await expect(message(bob, "One tap")).to_contain_text("Approved by alice")


async def test_who_submits_too_late_is_told_who_decided(service: Service, window):
    alice, bob = await window("alice"), await window("bob")
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Late")) as flow:
        await message(bob, "Late").get_by_role("button", name="With notes…").click()
        await bob.get_by_role("dialog").get_by_role("radio", name="Decline").click()
        await message(alice, "Late").get_by_role("button", name="Approve").click()
        assert (await flow).approve
        await bob.get_by_role("dialog").get_by_role("button", name="Submit").click()
        await expect(bob.get_by_role("dialog")).to_contain_text("Already settled")
        await expect(bob.get_by_role("dialog")).to_contain_text("Approved by alice")


async def test_a_person_who_may_not_decide_is_told_who_may(service: Service, window):
    page = await window("bob")
    approver = service.playground.people["alice"]
    async with waiting_flow(apause_flow_run(CleanupApproval, title="For Alice", approvers=approver.id)) as flow:
        question = message(page, "For Alice")
        await expect(question).to_contain_text("Alice Archer")
        await question.get_by_role("button", name="Approve").click()
        await expect(page.get_by_role("dialog")).to_contain_text("You cannot decide this")
        await expect(page.get_by_role("dialog")).to_contain_text("Alice Archer")
        assert not flow.done()


async def test_the_message_says_when_it_expired(service: Service, window):
    page = await window()
    async with waiting_flow(apause_flow_run(CleanupApproval, 1, title="Brief")) as flow:
        await expect(message(page, "Brief")).to_be_visible()
        with pytest.raises(FlowPauseTimeout):
            await flow
        await expect(message(page, "Brief")).to_contain_text("Expired: nobody decided in time")
        await expect(message(page, "Brief").get_by_role("button", name="Approve")).to_have_count(0)
