"""Talk to the bot's HTTP API, version 1: one method per call, one attempt each, every refusal a typed error.

Retrying is the caller's decision; `AttemptFailed` says that it makes sense.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import BaseModel, JsonValue, ValidationError

from pausepoint.configuration import Configuration
from pausepoint.errors import BotUnreachable
from pausepoint.refusals import AnsweredByAnother, not_a_bot, read_problem, refusal
from pausepoint.wire import AnswerPause, CancelPause, CheckReply, Event, OpenPause, PauseList, PauseView

View = TypeVar("View", bound=BaseModel)

_CONNECT_SECONDS: Final = 5
_READ_SECONDS: Final = 15
_LONGEST_REST_SECONDS: Final = 30.0
_CONNECTIONS: Final = 64
_LARGEST_SEQ: Final = 2**63 - 1
_REDIRECTIONS: Final = range(300, 400)
_AWAY: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses by which the bot, or a proxy before it, says "not now"."""


class AttemptFailed(BotUnreachable):
    """One request got no answer. `may_have_arrived` is False where no connection was made."""

    def __init__(self, url: str, reason: str, *, may_have_arrived: bool = True, retry_after: float = 0) -> None:
        super().__init__(url, reason)
        self.may_have_arrived = may_have_arrived
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """What one poll of the event feed brought. `last_seq` also counts events too new for this SDK to understand."""

    events: tuple[Event, ...]
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: bytes | None = None
    idempotency_key: str | None = None
    read_seconds: float = _READ_SECONDS
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    is_problem: bool
    body: bytes


class BotClient:
    """One bot's API, for one event loop; an async context manager. `heard` is called whenever the bot itself speaks."""

    def __init__(self, configuration: Configuration, *, heard: Callable[[], None] = lambda: None) -> None:
        self._url = configuration.api_url
        self._token = configuration.token
        self._heard = heard
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def open_pause(self, request: OpenPause, *, idempotency_key: str) -> PauseView:
        """Open a pause, or find the one its key holds. A repeat with the same `idempotency_key` opens no second."""
        return await self._post("/v1/pauses", request, PauseView, idempotency_key=idempotency_key)

    async def read_pause(self, pause_id: str) -> PauseView:
        """Read one pause."""
        return _parsed(await self._send(_Call(method="GET", path=_pause_path(pause_id))), PauseView, self._url)

    async def list_pauses(self, filters: Mapping[str, str] | None = None) -> PauseList:
        """Read a page of pauses; `filters` are the query's."""
        return _parsed(await self._send(_Call(method="GET", path="/v1/pauses", query=filters)), PauseList, self._url)

    async def answer_pause(self, pause_id: str, answer: AnswerPause, *, idempotency_key: str) -> PauseView:
        """Answer through the API."""
        path = f"{_pause_path(pause_id)}/answer"
        return await self._post(path, answer, PauseView, idempotency_key=idempotency_key)

    async def cancel_pause(self, pause_id: str, request: CancelPause) -> PauseView:
        """Withdraw or cancel a pause that still waits."""
        return await self._post(f"{_pause_path(pause_id)}/cancel", request, PauseView)

    async def reply_to_check(self, pause_id: str, check: str, reply: CheckReply) -> None:
        """Tell what the flow's class says about an answer."""
        path = f"{_pause_path(pause_id)}/checks/{quote(check, safe='')}"
        taken = await self._send(_Call(method="POST", path=path, body=_json(reply)))
        if taken.status != HTTPStatus.NO_CONTENT:
            raise not_a_bot(taken.status, self._url)

    async def read_events(self, listener: str, *, after: int, wait: float) -> FeedPage:
        """Wait up to `wait` seconds for events past `after`, and acknowledge all up to it."""
        query = {"listener": listener, "after": str(after), "wait": f"{wait:g}"}
        call = _Call(method="GET", path="/v1/events", query=query, read_seconds=wait + _READ_SECONDS, once=True)
        reply = await self._send(call)
        return _feed_page(reply, after, self._url)

    async def _post(self, path: str, body: BaseModel, view: type[View], *, idempotency_key: str | None = None) -> View:
        call = _Call(method="POST", path=path, body=_json(body), idempotency_key=idempotency_key)
        return _parsed(await self._send(call), view, self._url)

    async def _send(self, call: _Call) -> _Reply:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=call.read_seconds)
        try:
            async with self._connections().request(
                call.method,
                self._url + call.path,
                params=call.query,
                data=call.body,
                headers=self._headers(call),
                timeout=timeout,
                allow_redirects=False,
                middlewares=(_asking_once(),) if call.once else None,
            ) as response:
                reply = await self._read(response)
        except aiohttp.ClientConnectorError as error:
            raise AttemptFailed(self._url, _reason_of(error), may_have_arrived=False) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AttemptFailed(self._url, str(error) or type(error).__name__) from error
        if reply.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise refusal(reply.status, read_problem(reply.body) if reply.is_problem else None, self._url)
        return reply

    def _headers(self, call: _Call) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        return headers

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS))
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> _Reply:
        if response.status in _AWAY:
            raise AttemptFailed(
                self._url, f"HTTP {response.status}", retry_after=_seconds(response.headers.get("Retry-After"))
            )
        if "Location" in response.headers and response.status in _REDIRECTIONS:
            raise AnsweredByAnother(
                f"{self._url} redirects to {response.headers['Location']!r}: set PAUSEPOINT_API_URL to the bot itself."
            )
        reply = _Reply(
            status=response.status,
            is_problem=response.content_type == "application/problem+json",
            body=await response.read(),
        )
        if response.ok or reply.is_problem:
            self._heard()
        return reply


