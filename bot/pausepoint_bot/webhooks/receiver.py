"""Send callbacks: a signed POST after the Standard Webhooks spec, to an address that the guard has seen.

The name is resolved once and the connection made to that very address; no redirects; the answer's body is thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from pausepoint import signing
from pausepoint.wire import Event
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Callback
from pausepoint_bot.usecases.ports import Clock
from pausepoint_bot.webhooks.addresses import IPAddress
from pausepoint_bot.webhooks.answers import discard_body, judge
from pausepoint_bot.webhooks.guard import CallbackRules
from pausepoint_bot.webhooks.names import Names
from pausepoint_bot.webhooks.targets import MalformedTarget, Target, read_target

Resolve = Callable[[str, int], Awaitable[Sequence[IPAddress]]]

TOTAL_SECONDS: Final = 10.0
"""How long one attempt may take, name and answer included; well inside the lease of an effect."""

CONNECT_SECONDS: Final = 4.0
"""How long one address may take to connect, so that a second one has its turn."""

PER_RECEIVER: Final = 8
"""How many connections go to one receiver at once."""

_LONGEST_ERROR: Final = 200


class WebhookReceiver:
    """The port `Receiver`. Shares one session, so that a receiver's connection is kept open between callbacks."""

    def __init__(
        self,
        rules: CallbackRules,
        *,
        session: aiohttp.ClientSession,
        clock: Clock,
        resolve: Resolve,
        total_seconds: float,
    ) -> None:
        self._rules = rules
        self._session = session
        self._clock = clock
        self._resolve = resolve
        self._total_seconds = total_seconds

    def refusal(self, url: str) -> str | None:
        """Say why callbacks may not go to `url`, without a network call; None if they may."""
        return self._rules.refusal(url)

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Send the signed event.

        Raises:
            DeliveryFailed: no 2xx came back; lasting where the receiver is gone or the address not allowed.
        """
        target = self._target_of(callback)
        body = event.model_dump_json().encode()
        headers = self._headers(callback, event, body)
        try:
            async with asyncio.timeout(self._total_seconds):
                await self._send(target, headers, body)
        except TimeoutError as error:
            raise DeliveryFailed(f"{target.authority} did not answer within {self._total_seconds:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise DeliveryFailed(f"{target.authority} cannot be reached: {_described(error)}") from error

    def _target_of(self, callback: Callback) -> Target:
        try:
            target = read_target(callback.url)
        except MalformedTarget as malformed:
            raise DeliveryFailed(str(malformed), code="callback_not_allowed", lasting=True) from malformed
        if refusal := self._rules.target_refusal(target):
            raise DeliveryFailed(refusal, code="callback_not_allowed", lasting=True)
        return target

    def _headers(self, callback: Callback, event: Event, body: bytes) -> dict[str, str]:
        timestamp = int(self._clock().timestamp())
        try:
            signature = signing.sign(callback.secret, message_id=event.id, timestamp=timestamp, body=body)
        except ValueError:
            # `from None`: the secret must not stand in any traceback.
            raise DeliveryFailed("the callback's secret is malformed", code="callback_secret", lasting=True) from None
        return {"Content-Type": "application/json", "User-Agent": "pausepoint", **signature}

    async def _send(self, target: Target, headers: dict[str, str], body: bytes) -> None:
        *others, last = await self._permitted_addresses(target)
        for address in others:
            try:
                return await self._post(target, address, headers, body)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
                continue  # nothing was sent: the name's next address has its turn
        return await self._post(target, last, headers, body)

    async def _permitted_addresses(self, target: Target) -> list[IPAddress]:
        """Resolve the name and keep what the guard lets pass."""
        if not isinstance(target.host, str):
            return [target.host]
        found = await self._resolve(target.host, target.port)
        refusals = {address: self._rules.address_refusal(target, address) for address in found}
        permitted = [address for address, refusal in refusals.items() if refusal is None]
        if permitted:
            return permitted
        reason = next(iter(refusals.values()), None) or f"{target.host} has no address"
        raise DeliveryFailed(reason, code="callback_not_allowed" if refusals else "callback_unresolved")

    async def _post(self, target: Target, address: IPAddress, headers: dict[str, str], body: bytes) -> None:
        async with self._session.post(
            target.at(address),
            data=body,
            headers={"Host": target.authority, **headers},
            allow_redirects=False,
            server_hostname=target.host if isinstance(target.host, str) else None,
        ) as response:
            await discard_body(response)
            judge(response, receiver=target.authority, now=self._clock())


@asynccontextmanager
async def open_receiver(
    rules: CallbackRules, *, clock: Clock, resolve: Resolve | None = None, total_seconds: float = TOTAL_SECONDS
) -> AsyncIterator[WebhookReceiver]:
    """Open the session that callbacks share, and close it afterwards."""
    # No limit on the whole: receivers that hang must not hold up the others. The relay bounds what is under way.
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=PER_RECEIVER)
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
    ) as session:
        yield WebhookReceiver(
            rules, session=session, clock=clock, resolve=resolve or Names(), total_seconds=total_seconds
        )


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
