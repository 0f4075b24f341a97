"""Requests as Slack sends them, or as someone who is not Slack does: signed by hand, over a real socket."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import aiohttp

from tests.support.slack_bot import SlackBot, utc_now

SAMPLES: Final = Path(__file__).resolve().parents[2].parent / "shared/slack/payloads"
"""Payloads recorded from Slack, where a checkout has them beside it."""

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back."""

    status: int
    text: str


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Sign as Slack does."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()


def form_of(payload: object) -> bytes:
    """Write a payload as Slack posts interactions."""
    return urlencode({"payload": json.dumps(payload)}).encode()


async def post(
    bot: SlackBot, body: bytes, *, content_type: str = FORM, headers: dict[str, str] | None = None
) -> Response:
    """Post a body to the bot, signed and fresh unless `headers` say otherwise."""
    timestamp = str(int(utc_now().timestamp()))
    signed = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(bot.playground.signing_secret, timestamp, body),
        "Content-Type": content_type,
    }
    chosen = {name: value for name, value in {**signed, **(headers or {})}.items() if value}
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.url, data=BytesIO(body), headers=chosen) as response,
    ):
        return Response(status=response.status, text=await response.text())
