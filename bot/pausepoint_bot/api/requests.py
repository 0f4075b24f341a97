"""What every request gets, whatever it asks for: an id for its log lines and its answer, a place in the figures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, Protocol

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from pausepoint_bot.usecases.ports import NewId

REQUEST_ID: Final = "X-Request-ID"

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._:/=+@-]{1,128}")
_NO_ROUTE: Final = "none"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NoteRequest(Protocol):
    """Notes a request that was answered."""

    def __call__(self, route: str, method: str, status: int, seconds: float) -> None:
        """Note it; `route` is the name of one, or its path with placeholders."""
        ...


def note_nothing(route: str, method: str, status: int, seconds: float) -> None:
    """Note nothing, where nobody wants the figures."""
    del route, method, status, seconds


def observing(new_id: NewId, note: NoteRequest) -> Middleware:
    """Make the outermost middleware."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        begin, status = asyncio.get_running_loop().time(), HTTPStatus.INTERNAL_SERVER_ERROR.value
        _begin_context(request, new_id)
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            note(_route_of(request), request.method, status, asyncio.get_running_loop().time() - begin)
        return response

    return observe


def answer_with_id(response: web.StreamResponse) -> None:
    """Let the answer carry the request's id."""
    request_id = current_request_id()
    if request_id is not None:
        response.headers[REQUEST_ID] = request_id


def current_request_id() -> str | None:
    """Return the id of the request that this code runs for, if it runs for one."""
    found = structlog.contextvars.get_contextvars().get("request")
    return None if found is None else str(found)


def _begin_context(request: web.Request, new_id: NewId) -> None:
    """Take the sender's id, or make one. A connection's requests share a task: what the last one bound is dropped."""
    given = request.headers.get(REQUEST_ID, "")
    request_id = given if _WELL_FORMED.fullmatch(given) else new_id("req_")
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request_id)


def _route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return request.match_info.route.name or (resource.canonical if resource is not None else _NO_ROUTE)
