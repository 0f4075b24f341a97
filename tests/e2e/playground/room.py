"""A playground with the sample app in #ops, and windows onto it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from pausepoint_playground.server import Playground
from tests.e2e.playground.sample_app import SampleApp, listening
from tests.e2e.playground.sample_blocks import Json, buttons
from tests.support.browser import open_page


@dataclass
class Room:
    """A playground with the sample app in #ops, and windows onto it."""

    playground: Playground
    app: SampleApp
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @property
    def channel(self) -> str:
        return self.playground.channel("ops").id

    async def window(self, who: str = "alice") -> Page:
        person = self.playground.people[who].id
        page = await open_page(
            self.browser, f"{self.playground.url}/#as={person}&channel={self.channel}", complaints=self.complaints
        )
        await expect(page.get_by_role("heading", name="# ops")).to_be_visible()
        return page

    async def post(self, text: str, blocks: list[Json] | None = None) -> str:
        answer = await self.app.client.chat_postMessage(channel=self.channel, text=text, blocks=blocks)
        return str(answer["ts"])

    async def open_form(self, page: Page, button: str) -> None:
        await self.post("A question", [buttons(button)])
        await page.get_by_role("button", name=button, exact=True).last.click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def submitted(self) -> Json:
        async with asyncio.timeout(10):
            return await self.app.submitted.get()


@pytest_asyncio.fixture(loop_scope="module")
async def room(browser: Browser) -> AsyncIterator[Room]:
    async with Playground.start(ack_seconds=1) as playground:
        app = SampleApp(
            token=playground.bot_token, signing_secret=playground.signing_secret, base_url=playground.api_url
        )
        async with listening(app) as url:
            playground.request_url = url
            room = Room(playground=playground, app=app, browser=browser)
            yield room
            for context in browser.contexts:
                await context.close()
            assert room.complaints == []
