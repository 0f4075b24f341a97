"""What a person can do on the page, one function per POST. Malformed bodies raise KeyError, TypeError or ValueError."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from pausepoint_playground.client.slack_client import Moment, SlackClient
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.posting import post_as

Act: TypeAlias = Callable[[Installation, SlackClient | None, JsonObject], Awaitable[JsonObject]]


def _someone(client: SlackClient | None) -> SlackClient:
    if client is None:
        raise KeyError("as")
    return client


def _ids(body: JsonObject) -> tuple[str, str]:
    return str(body["block_id"]), str(body["action_id"])


async def _click(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    client = _someone(client)
    message = client.message(body["channel"], body["ts"])
    state: Any = body.get("value") or {"type": "button"}
    moment: Moment = "on_enter_pressed" if body.get("entered") else "on_character_entered"
    confirmed = bool(body.get("confirmed"))
    await client.use_in_message(message, _ids(body), state, confirmed=confirmed, moment=moment)
    return {}


async def _input(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    confirmed = bool(body.get("confirmed"))
    await _someone(client).set_value(body["view_id"], _ids(body), body["value"], confirmed=confirmed)
    return {}


async def _act(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    state: Any = body.get("value") or {"type": "button"}
    confirmed = bool(body.get("confirmed"))
    await _someone(client).use_in_view(body["view_id"], _ids(body), state, confirmed=confirmed)
    return {}


async def _enter(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    await _someone(client).enter(body["view_id"], _ids(body))
    return {}


async def _submit(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    client = _someone(client)
    client.type_all(body["view_id"], body.get("values") or {})
    result = await client.submit(body["view_id"])
    return {"ok": not result.errors and result.banner is None, "errors": result.errors, "banner": result.banner}


async def _close(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    await _someone(client).close(body["view_id"], everything=bool(body.get("all")))
    return {}


async def _options(_installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    client = _someone(client)
    where = client.top(body["view_id"]) if body.get("view_id") else client.message(body["channel"], body["ts"])
    return await client.suggest(where, _ids(body), str(body["query"]))


async def _post(installation: Installation, client: SlackClient | None, body: JsonObject) -> JsonObject:
    message = await post_as(installation, _someone(client), body["channel"], body["text"], body.get("thread_ts"))
    return {"ts": message.ts}


async def _home(_installation: Installation, client: SlackClient | None, _body: JsonObject) -> JsonObject:
    await _someone(client).open_home()
    return {}


async def _faults(installation: Installation, _client: SlackClient | None, body: JsonObject) -> JsonObject:
    wanted: Any = body.get("faults", body)
    installation.faults.set(wanted)
    installation.workspace.changes.bump()
    return {}


ACTS: dict[str, Act] = {
    "click": _click,
    "input": _input,
    "act": _act,
    "enter": _enter,
    "submit": _submit,
    "close": _close,
    "options": _options,
    "post": _post,
    "home": _home,
    "faults": _faults,
}
