"""Taking API calls off the wire: arguments from everywhere Slack reads them, tokens, scopes, rate limits, faults."""

from __future__ import annotations

import json

from aiohttp import web

from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.limits import Throttle
from pausepoint_playground.record import Entry
from pausepoint_playground.web_api.call import ApiError, Call, missing_scope
from pausepoint_playground.web_api.methods import METHODS, ApiMethod
from pausepoint_playground.web_api.misbehaving import under_outage


class WebApi:
    """Answer `/api/<method>`: 200 with `ok` true or false, 429 for limits, 503 while down, or what an outage does."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._throttle = Throttle()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or let it run into the outage of the moment."""
        name = request.match_info["method"]
        if self._installation.faults.down:
            return self._answer(
                name, self._installation.clock(), {}, _failure(ApiError("service_unavailable")), status=503
            )
        return await under_outage(self._installation, name, request, lambda: self._serve(name, request))

    async def _serve(self, name: str, request: web.Request) -> web.Response:
        began = self._installation.clock()
        arguments: JsonObject = {}
        try:
            arguments = await _arguments(request)
            if (wait := self._wait(name, arguments)) is not None:
                return self._limited(name, began, arguments, wait)
            token = _token(request) or arguments.pop("token", None)
            answer = {"ok": True} | await self._run(name, token, arguments)
        except ApiError as error:
            answer = _failure(error)
        return self._answer(name, began, arguments, answer)

    def _wait(self, method: str, arguments: JsonObject) -> int | None:
        """Give the seconds that this call must wait, on command or by Slack's own limits."""
        faults, channel = self._installation.faults, str(arguments.get("channel") or "")
        named = self._installation.workspace.channel_named(channel)
        channel = named.id if named is not None else channel
        wait = faults.spend_rate_limit(method, channel)
        if wait is None and faults.keep_limits:
            wait = self._throttle.spend(method, channel, now=self._installation.clock())
        return wait

    def _limited(self, name: str, began: float, arguments: JsonObject, wait: int) -> web.Response:
        response = self._answer(name, began, arguments, _failure(ApiError("ratelimited")), status=429)
        response.headers["Retry-After"] = str(wait)
        return response

    async def _run(self, name: str, token: object, arguments: JsonObject) -> JsonObject:
        method = METHODS.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        self._authorize(method, token)
        return await method.answer(Call(method=name, arguments=arguments, installation=self._installation))

    def _authorize(self, method: ApiMethod, token: object) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise ApiError("not_authed")
        tokens = {"bot": self._installation.bot_token, "app": self._installation.app_token}
        if token not in tokens.values():
            raise ApiError("invalid_auth")
        if token != tokens[method.caller]:
            raise ApiError("not_allowed_token_type")
        granted = self._installation.scopes
        if method.scopes and not granted & set(method.scopes):
            raise missing_scope(method.scopes[0], granted)

    def _answer(
        self, name: str, began: float, arguments: JsonObject, answer: JsonObject, *, status: int = 200
    ) -> web.Response:
        installation = self._installation
        entry = Entry(
            at=began,
            kind="api",
            method=name,
            ok=bool(answer["ok"]),
            seconds=installation.clock() - began,
            error=answer.get("error", ""),
            arguments=arguments,
            response=answer,
        )
        installation.record.add(entry)
        installation.workspace.changes.bump("log")
        return web.json_response(answer, status=status, headers={"X-OAuth-Scopes": ",".join(installation.scopes)})


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _failure(error: ApiError) -> JsonObject:
    return {"ok": False, "error": error.code} | error.more


async def _arguments(request: web.Request) -> JsonObject:
    """Merge query, form, multipart and JSON arguments; the body wins."""
    arguments: JsonObject = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await _json_arguments(request)
    elif request.can_read_body:
        form = await request.post()
        arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
    return arguments


async def _json_arguments(request: web.Request) -> JsonObject:
    raw = await request.text()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(body, dict):
        raise ApiError("json_not_object")
    return body
