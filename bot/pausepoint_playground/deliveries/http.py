"""Delivering over signed HTTP: one POST, and an answer within the deadline."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlencode

import aiohttp

from pausepoint_playground.deliveries.replies import NoAck, Reply, Retry, acked
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonView
from pausepoint_playground.signing import signature_headers


class HttpDelivery:
    """Post payloads to the app's urls over one shared session."""

    def __init__(self, installation: Installation, *, ack_seconds: float) -> None:
        self._installation = installation
        # No cap on connections: a thousand people click at once, and each has three seconds.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=ack_seconds)
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._session.close()

    async def interaction(self, payload: JsonView, *, retry: Retry | None = None) -> Reply:
        """Post `payload=<json>` as a form; only status 200 counts as an answer."""
        suggestion = payload["type"] == "block_suggestion"
        url = self._installation.options_url if suggestion else self._installation.request_url
        body = urlencode({"payload": json.dumps(payload)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._post(url, body, headers | _retry_headers(retry))

    async def event(self, payload: JsonView, *, retry: Retry | None = None) -> Reply:
        """Post an event as JSON."""
        headers = {"Content-Type": "application/json"} | _retry_headers(retry)
        return await self._post(self._installation.request_url, json.dumps(payload).encode(), headers)

    async def _post(self, url: str | None, body: bytes, headers: dict[str, str]) -> Reply:
        if url is None:
            return NoAck(reason="the app has no request url")
        installation = self._installation
        signed = signature_headers(installation.signing_secret, body=body, now=installation.clock())
        try:
            async with self._session.post(url, data=body, headers=headers | signed, allow_redirects=False) as response:
                raw = await response.text()
        except (aiohttp.ClientError, UnicodeDecodeError) as error:
            return NoAck(reason=f"connection_failed: {error}")
        except asyncio.TimeoutError:  # noqa: UP041  # aiohttp's own timeout errors derive from this name
            return NoAck(reason="http_timeout")
        return acked(raw) if response.status == 200 else NoAck(reason=f"http_error: status {response.status}")  # noqa: PLR2004


def _retry_headers(retry: Retry | None) -> dict[str, str]:
    if retry is None:
        return {}
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
