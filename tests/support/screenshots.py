"""Make the README's pictures anew: `python -m tests.support.screenshots [DIRECTORY]`. Needs a Chromium.

A real flow asks through a real service; what is drawn is the playground's page.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, expect

from pausepoint import apause_flow_run, runtime
from pausepoint_playground.server import Playground
from tests.support.browser import chromium_path, started_browser
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.programs import ROOT
from tests.support.service import CHANNEL, a_service, flow_environment

PICTURES: Final = ROOT / "bot" / "docs" / "screenshots"
TITLE: Final = "Delete 42 flow runs older than 30 days?"
PREVIEW: Final = """\
**Preview (42 runs):**

| Flow run | State | Age |
|---|---|---:|
| sync-crm-059 | FAILED | 89 days |
| train-model-058 | COMPLETED | 88 days |
| send-invoices-057 | COMPLETED | 87 days |
| nightly-etl-056 | FAILED | 86 days |
| sync-crm-055 | COMPLETED | 85 days |

… and 37 more, all of them older than `30 days`.
"""
NOTES: Final = "Checked against the dashboard: these are all stale."
_SIZE: Final = (1400, 800)


async def take(directory: Path) -> None:
    """Make overview.png and decided.png."""
    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium: install one, or name it in PAUSEPOINT_CHROMIUM")
    with tempfile.TemporaryDirectory() as scratch:
        async with a_service(Path(scratch)) as service, started_browser(path) as browser:
            os.environ.update(flow_environment(service.url, await service.token()))
            page = await _window(browser, service.playground)
            await service.playground.post("bob", CHANNEL, "The cleanup is about to run. Could somebody have a look?")
            await _play(page, directory)
            await asyncio.to_thread(runtime.shut_down)


async def _play(page: Page, directory: Path) -> None:
    form = CleanupApproval.with_initial_data(description=PREVIEW)
    async with waiting_flow(apause_flow_run(form, title=TITLE, flow_name="database-cleanup")) as flow:
        question = page.locator("#messages article", has_text=TITLE)
        await question.get_by_role("button", name="With notes…").click()
        modal = page.get_by_role("dialog")
        await _fill(modal)
        # In the middle it would hide the message that the picture is to show as well.
        await modal.evaluate("dialog => { dialog.style.marginInlineEnd = '32px'; }")
        await page.screenshot(path=directory / "overview.png")
        await modal.get_by_role("button", name="Submit").click()
        await flow
        await expect(question).to_contain_text(NOTES)
        await page.mouse.move(0, 0)
        await page.screenshot(path=directory / "decided.png")


async def _fill(modal: Locator) -> None:
    await modal.get_by_role("radio", name="Approve").click()
    await modal.get_by_label("Notes").fill(NOTES)
    await modal.get_by_label("Notes").scroll_into_view_if_needed()


async def _window(browser: Browser, playground: Playground) -> Page:
    width, height = _SIZE
    context = await browser.new_context(
        locale="en-GB", timezone_id="UTC", reduced_motion="reduce", viewport={"width": width, "height": height}
    )
    page = await context.new_page()
    place = f"#as={playground.people['alice'].id}&channel={playground.channel(CHANNEL).id}"
    await page.goto(f"{playground.url}/{place}")
    return page


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES))
