"""`/hooks/...`: what an app sends to a response_url. Refusals are plain text with a 4xx status, as Slack's are."""

from __future__ import annotations

import json

from aiohttp import web

from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.outages import RESPONSE_URL
from pausepoint_playground.record import Entry
from pausepoint_playground.response_urls import ResponseUrl, ResponseUrlRefused
from pausepoint_playground.web_api.call import ApiError, Call
from pausepoint_playground.web_api.chat import bot_message, rewrite
from pausepoint_playground.web_api.content import content_of
from pausepoint_playground.web_api.misbehaving import under_outage
from pausepoint_playground.workspace.messages import Message


class Hooks:
    """Answer POSTs to response urls."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request with `ok`, or with the reason why not."""
        if self._installation.faults.down:
            return web.Response(text="service_unavailable", status=503)
        return await under_outage(self._installation, RESPONSE_URL, request, lambda: self._serve(request))

    async def _serve(self, request: web.Request) -> web.Response:
        began, arguments, error, status = self._installation.clock(), {}, "", 200
        try:
            arguments = _body(await request.text())
            call = Call(method=RESPONSE_URL, arguments=arguments, installation=self._installation)
            self._apply(self._installation.response_urls.use(request.path), call)
        except ResponseUrlRefused as refused:
            error, status = refused.code, 404
        except ApiError as refused:
            error, status = refused.code, 400
        self._installation.record.add(
            Entry(at=began, kind="hook", method=RESPONSE_URL, ok=not error, error=error, arguments=arguments)
        )
        self._installation.workspace.changes.bump("log")
        return web.Response(text=error or "ok", status=status)

    def _apply(self, target: ResponseUrl, call: Call) -> None:
        original = self._original(target)
        if call.flag("delete_original"):
            if original is not None:
                call.workspace.remove_message(original)
            return
        content = content_of(call)
        if content.is_empty:
            raise ApiError("no_text")
        if call.flag("replace_original") and original is not None:
            rewrite(original, content)
            original.edited = False
            call.workspace.touched(original)
            return
        message = bot_message(call, call.workspace.channels[target.channel], content)
        if call.text("response_type") != "in_channel":
            message.only_for = target.user
        call.workspace.add_message(message)

    def _original(self, target: ResponseUrl) -> Message | None:
        workspace = self._installation.workspace
        return workspace.find_message(target.channel, target.message_ts or "", user=target.user)


def _body(raw: str) -> JsonObject:
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError("invalid_payload") from None
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body
