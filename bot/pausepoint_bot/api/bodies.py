"""Read what a request carries besides its path: JSON body, query, `Idempotency-Key`."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable
from typing import Final, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel

from pausepoint_bot.api.json_text import read_json
from pausepoint_bot.api.refusals import BodyTooLarge, BodyTooSlow, MalformedBody, WrongMediaType
from pausepoint_bot.api.validation import checked, checked_query
from pausepoint_bot.errors import RequestRefused
from pausepoint_bot.usecases.answer_once import Knock

Model = TypeVar("Model", bound=BaseModel)
T = TypeVar("T")

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
KEY_PATTERN: Final = r"[\x20-\x7e]{1,255}"
BODY_SECONDS: Final = web.AppKey("body_seconds", float)
"""How long a body may take to arrive, in all."""

_KEY: Final = re.compile(KEY_PATTERN)
_SMALL: Final = 16 * 1024
_UTF_8: Final = ("utf-8", "utf8")


async def read_body(request: web.Request) -> bytes:
    """Return the body as it came.

    Raises:
        WrongMediaType: it is not sent as JSON.
        BodyTooLarge: it is over the cap; the rest of it was not read.
        BodyTooSlow: it drips; the rest of it was not waited for.
    """
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in _UTF_8:
        given = request.headers.get(hdrs.CONTENT_TYPE, "none")
        raise WrongMediaType(f"send the body as Content-Type: application/json (UTF-8), not {given[:100]!r}")
    seconds = request.app[BODY_SECONDS]
    try:
        async with asyncio.timeout(seconds):
            return await request.read()
    except TimeoutError as error:
        raise BodyTooSlow(f"the body did not arrive within {seconds:g} seconds") from error
    except web.HTTPRequestEntityTooLarge as error:
        detail = f"the body is over {request.client_max_size:,} bytes; the service's operator sets that limit"
        raise BodyTooLarge(detail) from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise MalformedBody("the body breaks off, or is not encoded as its headers say") from error


async def off_loop_if_large(data: bytes, work: Callable[[], T]) -> T:
    """Do the work that the body asks for: at once for the common small one, in a thread for one that takes long."""
    return work() if len(data) <= _SMALL else await asyncio.to_thread(work)


def read_model(model: type[Model], data: bytes) -> Model:
    """Return a JSON body as the model. Pure.

    Raises:
        MalformedBody: it is no JSON.
        RequestRefused: with a pointer to every wrong member.
    """
    return checked(model, read_json(data))


def read_query(model: type[Model], request: web.Request) -> Model:
    """Return the query's parameters as the model.

    Raises:
        RequestRefused: a parameter is wrong, unknown, or given twice.
    """
    if len(request.query) != len(set(request.query)):
        raise RequestRefused("a query parameter is given more than once; give each once")
    return checked_query(model, request.query)


def knock_of(request: web.Request, data: bytes, *, owner: str) -> Knock:
    """Return the request as its repeats are recognised: by token, `Idempotency-Key` and all that was sent.

    Raises:
        RequestRefused: the key is malformed.
    """
    keys = request.headers.getall(IDEMPOTENCY_KEY, [])
    if not keys:
        return Knock(owner=owner, key=None, fingerprint="")
    if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
        raise RequestRefused(f"send one {IDEMPOTENCY_KEY} of 1 to 255 printable ASCII characters")
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode("utf-8", "surrogateescape") + data)
    return Knock(owner=owner, key=keys[0], fingerprint=asked.hexdigest())
