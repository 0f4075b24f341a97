"""Make the pictures of the example forms anew: `python -m tests.support.conformance.pictures [MODULE...]`.

A real flow asks through a real service; what is drawn is the playground's page. Needs a Chromium.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog
from playwright.async_api import Browser, Locator, Page

from pausepoint import apause_flow_run, runtime
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.server import Playground
from tests.support.browser import chromium_path, started_browser
from tests.support.conformance.gallery import PICTURES, Picture
from tests.support.flows import waiting_flow
from tests.support.programs import ROOT
from tests.support.service import CHANNEL, a_service, flow_environment

DIRECTORY: Final = ROOT / "bot" / "docs" / "screenshots" / "forms"
_SIZE: Final = (1200, 1300)


async def take(names: list[str]) -> None:
    """Take the pictures of these modules; of all where none is named."""
    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium: install one, or name it in PAUSEPOINT_CHROMIUM")
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        async with a_service(Path(scratch)) as service, started_browser(path) as browser:
            os.environ.update(flow_environment(service.url, await service.token()))
            page = await _window(browser, service.playground)
            alice = service.playground.as_person("alice")
            for picture in PICTURES:
                if not names or picture.module in names:
                    await _take_one(picture, alice, page)
            await asyncio.to_thread(runtime.shut_down)


async def _take_one(picture: Picture, alice: ActingPerson, page: Page) -> None:
    title = picture.form.__name__
    async with waiting_flow(apause_flow_run(picture.form, title=title, flow_name="gallery")):
        message = await alice.wait_for_message(CHANNEL, title)
        question = page.locator("#messages article", has_text=title)
        await question.wait_for()
        if "Answer…" not in message.buttons:
            await _shoot(question, picture)
            return
        await alice.click(message, "Answer…")
        await alice.wait_for_view()
        await _let_go(page)
        for wanted, value in picture.enters.items():
            await alice.fill(wanted, value)
        if picture.submits:
            await alice.submit()
        await _shoot(page.get_by_role("dialog"), picture)
        await alice.close(all=True)


async def _let_go(page: Page) -> None:
    """Take the focus off the first input: what is being typed in, the page leaves alone."""
    await page.get_by_role("dialog").wait_for()
    await page.evaluate("document.activeElement?.blur()")


async def _shoot(what: Locator, picture: Picture) -> None:
    await what.wait_for()
    await what.page.mouse.move(0, 0)
    await what.screenshot(path=DIRECTORY / picture.file, animations="disabled", caret="hide")


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
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(take(sys.argv[1:]))
