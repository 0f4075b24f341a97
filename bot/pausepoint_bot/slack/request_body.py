"""What a request of Slack's carries: its body within bounds, and the payload in one of the two forms Slack posts."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import parse_qs

from aiohttp import hdrs, web

MOST_BYTES: Final = 1024 * 1024
"""No payload of Slack's comes near: a view is at most 250 kB, and its state as much again."""

_MOST_FIELDS: Final = 50  # of a form body; an interaction has one, a slash command a dozen


async def read_body(request: web.Request) -> bytes | None:
    """Read the body; None where it is larger than anything Slack sends, by its own word or in fact."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def payload_in(body: bytes, request: web.Request) -> dict[str, object] | None:
    """Take the payload out of a body that is Slack's; None where there is none to be had.

    A form without one (`ssl_check`, a slash command) has a type of its own, which nobody listens to.
    """
    if hdrs.CONTENT_ENCODING in request.headers:  # what was signed is not what was read
        return None
    try:
        payload = _decoded(body, request.content_type)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, too many fields, or nested beyond all measure
        return None
    return payload if isinstance(payload, dict) else None


def _decoded(body: bytes, content_type: str) -> object:
    """Decode the two kinds of bodies that Slack sends.

    Raises:
        ValueError: it is another kind, or not what it says, or a field stands twice and nobody knows which is meant.
    """
    if content_type == "application/json":
        return json.loads(body)
    if content_type != "application/x-www-form-urlencoded":
        raise ValueError(content_type)
    fields = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS)
    if any(len(values) > 1 for values in fields.values()):
        raise ValueError("a field stands twice")
    return json.loads(fields["payload"][0]) if "payload" in fields else {"type": "form"}
