"""Put the API together: every call of the table on its route, behind its token."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from aiohttp import hdrs, web
from prometheus_client import Gauge

from pausepoint.wire import EVENT_FEED_WAIT_SECONDS, EventBatch
from pausepoint_bot.api.answers import AnswerCalls
from pausepoint_bot.api.bodies import BODY_SECONDS, read_query
from pausepoint_bot.api.feed import FeedHub, IsAlive
from pausepoint_bot.api.openapi import Description
from pausepoint_bot.api.parts import ApiParts
from pausepoint_bot.api.pauses import PauseCalls
from pausepoint_bot.api.problems import as_problems, meet_expectation
from pausepoint_bot.api.queries import FollowEvents
from pausepoint_bot.api.readiness import Operations, as_json
from pausepoint_bot.api.refusals import TooManyPolls
from pausepoint_bot.api.requests import Handler, answer_with_id, observing
from pausepoint_bot.api.table import CALLS, Call
from pausepoint_bot.api.tokens import TokenGate
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.usecases.ports import TokenRecord

TokenHandler = Callable[[web.Request, TokenRecord], Awaitable[web.StreamResponse]]

_HEADERS: Final = {hdrs.CACHE_CONTROL: "no-store", "X-Content-Type-Options": "nosniff"}


def build_api(parts: ApiParts) -> web.Application:
    """Return the application. Shutting it down ends every long poll at once."""
    observe = observing(parts.new_id, parts.operators.note_request)
    app = web.Application(middlewares=[observe, as_problems], client_max_size=parts.body_limit)
    app[BODY_SECONDS] = parts.body_seconds
    hub = parts.feed
    registry = parts.operators.registry
    polls = Gauge("pausepoint_feed_polls", "Long polls of the event feed that are open", registry=registry)
    polls.set_function(lambda: hub.waiting)
    connected = Gauge("pausepoint_listeners_connected", "Processes of flows that are there", registry=registry)
    connected.set_function(lambda: hub.connected)
    handlers = _handlers(parts)
    for call in CALLS:
        app.router.add_route(
            call.method, call.path, handlers[call.name], name=call.name, expect_handler=meet_expectation
        )
        if not call.scopes:  # load balancers ask with HEAD; on the feed it would acknowledge unseen events
            app.router.add_route(hdrs.METH_HEAD, call.path, handlers[call.name])

    async def end_polls(_: web.Application) -> None:
        hub.close()

    app.on_shutdown.append(end_polls)
    app.on_response_prepare.append(_add_headers)
    return app


def _handlers(parts: ApiParts) -> dict[str, Handler]:
    pauses, answers = PauseCalls(parts), AnswerCalls(parts)
    operations = Operations(parts.operators)
    gate = TokenGate(parts.store, parts.clock)
    guarded: dict[str, TokenHandler] = {
        "open_pause": pauses.open_pause,
        "list_pauses": pauses.list_pauses,
        "get_pause": pauses.get_pause,
        "answer_pause": answers.answer_pause,
        "reply_to_check": answers.reply_to_check,
        "cancel_pause": pauses.cancel_pause,
        "follow_events": _Follower(parts.feed, parts.polls_per_token).follow_events,
    }
    return {
        "tell_health": operations.tell_health,
        "tell_readiness": operations.tell_readiness,
        "show_metrics": operations.show_metrics,
        "describe_api": Description().show,
        **{call.name: _behind(gate, call, guarded[call.name]) for call in CALLS if call.scopes},
    }


def _behind(gate: TokenGate, call: Call, handler: TokenHandler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request, await gate.admit(request, call.scopes))

    return handle


class _Follower:
    """Serves the event feed, so many polls at once to each token: a token that got about cannot use up the service."""

    def __init__(self, hub: FeedHub, most: int) -> None:
        self._hub = hub
        self._most = most
        self._open: Counter[str] = Counter()

    async def follow_events(self, request: web.Request, token: TokenRecord) -> web.Response:
        query = read_query(FollowEvents, request)
        wait = min(query.wait, EVENT_FEED_WAIT_SECONDS)
        listener = ListenerId(query.listener)
        connection = _watching(request.transport)
        with self._counted(token.name):
            events = await self._hub.next_events(
                listener, after=query.after, wait=wait, owner=token.name, is_alive=connection
            )
        return as_json(EventBatch(events=list(events)))

    @contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        if self._open[name] >= self._most:
            raise TooManyPolls(f"token {name!r} has {self._most} polls of the event feed open; the next may come later")
        self._open[name] += 1
        try:
            yield
        finally:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]


def _watching(transport: asyncio.BaseTransport | None) -> IsAlive:
    """Watch the connection that a request came over; it closes when the process at its other end ends."""

    def is_alive() -> bool:
        return transport is not None and not transport.is_closing()

    return is_alive


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Keep answers out of caches: they hold decisions, and change."""
    response.headers.update(_HEADERS)
    answer_with_id(response)
