"""`pausepoint demo` as a person on a fresh machine meets it: the terminal, and the page it points to."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser

from tests.support.browser import browser, open_page
from tests.support.programs import a_program

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_page_it_prints_leads_to_the_question_and_the_answer_back_to_the_terminal(browser: Browser):
    complaints: list[str] = []
    async with a_program("-m", "pausepoint_bot", "demo", environment={}) as demo:
        await demo.wait_for("Waiting for a person")
        address = re.search(r"http://\S+", demo.stdout)
        assert address is not None
        page = await open_page(browser, address[0], complaints=complaints)
        question = page.locator("#messages article", has_text="Delete 42 flow runs")
        await question.get_by_role("button", name="With notes…").click()
        modal = page.get_by_role("dialog")
        await modal.get_by_role("radio", name="Decline").click()
        await modal.get_by_label("Notes").fill("not today")
        await modal.get_by_role("button", name="Submit").click()
        assert await demo.ended() == 0
        await page.context.close()
    assert "declined. not today" in demo.stdout
    assert "0 flow runs deleted, 60 left." in demo.stdout
    assert demo.stderr == ""
