"""Whatever is thrown at the door, it answers in problem+json and never with a 500."""

from __future__ import annotations

import asyncio
import gzip
import json

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pausepoint.wire import OpenPause
from tests.support.api import an_api

LIMIT = 64 * 1024


@pytest.mark.parametrize(
    ("raw", "status", "words"),
    [
        (b"", 400, "line 1, column 1"),
        (b"{", 400, "line 1, column 2"),
        (b'{"title":\n "x",}', 400, "line 2, column 6"),
        (b'{"title": "x"} {}', 400, "line 1, column 16"),
        (b"\xef\xbb\xbf{}", 400, "BOM"),
        (b'{"title": "\xff"}', 400, "UTF-8"),
        ('{"title": "x"}'.encode("utf-16"), 400, "UTF-8"),
        (b'{"title": "\xed\xa0\x80"}', 400, "UTF-8"),
        (b'{"title": "\\ud800"}', 400, "surrogate"),
        (b'{"title": "a", "flow": {"name": "\\uDFFF"}}', 400, "surrogate"),
        (b'{"\\ud800": 1}', 400, "surrogate"),
        (b'{"title": "a\\u0000b"}', 400, "NUL"),
        (b'{"title": "a", "title": "b"}', 400, '"title" more than once'),
        (b'{"initial": {"a": 1, "\\u0061": 2}}', 400, '"a" more than once'),
        (b'{"timeout_seconds": NaN}', 400, "NaN"),
        (b'{"timeout_seconds": Infinity}', 400, "Infinity"),
        (b'{"timeout_seconds": -Infinity}', 400, "-Infinity"),
        (b'{"timeout_seconds": 1e999}', 400, "beyond a double"),
        (b'{"timeout_seconds": ' + b"9" * 5000 + b"}", 400, "digits"),
        (b"[" * 10_000, 400, ""),
        (b"[" * 10_000 + b"]" * 10_000, 400, "nests"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "nests"),
        (b"[" * 900 + b"]" * 900, 400, "nests"),
        (b'{"initial":' + b'{"a":' * 200 + b"1" + b"}" * 201, 400, "nests"),
        (b'{"schema":' + b"[" * 101 + b"]" * 101 + b"}", 400, "nests"),
        (b"{'title': 'x'}", 400, "line 1"),
        (b'{"title": "tab\there"}', 400, "line 1"),
        (b"undefined", 400, "line 1"),
    ],
)
async def test_a_body_that_is_no_clear_json_is_refused(api, flows, raw, status, words):
    reply = await api.send("POST", "/v1/pauses", flows, raw=raw)
    assert (reply.status, reply.media_type) == (status, "application/problem+json")
    assert reply.body["code"] == "malformed_json"
    assert words in reply.body["detail"]


async def test_an_escaped_surrogate_pair_and_a_backslash_before_u_are_good_text(api, flows):
    reply = await api.send("POST", "/v1/pauses", flows, raw=rb'{"title": "\ud83d\ude00 C:\\u0000 \\ud800"}')
    assert (reply.status, reply.body["title"]) == (201, "\U0001f600 C:\\u0000 \\ud800")


async def test_json_nested_as_deep_as_people_write_it_is_taken(api, flows):
    deep = b'{"initial": {}, "preview": "' + b"[" * 500 + b'"}'
    assert (await api.send("POST", "/v1/pauses", flows, raw=deep)).status == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=latin-1",
        "multipart/form-data; boundary=x",
        "nonsense",
    ],
)
async def test_a_body_that_is_not_sent_as_json_is_refused(api, flows, content_type):
    reply = await api.send("POST", "/v1/pauses", flows, raw=b"{}", headers={"Content-Type": content_type})
    assert (reply.status, reply.body["code"]) == (415, "wrong_media_type")


