"""What a receiver's answer means for the effect: delivered, try again (and when), or never again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from pausepoint_bot.errors import DeliveryFailed

LONGEST_BODY: Final = 64 * 1024
"""How much of an answer's body is read, only so that the connection can be used again."""

BODY_SECONDS: Final = 1.0
"""How long an answer's body is waited for: the status has already said everything."""

LONGEST_RETRY_AFTER: Final = 3600.0
"""How long a receiver may ask to be left alone, in seconds."""

_SUCCESS: Final = range(200, 300)
_ASKS_FOR_PATIENCE: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def judge(response: aiohttp.ClientResponse, *, receiver: str, now: datetime) -> None:
    """Accept a 2xx.

    Raises:
        DeliveryFailed: anything else; lasting for 410 Gone (Standard Webhooks: the receiver wants no more of these).
    """
    if response.status in _SUCCESS:
        return
    if response.status == HTTPStatus.GONE:
        raise DeliveryFailed(f"{receiver} answered 410 Gone: it wants no more", code="callback_gone", lasting=True)
    wait = retry_after(response.headers.get("Retry-After", ""), now) if response.status in _ASKS_FOR_PATIENCE else None
    raise DeliveryFailed(f"{receiver} answered {response.status} instead of a 2xx", retry_after=wait)


async def discard_body(response: aiohttp.ClientResponse) -> None:
    """Read a short body to its end, so that the connection can be kept; give up on a long or slow one.

    A connection whose body was not read to the end is closed when the response is released.
    """
    left = LONGEST_BODY
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while left > 0 and (chunk := await response.content.read(left)):
                left -= len(chunk)
    except (TimeoutError, aiohttp.ClientError):
        response.close()


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3), capped; None if malformed."""
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)
