"""The one client for Slack's Web API: how it is made, and how a call is made with it.

Nothing is read from the environment, nothing is retried (the outbox is the only retry), every call has a time limit,
and every failure comes out as `DeliveryFailed`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.slack.failures import failure_from, odd_answer
from pausepoint_bot.slack.health import Health

CALL_SECONDS: Final = 10.0
"""How long a call may take that nobody waits for."""

KNOCK_SECONDS: Final = 2.0
"""How long a call may take while a person waits: their click's trigger dies three seconds after it."""

Answer = Mapping[str, object]


_FAILURES: Final = (SlackClientError, aiohttp.ClientError, OSError, AttributeError, ValueError)
_OTHER_TOKENS: Final = frozenset({"apps.connections.open"})

Called = Callable[[str, str | None, float], None]
"""Hears of each call: its method, Slack's error code or ours if it failed, and the seconds it took."""


class WatchedClient(AsyncWebClient):
    """Tells `health` how each call with the bot's token ended, and `called` of every call."""

    health: Health | None = None
    called: Called | None = None

    async def api_call(self, api_method: str, **arguments: object) -> AsyncSlackResponse:
        """Make a call."""
        begin = asyncio.get_running_loop().time()
        try:
            answer = await super().api_call(api_method, **arguments)  # type: ignore[arg-type] # handed on as they came
        except _FAILURES as error:
            self._tell(api_method, failure_from(error), begin)
            raise
        except asyncio.CancelledError:  # by the time limit of `call`, as a rule
            self._tell(api_method, failure_from(TimeoutError()), begin)
            raise
        self._tell(api_method, None, begin)
        return answer

    def _tell(self, method: str, failure: DeliveryFailed | None, begin: float) -> None:
        if self.called is not None:
            self.called(method, failure.code if failure else None, asyncio.get_running_loop().time() - begin)
        if self.health is not None and method not in _OTHER_TOKENS:
            self.health.hear(failure)


def make_client(
    *, token: str, api_url: str, session: aiohttp.ClientSession, health: Health | None = None
) -> WatchedClient:
    """Return a client of the shared session. It goes straight to `api_url`, whatever proxies the environment names."""
    client = WatchedClient(
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
    client.health = health
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
    except _FAILURES as error:  # TimeoutError is an OSError
        raise failure_from(error, subject=subject) from error
    if not isinstance(data, dict):
        raise odd_answer()
    return data