async def test_utf_8_may_be_said_aloud(api, flows):
    for content_type in ("application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'):
        headers = {"Content-Type": content_type}
        assert (await api.send("POST", "/v1/pauses", flows, raw=b"{}", headers=headers)).status == 201


async def test_a_body_up_to_the_cap_is_taken_and_one_byte_more_is_not(api, flows):
    title = b'{"title": "x"}'
    assert (await api.send("POST", "/v1/pauses", flows, raw=title.ljust(LIMIT))).status == 201
    reply = await api.send("POST", "/v1/pauses", flows, raw=title.ljust(LIMIT + 1))
    assert (reply.status, reply.body["code"]) == (413, "body_too_large")
    assert "65,536" in reply.body["detail"]


async def test_the_cap_holds_for_bodies_that_do_not_say_their_length(api, flows):
    async def endless():
        for _ in range(2000):
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {flows}", "Content-Type": "application/json"}
    async with api.session.post(api.url + "/v1/pauses", data=endless(), headers=headers) as reply:
        assert (reply.status, (await reply.json(content_type=None))["code"]) == (413, "body_too_large")


async def test_the_cap_holds_for_compressed_bodies(api, flows):
    headers = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(b" " * 1000 * LIMIT)
    reply = await api.send("POST", "/v1/pauses", flows, raw=bomb, headers=headers)
    assert reply.status == 413
    fair = await api.send("POST", "/v1/pauses", flows, raw=gzip.compress(b'{"title": "zipped"}'), headers=headers)
    assert (fair.status, fair.body["title"]) == (201, "zipped")


async def test_a_body_that_lies_about_its_compression_is_refused(api, flows):
    reply = await api.send("POST", "/v1/pauses", flows, raw=b"{}", headers={"Content-Encoding": "gzip"})
    assert (reply.status, reply.media_type) == (400, "application/problem+json")


async def test_a_broken_chunk_is_refused(api, flows):
    reader, writer = await asyncio.open_connection(*api.runner.addresses[0][:2])
    writer.write(
        b"POST /v1/pauses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        b"Authorization: Bearer " + flows.encode() + b"\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"
    )
    async with asyncio.timeout(5):
        status = await reader.readline()
    writer.close()
    assert b" 400 " in status


async def test_a_body_that_breaks_off_does_no_harm(api, flows):
    _, writer = await asyncio.open_connection(*api.runner.addresses[0][:2])
    writer.write(
        b"POST /v1/pauses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
        b"Authorization: Bearer " + flows.encode() + b"\r\n\r\n{"
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await api.send("GET", "/v1/pauses", flows)).body["pauses"] == []


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/pauses/", "/v2/pauses", "/v1/pauses/x/y/z", "/%00", "//v1/pauses"]
)
async def test_an_unknown_route_is_a_problem(api, path):
    reply = await api.send("GET", path)
    assert (reply.status, reply.media_type, reply.body["code"]) == (404, "application/problem+json", "no_such_route")


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/v1/pauses"), ("GET", "/v1/pauses/x/cancel"), ("PUT", "/healthz")]
)
async def test_a_method_that_a_route_does_not_take_is_a_problem_that_says_which_it_takes(api, method, path):
    reply = await api.send(method, path)
    assert (reply.status, reply.body["code"]) == (405, "method_not_allowed")
    assert reply.headers["Allow"]


async def test_the_feed_takes_no_head_because_that_would_acknowledge_unseen_events(api, flows):
    reply = await api.send("HEAD", "/v1/events?listener=lis_" + "1" * 26, flows)
    assert reply.status == 405


async def test_a_request_with_hundreds_of_wrong_members_gets_a_short_answer(api, flows):
    reply = await api.send("POST", "/v1/pauses", flows, sends={f"x{n}": n for n in range(3000)})
    assert reply.status == 422
    assert len(reply.body["errors"]) == 100
    assert "and 2995 more" in reply.body["detail"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
members = st.sampled_from([field.alias or name for name, field in OpenPause.model_fields.items()])
near_misses = st.dictionaries(members, json_values, max_size=4)
schema_words = st.sampled_from(
    [
        "type",
        "properties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "format",
        "pattern",
        "default",
        "minLength",
        "maximum",
        "required",
        "title",
        "description",
        "additionalProperties",
        "object",
        "string",
        "number",
    ]
)
schemas = st.recursive(
    json_values | schema_words,
    lambda inner: st.dictionaries(schema_words, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=15,
)
nearly_forms = st.fixed_dictionaries(
    {
        "schema": st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(st.text(max_size=5), schemas, max_size=3)}
        )
    },
    optional={"initial": json_values, "preview": st.text(max_size=50), "rejectable": st.booleans()},
)
bodies = (
    st.binary(max_size=60)
    | json_values.map(lambda value: json.dumps(value).encode())
    | near_misses.map(lambda value: json.dumps(value).encode())
    | nearly_forms.map(lambda value: json.dumps(value).encode())
    | st.text(alphabet='{}[]",:0123456789eE+-.\\untrefalsu \n', max_size=40).map(str.encode)
)
many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def throw(tmp_path_factory):
    """Return a function that sends one request to an API that outlives the examples."""
    with asyncio.Runner() as runner:
        manager = an_api(tmp_path_factory.mktemp("thrown"))
        api = runner.run(manager.__aenter__())
        token = runner.run(api.token("all", "open", "answer", "read-all"))
        opened = runner.run(
            api.send(
                "POST",
                "/v1/pauses",
                runner.run(api.token("o")),
                sends={
                    "schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
                    "policy": {"approvers": ["token:all"]},
                },
            )
        )
        paths = {
            "open": "/v1/pauses",
            "answer": f"/v1/pauses/{opened.body['id']}/answer",
            "cancel": f"/v1/pauses/{opened.body['id']}/cancel",
        }

        def send(call, body):
            return runner.run(api.send("POST", paths[call], token, raw=body))

        send.get = lambda path: runner.run(api.send("GET", path, token))
        yield send
        runner.run(manager.__aexit__(None, None, None))


