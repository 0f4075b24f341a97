"""A small app made with slack-bolt, listening on a real socket, for the page to be tried against."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.playground.sample_blocks import EVERY_INPUT, Json, level, modal, option, short_form


class SampleApp:
    """Its listeners, what was submitted to it, and a gate that holds a submission's answer back."""

    def __init__(self, *, token: str, signing_secret: str, base_url: str) -> None:
        self.client = AsyncWebClient(token=token, base_url=base_url)
        self.bolt = AsyncApp(client=self.client, signing_secret=signing_secret)
        self.submitted: asyncio.Queue[Json] = asyncio.Queue()
        self.clicked: asyncio.Queue[Json] = asyncio.Queue()
        self.gate = asyncio.Event()
        self.gate.set()
        self._listen()

    def _listen(self) -> None:
        self.bolt.action("everything")(self._open(modal("every", EVERY_INPUT)))
        self.bolt.action("short")(self._open(short_form()))
        self.bolt.action("kind")(self._redraw)
        self.bolt.action({"block_id": "kind", "action_id": "it"})(self._redraw)
        self.bolt.action("approve")(self._approve)
        self.bolt.action("more")(self._deeper)
        self.bolt.action("whisper")(self._whisper)
        self.bolt.options({"action_id": "it"})(self._suggest)
        self.bolt.view("every")(self._submit)
        self.bolt.view("short")(self._submit)

    def _open(self, view: Json) -> Any:
        async def open_view(ack: Any, body: Json) -> None:
            await self.client.views_open(trigger_id=body["trigger_id"], view=view)
            await ack()

        return open_view

    async def _redraw(self, ack: Any, body: Json) -> None:
        await ack()
        chosen = body["actions"][0]["selected_option"]["value"]
        await self.client.views_update(view_id=body["view"]["id"], view=short_form(branch=chosen))

    async def _deeper(self, ack: Any, body: Json) -> None:
        title = body["view"]["title"]["text"]
        await self.client.views_push(trigger_id=body["trigger_id"], view=level(3 if title == "Level 2" else 2))
        await ack()

    async def _approve(self, ack: Any, body: Json) -> None:
        await ack()
        self.clicked.put_nowait(body)
        done = [
            {
                "type": "section",
                "block_id": "done",
                "text": {"type": "mrkdwn", "text": f"Approved by <@{body['user']['id']}>"},
            }
        ]
        await self.client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Approved", blocks=done
        )

    async def _whisper(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text="just between us"
        )

    async def _suggest(self, ack: Any, payload: Json) -> None:
        await ack(options=[option(f"{payload['value']} {number}", f"{payload['value']}-{number}") for number in (1, 2)])

    async def _submit(self, ack: Any, view: Json) -> None:
        await self.gate.wait()
        values = view["state"]["values"]
        if values["name"]["it"]["value"] == "taken":
            await ack(response_action="errors", errors={"name": "'taken' is in use; choose another name."})
            return
        await ack()
        self.submitted.put_nowait(values)

    async def _receive(self, request: web.Request) -> web.Response:
        reply = await self.bolt.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(reply)


@asynccontextmanager
async def listening(app: SampleApp) -> AsyncIterator[str]:
    """Serve the app on a free port; gives the address for interactions."""
    server = web.Application()
    server.router.add_post("/slack/events", app._receive)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/slack/events"
    finally:
        app.gate.set()
        await runner.cleanup()
