"""Errors as RFC 9457 problem+json: the one table from error types to statuses, and the middleware that applies it.

What nobody foresaw is left to aiohttp: it logs the traceback and answers a bare 500 without any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import HttpVersion11, hdrs, web

from pausepoint.wire import Problem, ProblemItem
from pausepoint_bot.api.refusals import (
    BodyTooLarge,
    BodyTooSlow,
    MalformedBody,
    ScopeMissing,
    TokenRefused,
    TooManyPolls,
    WrongMediaType,
)
from pausepoint_bot.api.requests import Handler, current_request_id
from pausepoint_bot.errors import (
    AnswerRefused,
    CallbackNotAllowed,
    ChannelNotAllowed,
    DeliveryFailed,
    FormCannotBeShown,
    IdempotencyKeyReused,
    KeyReused,
    NotAllowed,
    NotFound,
    NotWaiting,
    PausepointError,
    RequestRefused,
    SettingsRefused,
)

MEDIA_TYPE: Final = "application/problem+json"

STATUSES: Final[Mapping[type[PausepointError], HTTPStatus]] = {
    RequestRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    FormCannotBeShown: HTTPStatus.UNPROCESSABLE_ENTITY,
    CallbackNotAllowed: HTTPStatus.UNPROCESSABLE_ENTITY,
    AnswerRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.CONFLICT,
    NotWaiting: HTTPStatus.CONFLICT,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    ChannelNotAllowed: HTTPStatus.FORBIDDEN,
    ScopeMissing: HTTPStatus.FORBIDDEN,
    TokenRefused: HTTPStatus.UNAUTHORIZED,
    MalformedBody: HTTPStatus.BAD_REQUEST,
    WrongMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    TooManyPolls: HTTPStatus.TOO_MANY_REQUESTS,
    DeliveryFailed: HTTPStatus.BAD_GATEWAY,
    SettingsRefused: HTTPStatus.INTERNAL_SERVER_ERROR,
    # Whatever else has a code of its own is the service's trouble, not the caller's: a database that does not answer.
    PausepointError: HTTPStatus.SERVICE_UNAVAILABLE,
}

_OWN_WORDS: Final = {
    HTTPStatus.NOT_FOUND: ("no_such_route", "there is no {method} {path}; GET /v1/openapi.json lists what there is"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "{path} takes no {method}, only {allowed}"),
}
_RETRY_SECONDS: Final = "1"
_MOST_ITEMS: Final = 100

_log: Final = structlog.get_logger("pausepoint.api")


@web.middleware
async def as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors that are foreseen as problem+json."""
    try:
        return await handler(request)
    except PausepointError as error:
        return response_to(error)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return _http_problem(request, error)


def response_to(error: PausepointError) -> web.Response:
    """Return the error as a problem+json response."""
    status = status_of(type(error))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        return _unavailable(error)
    problem = Problem(
        title=status.phrase,
        status=status,
        code=error.code,
        detail=error.detail,
        errors=[ProblemItem(pointer=wrong.pointer, detail=wrong.detail) for wrong in error.wrong[:_MOST_ITEMS]],
    )
    return _respond(problem, _headers_of(error))


def status_of(kind: type[PausepointError]) -> HTTPStatus:
    """Return the status of an error type: its own in the table, or that of its nearest ancestor there."""
    return next(STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)


def _unavailable(error: PausepointError) -> web.Response:
    """Say that the service is in trouble, and keep to the log what of."""
    _log.error("request failed", code=error.code, detail=error.detail)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    detail = "the service cannot do this just now; try again in a moment"
    problem = Problem(title=status.phrase, status=status, code=error.code, detail=detail)
    return _respond(problem, {hdrs.RETRY_AFTER: _RETRY_SECONDS})


def _http_problem(request: web.Request, error: web.HTTPException) -> web.Response:
    """Dress what aiohttp refuses by itself: no such route, no such method, an unknown `Expect`."""
    status = HTTPStatus(error.status)
    allowed = error.headers.get(hdrs.ALLOW)
    code, words = _OWN_WORDS.get(status, (status.phrase.lower().replace(" ", "_"), error.reason))
    detail = words.format(method=request.method, path=request.path, allowed=allowed)
    problem = Problem(title=status.phrase, status=status, code=code, detail=detail)
    return _respond(problem, {hdrs.ALLOW: allowed} if allowed else {})


async def meet_expectation(request: web.Request) -> web.Response | None:
    """Bid a client go on that asks before it sends its body; refuse any other `Expect` (RFC 9110, section 10.1.1).

    aiohttp's own handler fails where the header holds bytes that are no text.
    """
    if request.headers.get(hdrs.EXPECT, "").lower() != "100-continue":
        return _http_problem(request, web.HTTPExpectationFailed())
    if request.version == HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # so that aiohttp does not take it for a response begun
    return None


def _headers_of(error: PausepointError) -> dict[str, str]:
    """Tell which token would do (RFC 6750, section 3), when to come again, that the connection is given up."""
    if isinstance(error, TokenRefused | ScopeMissing):
        return {hdrs.WWW_AUTHENTICATE: error.challenge}
    if isinstance(error, TooManyPolls):
        return {hdrs.RETRY_AFTER: _RETRY_SECONDS}
    return {hdrs.CONNECTION: "close"} if isinstance(error, BodyTooSlow) else {}


def _respond(problem: Problem, headers: Mapping[str, str]) -> web.Response:
    problem = problem.model_copy(update={"request": current_request_id()})
    return web.Response(
        status=problem.status, body=problem.model_dump_json().encode(), content_type=MEDIA_TYPE, headers=headers
    )
