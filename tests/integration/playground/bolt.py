"""A real slack_bolt app on loopback, pointed at a playground over HTTP or Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_playground import Playground


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A playground and the app that serves it."""

    playground: Playground
    app: AsyncApp
    client: AsyncWebClient


@asynccontextmanager
async def web_client(playground: Playground, *, token: str | None = None) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=playground.bot_token if token is None else token,
            base_url=playground.api_url,
            session=session,
            retry_handlers=[],
        )


@asynccontextmanager
async def over_http(playground: Playground) -> AsyncIterator[Connected]:
    async with web_client(playground) as client:
        app = AsyncApp(client=client, signing_secret=playground.signing_secret)

        async def serve(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

        server = web.Application()
        server.router.add_post("/slack/events", serve)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
            playground.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
            yield Connected(playground=playground, app=app, client=client)
        finally:
            await runner.cleanup()


@asynccontextmanager
async def over_socket_mode(playground: Playground) -> AsyncIterator[Connected]:
    async with web_client(playground) as client:
        app = AsyncApp(client=client)
        handler = AsyncSocketModeHandler(app, playground.app_token, web_client=client)
        await handler.connect_async()
        try:
            await playground.socket_mode.changes.until(lambda: playground.socket_mode.connections, timeout_seconds=5)
            yield Connected(playground=playground, app=app, client=client)
        finally:
            await handler.close_async()
