"""`pausepoint demo` as a person on a fresh machine meets it: the terminal, and the page it points to."""

from __future__ import annotations

import os
import pty
import re
import signal
import time

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import browser, open_page
from tests.support.programs import Program, a_program

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def answer(page: Page, verdict: str, notes: str) -> None:
    question = page.locator("#messages article", has_text="Delete 42 flow runs")
    await question.get_by_role("button", name="With notes…").click()
    modal = page.get_by_role("dialog")
    await modal.get_by_role("radio", name=verdict).click()
    await modal.get_by_label("Notes").fill(notes)
    await modal.get_by_role("button", name="Submit").click()


async def page_of(demo: Program, browser: Browser) -> Page:
    await demo.wait_for("Waiting for a person")
    address = re.search(r"http://\S+", demo.stdout)
    assert address is not None
    return await open_page(browser, address[0])


async def test_the_page_it_prints_leads_to_the_question_and_the_answer_back_to_the_terminal(browser: Browser):
    async with a_program("-m", "pausepoint_bot", "demo", environment={}) as demo:
        page = await page_of(demo, browser)
        await answer(page, "Decline", "not today")
        assert await demo.ended() == 0
        await page.context.close()
    assert "declined. not today" in demo.stdout
    assert "0 flow runs deleted, 60 left." in demo.stdout
    assert demo.stderr == ""


async def test_at_a_terminal_the_page_stays_until_ctrl_c_so_that_the_outcome_can_be_seen(browser: Browser):
    screen, terminal = pty.openpty()
    try:
        async with a_program("-m", "pausepoint_bot", "demo", environment={}, stdin=terminal) as demo:
            page = await page_of(demo, browser)
            await answer(page, "Approve", "all stale")
            await demo.wait_for("42 flow runs deleted, 18 left.")
            await demo.wait_for("Ctrl-C ends the demo.")
            await expect(page.locator("#messages article").last).to_contain_text("Approved by alice")
            began = time.monotonic()
            assert await demo.stop(signal.SIGINT) == 0
            assert time.monotonic() - began < 2
            await page.context.close()
        assert demo.stderr == ""
    finally:
        os.close(screen)
        os.close(terminal)
