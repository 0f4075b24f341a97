from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest

from pausepoint import signing
from pausepoint.wire import Event, EventData, PauseView
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Callback
from pausepoint_bot.usecases.settle import LEASE
from pausepoint_bot.webhooks import open_receiver, rules_from
from pausepoint_bot.webhooks import receiver as receiver_module
from tests.support.receiver import raw_receiver

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = signing.secret_from(bytes(range(32)))
LOOPBACK = rules_from([], loopback=True)
VIEW = PauseView(id="pau_" + "1" * 26, state="decided", digest="sha256:0", opened_at=NOW)
EVENT = Event(pause=VIEW.id, type="decided", at=NOW, data=EventData(pause=VIEW))


def says(head: str, body: bytes = b""):
    async def answer(reader, writer):
        writer.write(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()

    return answer


def says_raw(data: bytes):
    async def answer(reader, writer):
        writer.write(data)
        await writer.drain()

    return answer


async def hangs(reader, writer):
    await reader.read()


async def closes(reader, writer):
    writer.close()


@asynccontextmanager
async def delivering(answer, *, rules=LOOPBACK, clock=lambda: NOW, **options):
    async with raw_receiver(answer) as server, open_receiver(rules, clock=clock, **options) as receiver:
        yield server, receiver


def to(url: str) -> Callback:
    return Callback(url=url, secret=SECRET)


async def failure_of(receiver, url: str) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await receiver.deliver(to(url), EVENT)
    assert SECRET not in str(caught.value)
    return caught.value


async def test_a_callback_is_a_signed_post_of_the_event():
    async with delivering(says("204 No Content")) as (server, receiver):
        await receiver.deliver(to(server.url), EVENT)
    [knock] = server.knocks
    assert knock.line == "POST /callback?x=1 HTTP/1.1"
    assert knock.headers["host"] == f"127.0.0.1:{server.port}"
    assert knock.headers["content-type"] == "application/json"
    assert signing.verify(SECRET, knock.headers, knock.body, now=NOW.timestamp()) == EVENT.id
    assert Event.model_validate(json.loads(knock.body)) == EVENT


async def test_every_attempt_is_signed_anew_with_the_time_of_the_attempt():
    moments = [NOW + timedelta(hours=hour) for hour in (0, 0, 2, 2)]
    async with delivering(says("200 OK"), clock=lambda: moments.pop(0)) as (server, receiver):
        await receiver.deliver(to(server.url), EVENT)
        await receiver.deliver(to(server.url), EVENT)
    first, second = server.knocks
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == EVENT.id
    assert signing.verify(SECRET, second.headers, second.body, now=(NOW + timedelta(hours=2)).timestamp())
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def test_the_connection_is_kept_open_between_callbacks():
    async with delivering(says("200 OK", b'{"ok": true}')) as (server, receiver):
        for _ in range(5):
            await receiver.deliver(to(server.url), EVENT)
    assert (len(server.knocks), server.connections) == (5, 1)


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "404 Not Found", "500 Oops", "503 Later", "101 Switching Protocols"]
)
async def test_anything_but_a_2xx_is_tried_again(status):
    async with delivering(says(status)) as (server, receiver):
        failure = await failure_of(receiver, server.url)
    assert (failure.lasting, failure.retry_after) == (False, None)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed(status):
    async with raw_receiver(says("200 OK")) as elsewhere:
        async with delivering(says(f"{status}\r\nLocation: {elsewhere.url}")) as (server, receiver):
            failure = await failure_of(receiver, server.url)
        assert elsewhere.knocks == []
    assert not failure.lasting


async def test_a_receiver_that_is_gone_is_never_asked_again():
    async with delivering(says("410 Gone")) as (server, receiver):
        failure = await failure_of(receiver, server.url)
    assert (failure.lasting, failure.code) == (True, "callback_gone")


