"""A real Chromium for tests of the playground's page. Skips where none is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# Long enough for a busy machine, short enough that a broken page fails within a test's own limit.
_PATIENCE_MS = 10_000


def chromium_path() -> str | None:
    """Find a Chromium: PAUSEPOINT_CHROMIUM, else one on the PATH."""
    named = os.environ.get("PAUSEPOINT_CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start a Chromium for one module, whose tests share its event loop: `pytest.mark.asyncio(loop_scope="module")`."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium: install one, or name it in PAUSEPOINT_CHROMIUM")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield started
        await started.close()


async def open_page(browser: Browser, url: str, *, complaints: list[str] | None = None) -> Page:
    """Open a window of its own (own storage, UTC, English), noting errors of the page in `complaints`."""
    context = await browser.new_context(locale="en-US", timezone_id="UTC", reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    if complaints is not None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    return page
