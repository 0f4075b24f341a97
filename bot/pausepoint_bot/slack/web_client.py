"""The one client for Slack's Web API: how it is made, and how a call is made with it.

Nothing is read from the environment, nothing is retried (the outbox is the only retry), every call has a time limit,
and every failure comes out as `DeliveryFailed`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import Final

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from pausepoint_bot.slack.failures import failure_from, odd_answer

CALL_SECONDS: Final = 10.0
"""How long a call may take that nobody waits for."""

KNOCK_SECONDS: Final = 2.0
"""How long a call may take while a person waits: their click's trigger dies three seconds after it."""

Answer = Mapping[str, object]


def make_client(*, token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client of the shared session. It goes straight to `api_url`, whatever proxies the environment names."""
    client = AsyncWebClient(
        token=token,
        base_url=api_url,
        session=session,
        trust_env_in_session=False,
        retry_handlers=[],
        # slack_sdk writes out each call for a logger without a level of its own, wanted or not; this one has one.
        logger=logging.getLogger("slack_sdk"),
    )
    # slack_sdk takes HTTPS_PROXY and its kin for a missing proxy, and never looks at NO_PROXY.
    client.proxy = None
    return client


async def call(request: Awaitable[AsyncSlackResponse], *, subject: str = "", seconds: float = CALL_SECONDS) -> Answer:
    """Make a call and return Slack's answer. `subject` is what the call is about (a channel), for the error's words.

    Raises:
        DeliveryFailed: Slack refused, or nothing certain came back.
    """
    try:
        # With a session of ours slack_sdk does not apply its own time limit.
        async with asyncio.timeout(seconds):
            data = (await request).data
    except (SlackClientError, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
        raise failure_from(error, subject=subject) from error
    except (AttributeError, ValueError) as error:  # slack_sdk chokes on an answer that is no JSON object
        raise odd_answer() from error
    if not isinstance(data, dict):
        raise odd_answer()
    return data
