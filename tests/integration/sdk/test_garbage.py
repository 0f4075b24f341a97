"""Whatever comes instead of what the bot says: a flow goes on waiting, and believes none of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from pausepoint.client import AttemptFailed, BotClient, FeedPage
from pausepoint.configuration import Callbacks, Configuration
from pausepoint.contact import Backoff
from pausepoint.errors import BadConfiguration, PauseError
from pausepoint.feed import Feed
from pausepoint.listener import CallbackServer
from pausepoint.signing import secret_from, sign
from pausepoint.wire import CallbackTarget, Event
from tests.support.mutations import ODD, mutated

LISTENER = "lis_" + "1" * 26
PAUSE = "pau_" + "1" * 26
DECIDED = {
    "seq": 1,
    "pause": PAUSE,
    "type": "decided",
    "at": "2026-01-01T12:00:00Z",
    "data": {
        "pause": {
            "id": PAUSE,
            "state": "decided",
            "digest": "sha256:0",
            "opened_at": "2026-01-01T11:00:00Z",
            "decision": {"verdict": "answered", "values": {"n": 1}, "by": [{"id": "U1"}], "at": "2026-01-01T12:00:00Z"},
        }
    },
}
FEED = {"events": [DECIDED, {"seq": 2, "pause": PAUSE, "type": "of the future", "at": "x", "data": {}, "more": 1}]}
SCALE = max(1, settings.default.max_examples // 100)


class Scripted:
    """A server that gives each request the next response of a list, and the last one for ever."""

    def __init__(self, *responses: dict[str, object]) -> None:
        self.responses = list(responses)
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.query.get("after", ""))
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        return web.Response(**response)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Configuration]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        async with TestServer(app) as server:
            yield Configuration(api_url=str(server.make_url("")).rstrip("/"), token="t")


class Reader:
    """Keeps what the feed tells."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.told = asyncio.Event()
        self.errors: list[BadConfiguration] = []
        self.outages = 0

    def deliver(self, event: Event) -> None:
        self.events.append(event)
        self.told.set()

    def reconnected(self) -> None:
        self.outages += 1

    def denied(self, error: BadConfiguration) -> None:
        self.errors.append(error)


def feed_of(seq: str) -> dict[str, object]:
    return {"body": f'{{"events": [{{"seq": {seq}}}]}}'.encode(), "content_type": "application/json"}


def a_problem(code: str, status: int) -> dict[str, object]:
    body = json.dumps({"title": "t", "status": status, "code": code, "detail": "d"}).encode()
    return {"status": status, "body": body, "content_type": "application/problem+json"}


GARBAGE = [
    feed_of("Infinity"),
    feed_of("1e999"),
    feed_of("NaN"),
    feed_of("null"),
    feed_of('"x"'),
    feed_of("9" * 30),
    feed_of("9" * 5000),
    {"body": b"[" * 200_000, "content_type": "application/json"},
    {"body": b'{"events":' + b"[" * 200_000, "content_type": "application/json"},
    {"body": b'{"events": {"a": 1}}', "content_type": "application/json"},
    {"body": b"\xff\xfe", "content_type": "application/json"},
    {"body": b"", "status": 204},
    {"body": b"<html>", "content_type": "text/html", "status": 404},
    {"body": b"", "status": 503, "headers": {"Retry-After": "-1"}},
    {"body": b"not gzip", "headers": {"Content-Encoding": "gzip"}},
    {"body": b"", "status": 304},
    {"body": b"", "status": 302, "headers": {"Location": "/maintenance"}},
    {"body": b"<html>", "content_type": "text/html", "status": 401},
    {"body": b"<html>", "content_type": "text/html", "status": 403},
    a_problem("key_reused", 409),
    a_problem("body_too_large", 413),
    a_problem("of the future", 418),
    {"body": b"{", "content_type": "application/problem+json", "status": 500},
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda garbage: str(garbage)[:60])
async def test_a_feed_that_brings_garbage_once_still_brings_the_decision(garbage: dict[str, object]) -> None:
    server, reader = (
        Scripted(garbage, {"body": json.dumps(FEED).encode(), "content_type": "application/json"}),
        Reader(),
    )
    async with server.serving() as configuration, BotClient(configuration) as client:
        feed = Feed(client, LISTENER, reader)
        feed.want()
        async with asyncio.timeout(10):
            await reader.told.wait()
        feed.unwant()
        await feed.close()

    assert [event.type for event in reader.events][:1] == ["decided"]
    assert server.asked[:2] == ["0", "0"]
    assert reader.errors == []


async def test_a_poll_that_is_cut_off_is_an_outage_however_soon_the_bot_is_back() -> None:
    reader, polls = Reader(), 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal polls
        polls += 1
        if polls == 1 and request.transport is not None:
            request.transport.abort()
        return web.Response(body=json.dumps(FEED).encode(), content_type="application/json")

    app = web.Application()
    app.router.add_get("/v1/events", answer)
    async with (
        TestServer(app) as server,
        BotClient(Configuration(api_url=str(server.make_url("")).rstrip("/"), token="t")) as client,
    ):
        feed = Feed(client, LISTENER, reader)
        feed.want()
        async with asyncio.timeout(10):
            await reader.told.wait()
        feed.unwant()
        await feed.close()

    assert reader.outages == 1