def _asking_once() -> aiohttp.ClientMiddlewareType:
    """Keep aiohttp from asking again by itself when the connection is lost: nobody would learn of the outage."""
    has_asked = False

    async def ask(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        nonlocal has_asked
        if has_asked:
            raise aiohttp.ClientConnectionError("the connection was lost")
        has_asked = True
        return await handler(request)

    return ask


def _reason_of(error: aiohttp.ClientConnectorError) -> str:
    """Return the system's own words; asyncio's repeat the address, and a name nobody knows has a number below zero."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else error.strerror or "no connection"


def _pause_path(pause_id: str) -> str:
    return f"/v1/pauses/{quote(pause_id, safe='')}"


def _json(body: BaseModel) -> bytes:
    return body.model_dump_json(by_alias=True).encode()


def _seconds(retry_after: str | None) -> float:
    """Read a Retry-After of seconds; its other form, a date, is not worth a clock here.

    However long it asks for, a flow that waits looks again before that is over: the bot is back long before.
    """
    is_number = retry_after is not None and retry_after.isascii() and retry_after.isdigit()
    return min(float(retry_after or 0), _LONGEST_REST_SECONDS) if is_number else 0


def _parsed(reply: _Reply, view: type[View], url: str) -> View:
    try:
        return view.model_validate_json(reply.body)
    except ValidationError as error:
        raise not_a_bot(reply.status, url) from error


def _feed_page(reply: _Reply, after: int, url: str) -> FeedPage:
    try:
        raw = json.loads(reply.body)["events"]
        last_seq = max([after, *(int(event["seq"]) for event in raw)])
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise not_a_bot(reply.status, url) from error
    if last_seq > _LARGEST_SEQ:  # asking with it would be refused for ever
        raise not_a_bot(reply.status, url)
    return FeedPage(events=tuple(filter(None, map(_event, raw))), last_seq=last_seq)


def _event(raw: JsonValue) -> Event | None:
    """Read one event; None for a type that a newer bot knows and this SDK does not."""
    try:
        return Event.model_validate(raw)
    except ValidationError:
        return None