@pytest.mark.parametrize(
    ("head", "wait"),
    [
        ("429 Too Many Requests\r\nRetry-After: 17", 17),
        ("503 Service Unavailable\r\nRetry-After: Thu, 01 Jan 2026 12:01:00 GMT", 60),
        ("503 Service Unavailable\r\nRetry-After: 99999999999", 3600),
        ("503 Service Unavailable\r\nRetry-After: tomorrow", None),
        ("500 Oops\r\nRetry-After: 17", None),
    ],
)
async def test_a_receiver_that_asks_for_patience_gets_it(head, wait):
    async with delivering(says(head)) as (server, receiver):
        assert (await failure_of(receiver, server.url)).retry_after == wait


async def test_an_endless_body_is_cut_off_and_the_callback_counts_as_delivered():
    cut = asyncio.Event()

    async def pours(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
                await writer.drain()
        finally:
            cut.set()

    async with delivering(pours) as (server, receiver):
        await receiver.deliver(to(server.url), EVENT)
        async with asyncio.timeout(5):
            await cut.wait()


async def test_a_body_that_never_comes_does_not_hold_up_the_next_callback():
    promised = says_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")
    async with delivering(promised) as (server, receiver):
        async with asyncio.timeout(5):
            await receiver.deliver(to(server.url), EVENT)
            await receiver.deliver(to(server.url), EVENT)
    assert server.connections == 2


@pytest.mark.parametrize(
    "data",
    [
        b"garbage\r\n\r\n",
        b"HTTP/1.1 twohundred OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
    ],
)
async def test_an_answer_that_is_no_http_is_a_failure_and_no_crash(data):
    async def answers_and_closes(reader, writer):
        writer.write(data)
        await writer.drain()
        writer.close()

    async with delivering(answers_and_closes) as (server, receiver):
        assert not (await failure_of(receiver, server.url)).lasting


async def test_a_body_that_lies_about_its_compression_does_no_harm():
    lies = says("200 OK\r\nContent-Encoding: gzip", b"this is no gzip")
    async with delivering(lies) as (server, receiver):
        await receiver.deliver(to(server.url), EVENT)


async def test_a_receiver_that_closes_without_an_answer_is_tried_again():
    async with delivering(closes) as (server, receiver):
        assert not (await failure_of(receiver, server.url)).lasting


async def test_a_port_where_nobody_listens_is_tried_again():
    async with delivering(closes) as (server, _):
        url = server.url
    async with open_receiver(LOOPBACK, clock=lambda: NOW) as receiver:
        failure = await failure_of(receiver, url)
    assert not failure.lasting
    assert "cannot be reached" in failure.detail


async def test_a_receiver_that_hangs_is_given_up_and_holds_up_no_other():
    async with delivering(hangs, total_seconds=1.5) as (server, receiver), raw_receiver(says("200 OK")) as healthy:
        async with asyncio.TaskGroup() as group:
            hanging = group.create_task(failure_of(receiver, server.url))
            await receiver.deliver(to(healthy.url), EVENT)
            assert not hanging.done()
        assert "did not answer within 1.5 s" in hanging.result().detail


def test_an_attempt_is_over_well_before_its_lease_ends():
    assert receiver_module.TOTAL_SECONDS <= 10 < LEASE.total_seconds()


async def test_one_receiver_gets_a_handful_of_connections_at_once():
    release = asyncio.Event()
    full = asyncio.Event()

    async def waits(reader, writer):
        if len(server.knocks) == receiver_module.PER_RECEIVER:
            full.set()
        await release.wait()
        await says("200 OK")(reader, writer)

    async with delivering(waits) as (server, receiver), asyncio.TaskGroup() as group:
        for _ in range(3 * receiver_module.PER_RECEIVER):
            group.create_task(receiver.deliver(to(server.url), EVENT))
        async with asyncio.timeout(5):
            await full.wait()
        release.set()
    assert server.most_at_once == receiver_module.PER_RECEIVER
    assert len(server.knocks) == 3 * receiver_module.PER_RECEIVER


async def test_an_address_that_the_settings_do_not_allow_gets_nothing_and_is_never_tried_again():
    async with delivering(says("200 OK"), rules=rules_from([], loopback=False)) as (server, receiver):
        failure = await failure_of(receiver, server.url)
    assert (failure.lasting, failure.code, server.connections) == (True, "callback_not_allowed", 0)


async def test_a_name_that_leads_elsewhere_by_the_time_of_the_call_gets_nothing():
    async def rebound(host, port):
        return [ip_address("127.0.0.1")]

    rules = rules_from(["http://hooks.example.com:*/*"], loopback=False)
    async with delivering(says("200 OK"), rules=rules, resolve=rebound) as (server, receiver):
        url = f"http://hooks.example.com:{server.port}/callback"
        assert receiver.refusal(url) is None
        failure = await failure_of(receiver, url)
    assert (failure.lasting, failure.code, server.connections) == (False, "callback_not_allowed", 0)


async def test_the_connection_goes_to_the_very_address_that_was_judged():
    asked = []

    async def once(host, port):
        asked.append(host)
        return [ip_address("169.254.169.254"), ip_address("127.0.0.1")]

    rules = rules_from(["http://hooks.example.com:*/*", "127.0.0.1"], loopback=False)
    async with delivering(says("200 OK"), rules=rules, resolve=once) as (server, receiver):
        await receiver.deliver(to(f"http://hooks.example.com:{server.port}/callback"), EVENT)
    assert asked == ["hooks.example.com"]
    assert server.knocks[0].headers["host"] == f"hooks.example.com:{server.port}"


async def test_where_a_name_has_several_addresses_the_first_that_connects_is_taken():
    async def two(host, port):
        return [ip_address("::1"), ip_address("127.0.0.1")]

    async with delivering(says("200 OK"), resolve=two) as (server, receiver):
        await receiver.deliver(to(f"http://localhost:{server.port}/"), EVENT)
    assert len(server.knocks) == 1


async def test_the_system_resolver_finds_localhost():
    async with delivering(says("200 OK")) as (server, receiver):
        await receiver.deliver(to(f"http://localhost:{server.port}/"), EVENT)
    assert len(server.knocks) == 1


async def test_a_name_that_nobody_knows_is_tried_again():
    rules = rules_from(["http://nowhere.invalid"], loopback=True)
    async with open_receiver(rules, clock=lambda: NOW) as receiver:
        assert not (await failure_of(receiver, "http://nowhere.invalid/")).lasting


async def test_a_malformed_secret_is_a_lasting_failure_that_does_not_show_it():
    async with delivering(says("200 OK")) as (server, receiver):
        with pytest.raises(DeliveryFailed) as caught:
            await receiver.deliver(Callback(url=server.url, secret="whsec_" + "A" * 33), EVENT)
    assert caught.value.lasting
    assert "AAAA" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_an_answer_in_http_1_0_is_an_answer():
    async def answers_and_closes(reader, writer):
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nhello")
        await writer.drain()
        writer.close()

    async with delivering(answers_and_closes) as (server, receiver):
        await receiver.deliver(to(server.url), EVENT)
    assert len(server.knocks) == 1


def pours(begin: bytes, portion: bytes):
    async def answer(reader, writer):
        writer.write(begin)
        while True:
            writer.write(portion)
            await writer.drain()

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        pours(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1000),
        pours(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 1000),
        pours(b"HTTP/1.1 200 ", b"a" * 65536),
        pours(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    ],
    ids=["headers", "trailers", "reason", "interim answers"],
)
async def test_an_answer_without_an_end_is_given_up(answer):
    async with delivering(answer, total_seconds=0.5) as (server, receiver):
        async with asyncio.timeout(5):
            assert not (await failure_of(receiver, server.url)).lasting


@pytest.mark.parametrize("size", [b"FFFFFFFFFFFFFFFF\r\n", b"5;"], ids=["a huge chunk", "an endless extension"])
async def test_a_body_in_monstrous_chunks_is_not_read_to_its_end(size):
    answer = pours(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size, b"a" * 65536)
    async with delivering(answer) as (server, receiver), asyncio.timeout(5):
        await receiver.deliver(to(server.url), EVENT)


async def test_an_answer_that_drips_is_given_up_after_the_whole_time_and_not_per_byte():
    async def drips(reader, writer):
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.05)

    async with delivering(drips, total_seconds=0.5) as (server, receiver), asyncio.timeout(3):
        assert "did not answer within 0.5 s" in (await failure_of(receiver, server.url)).detail
