"""A real Chromium for tests of the playground's page. Skips where none is installed, unless it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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
_REQUIRED = "PAUSEPOINT_REQUIRE_BROWSER"
# Long enough for a busy machine, short enough that a broken page fails within a test's own limit.
_PATIENCE_MS = 10_000


def chromium_path() -> str | None:
    """Find a Chromium: PAUSEPOINT_CHROMIUM, else one on the PATH."""
    named = os.environ.get("PAUSEPOINT_CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Start a Chromium for one module, whose tests share its event loop: `pytest.mark.asyncio(loop_scope="module")`.

    Where there is none the tests are skipped; with PAUSEPOINT_REQUIRE_BROWSER=1 they fail.
    """
    path = chromium_path()
    if path is None:
        missing = "no Chromium: install one, or name it in PAUSEPOINT_CHROMIUM"
        if os.environ.get(_REQUIRED) == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with started_browser(path) as browser:
        yield browser


@asynccontextmanager
async def started_browser(path: str) -> AsyncIterator[Browser]:
    """Run a Chromium until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        await browser.close()


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
