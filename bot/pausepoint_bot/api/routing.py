"""What several calls read from a request's path, and how a reply that was kept is sent."""

from __future__ import annotations

import json

import structlog
from aiohttp import hdrs, web

from pausepoint.wire import API_VERSION, CHECK_ID, PAUSE_ID
from pausepoint_bot.errors import NotFound
from pausepoint_bot.pauses import CheckId, PauseId
from pausepoint_bot.usecases.answer_once import Reply


def pause_id_in(request: web.Request) -> PauseId:
    """Return the pause that the path names; every further line of the request tells it.

    Raises:
        NotFound: it is no pause's id.
    """
    text = request.match_info["id"]
    if not PAUSE_ID.fullmatch(text):
        raise NotFound(f"there is no pause {text[:60]!a}; ids look like pau_...")
    structlog.contextvars.bind_contextvars(pause=text)
    return PauseId(text)


def check_id_in(request: web.Request) -> CheckId:
    """Return the check that the path names.

    Raises:
        NotFound: it is no check's id.
    """
    text = request.match_info["check"]
    if not CHECK_ID.fullmatch(text):
        raise NotFound(f"there is no check {text[:60]!a}; ids look like chk_...")
    return CheckId(text)


def from_reply(reply: Reply, *, locate: bool = False) -> web.Response:
    """Send a reply; with `locate`, say where the pause is."""
    headers = {hdrs.LOCATION: f"/{API_VERSION}/pauses/{json.loads(reply.body)['id']}"} if locate else None
    return web.Response(status=reply.status, body=reply.body.encode(), content_type="application/json", headers=headers)