@many
@given(call=st.sampled_from(["open", "answer", "cancel"]), body=bodies)
def test_no_body_whatever_makes_the_service_fail(throw, call, body):
    reply = throw(call, body)
    assert reply.status < 500, reply.text
    assert reply.status in (200, 201) or reply.media_type == "application/problem+json"


@many
@given(
    path=st.sampled_from(["/v1/pauses", "/v1/events", "/v1/pauses/x"]),
    query=st.lists(
        st.tuples(
            st.sampled_from(["limit", "cursor", "state", "key", "listener", "after", "zork"]),
            st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
            | st.sampled_from(["%00", "%ff", "%ED%A0%80", "-1", "1e9", "9" * 30, "lis_" + "1" * 20]),
        ),
        max_size=4,
    ),
)
def test_no_query_whatever_makes_the_service_fail(throw, path, query):
    text = "&".join(f"{name}={value}" for name, value in query) + "&wait=0"
    reply = throw.get(f"{path}?{text}".replace("#", "%23").replace(" ", "%20"))
    assert reply.status < 500, reply.text


@pytest.mark.parametrize(
    "head",
    [
        b"GET /\xff HTTP/1.1",
        b"GET /v1/pauses/\xff HTTP/1.1",
        b"GET /v1/pauses?\xff=1 HTTP/1.1",
        b"GET /v1/pauses?key=\xff HTTP/1.1",
        b"GET /v1/pauses?cursor=\xff HTTP/1.1",
        b"POST /v1/pauses HTTP/1.1\r\nContent-Type: \xff",
        b"POST /v1/pauses HTTP/1.1\r\nContent-Type: application/json; charset=\xff",
        b"POST /v1/pauses HTTP/1.1\r\nContent-Type: application/json\r\nIdempotency-Key: \xff",
        b"POST /v1/pauses HTTP/1.1\r\nContent-Type: application/json\r\nExpect: \xff",
        b"FR\xffB / HTTP/1.1",
        b"FROB / HTTP/1.1",
        b"FROB /v1/pauses HTTP/1.1",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET http://x:99999/ HTTP/1.1",
        b"GET * HTTP/1.1",
    ],
)
async def test_raw_bytes_in_the_head_of_a_request_are_the_callers_fault(api, flows, head):
    reader, writer = await asyncio.open_connection(*api.runner.addresses[0][:2])
    writer.write(head + b"\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + flows.encode())
    writer.write(b"\r\nContent-Length: 0\r\n\r\n")
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer[:300]


async def test_a_client_that_asks_before_it_sends_is_bidden_go_on(api, flows):
    headers = {"Authorization": f"Bearer {flows}", "Content-Type": "application/json"}
    async with api.session.post(api.url + "/v1/pauses", data=b"{}", headers=headers, expect100=True) as reply:
        assert reply.status == 201


async def test_an_answer_is_kept_out_of_caches(api, flows):
    for path in ("/v1/pauses", "/healthz", "/nowhere"):
        reply = await api.send("GET", path, flows)
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_client_may_keep_its_connection_after_a_refusal(api, flows):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        for _ in range(3):
            async with session.post(
                api.url + "/v1/pauses",
                data=b"{",
                headers={"Authorization": f"Bearer {flows}", "Content-Type": "application/json"},
            ) as reply:
                assert reply.status == 400
                assert reply.connection is None or not reply.connection.closed
