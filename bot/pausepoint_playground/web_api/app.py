"""The app itself: auth.test, api.test, team.info, apps.connections.open, blocks.validate."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from pausepoint_playground.deliveries.payloads import DOMAIN
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.validation import message_findings, view_findings
from pausepoint_playground.web_api.call import ApiError, Call, invalid_arguments


async def auth_test(call: Call) -> JsonObject:
    """Answer auth.test."""
    workspace = call.workspace
    bot = workspace.people[workspace.bot_user_id]
    return {
        "url": f"{call.installation.url}/",
        "team": DOMAIN,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


async def api_test(call: Call) -> JsonObject:
    """Answer api.test: what came in goes out, `error` included."""
    if (error := call.text("error")) is not None:
        raise ApiError(error, args=call.arguments)
    return {"args": call.arguments}


async def team_info(call: Call) -> JsonObject:
    """Answer team.info."""
    team = {"id": call.workspace.team_id, "name": DOMAIN, "domain": DOMAIN, "email_domain": "example.com"}
    return {"team": team | {"icon": {}}}


async def connections_open(call: Call) -> JsonObject:
    """Answer apps.connections.open with a websocket address that works once."""
    ticket = call.installation.ids.secret()
    call.installation.socket_tickets.add(ticket)
    return {"url": f"ws://{urlsplit(call.installation.url).netloc}/socket?ticket={ticket}"}


async def blocks_validate(call: Call) -> JsonObject:
    """Answer blocks.validate: exactly one of `blocks`, `message` and `view`."""
    given = [name for name in ("blocks", "message", "view") if call.arguments.get(name)]
    if len(given) != 1:
        raise invalid_arguments("must provide exactly one of `blocks`, `message` or `view`")
    value: Any = call.json(given[0], error="invalid_blocks")
    if given[0] == "view":
        findings = view_findings(value, pointer="")
    elif given[0] == "message":
        findings = message_findings(value.get("blocks", []) if isinstance(value, dict) else value)
    else:
        findings = message_findings(value, pointer="")
    if findings:
        raise ApiError("invalid_blocks", errors=[finding.as_json() for finding in findings])
    return {}