async def test_a_rest_that_is_asked_for_is_kept_within_bounds() -> None:
    for header, seconds in {"7": 7, "9" * 400: 30, "9" * 5000: 30, "-1": 0, "soon": 0, "٣": 0}.items():
        server = Scripted({"status": 503, "headers": {"Retry-After": header}})
        async with server.serving() as configuration, BotClient(configuration) as client:
            with pytest.raises(AttemptFailed) as failed:
                await client.read_events(LISTENER, after=0, wait=0)
        assert failed.value.retry_after == seconds


async def test_an_outage_may_last_for_days() -> None:
    backoff, loop = Backoff(), asyncio.get_running_loop()
    for _ in range(3000):
        rest = loop.create_task(backoff.rest())
        await asyncio.sleep(0)  # so that it has begun
        assert not rest.done()
        rest.cancel()
        await asyncio.gather(rest, return_exceptions=True)


@settings(max_examples=150 * SCALE)
@given(data=st.data())
def test_whatever_the_feed_holds_is_read_or_refused(data: st.DataObject) -> None:
    page = data.draw(mutated([FEED], [PAUSE, LISTENER, "expired", "2026-01-01T12:00:00Z"]))
    body = json.dumps(page).encode()

    async def read() -> FeedPage | PauseError:
        async with Scripted({"body": body}).serving() as configuration, BotClient(configuration) as client:
            try:
                return await client.read_events(LISTENER, after=0, wait=0)
            except PauseError as error:
                return error

    outcome = asyncio.run(read())
    if isinstance(outcome, FeedPage):
        assert 0 <= outcome.last_seq < 2**63
        for event in outcome.events:
            assert event.data.pause.id == event.pause


class Listening:
    """A callback server, what it was told, and one address of it."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.told: list[Event] = []
        self.server = CallbackServer(Callbacks(), self.told.append)
        self.runner.run(self.server.start())
        self.target: CallbackTarget = self.server.new_target()

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        async def send() -> int:
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.target.url, data=body, headers=headers, skip_auto_headers=["Content-Type"]) as reply,
            ):
                return reply.status

        return self.runner.run(send())

    def say(self, head: bytes) -> bytes:
        """Send raw bytes to the address, and return how the answer begins."""

        async def send() -> bytes:
            host, _, path = self.target.url.removeprefix("http://").partition("/")
            reader, writer = await asyncio.open_connection(*host.split(":"))
            writer.write(b"POST /" + path.encode() + b" HTTP/1.1\r\nHost: x\r\n" + head)
            async with asyncio.timeout(5):
                status = await reader.readline()
            writer.close()
            return status

        return self.runner.run(send())

    def close(self) -> None:
        self.runner.run(self.server.stop())
        self.runner.close()


@pytest.fixture(scope="module")
def listening() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.close()


def signed(target: CallbackTarget, body: bytes, message_id: str) -> dict[str, str]:
    return sign(target.secret, message_id=message_id, timestamp=int(time.time()), body=body)


@pytest.mark.parametrize(
    "head",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Encoding: deflate\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Length: 2\r\nwebhook-id: \xff\r\nwebhook-timestamp: \xff\r\nwebhook-signature: \xff\r\n\r\n{}",
        b"Content-Length: x\r\n\r\n{}",
    ],
)
def test_a_stranger_at_the_callback_server_is_refused(listening: Listening, head: bytes) -> None:
    assert listening.say(head).split()[1][:1] == b"4"
    assert listening.told == []


@settings(max_examples=150 * SCALE)
@given(data=st.data(), forged=st.booleans())
def test_only_what_the_bot_signed_is_believed(listening: Listening, data: st.DataObject, forged: bool) -> None:  # noqa: FBT001 - drawn
    body = json.dumps(data.draw(mutated([DECIDED], [*ODD, PAUSE]))).encode()
    forger = CallbackTarget(url=listening.target.url, secret=secret_from(b"f" * 32))
    message_id = f"evt_{data.draw(st.integers(0, 10**9))}"
    headers = signed(forger if forged else listening.target, body, message_id)
    listening.told.clear()

    status = listening.post(body, headers)

    assert status == 401 if forged else status in {204, 400}
    assert not (forged and listening.told)
    assert all(event.data.pause.id == event.pause for event in listening.told)


@settings(max_examples=100 * SCALE)
@given(
    name=st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]),
    value=st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40),
)
def test_a_signature_with_any_header_changed_fits_nothing(listening: Listening, name: str, value: str) -> None:
    body = json.dumps(DECIDED).encode()
    headers = signed(listening.target, body, "evt_changed")
    listening.told.clear()

    status = listening.post(body, {**headers, name: value})

    assert status == 401 or headers[name] == value.strip()
    assert not listening.told or status == 204
