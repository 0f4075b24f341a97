"""Whoever sends too much, too deep, too slowly or too often gets a clear no, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pausepoint_bot.api.json_text import MOST_VALUES
from tests.support.api import Api, an_api

PATIENCE = 20
LISTENERS = [f"lis_{number:026d}" for number in range(4)]


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[Api]:
    """An API that waits a fifth of a second for a body, and lets a token have two polls open."""
    async with an_api(tmp_path, body_seconds=0.2, polls_per_token=2) as running:
        yield running


@contextlib.asynccontextmanager
async def connection(api: Api) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*api.runner.addresses[0][:2])
    try:
        async with asyncio.timeout(PATIENCE):
            yield reader, writer
    finally:
        writer.close()


async def status_of(reader: asyncio.StreamReader) -> int:
    return int((await reader.readline()).split()[1])


def head(token: str, *more: str) -> bytes:
    lines = ["POST /v1/pauses HTTP/1.1", "Host: x", "Content-Type: application/json", f"Authorization: Bearer {token}"]
    return "\r\n".join([*lines, *more, "", ""]).encode()


@pytest.mark.parametrize("sent", [b"", b'{"title"'])
async def test_a_body_that_does_not_come_is_given_up(strict: Api, sent: bytes):
    token = await strict.token("flows")
    async with connection(strict) as (reader, writer):
        writer.write(head(token, "Content-Length: 100") + sent)
        assert await status_of(reader) == 408
        answer = await reader.readuntil(b"}")
    assert b"Connection: close" in answer
    assert b'"body_too_slow"' in answer


async def test_a_body_that_drips_is_given_up_however_steadily(strict: Api):
    token = await strict.token("flows")
    async with connection(strict) as (reader, writer), asyncio.TaskGroup() as tasks:

        async def drip() -> None:
            with contextlib.suppress(ConnectionError):
                while True:
                    writer.write(b"1\r\n \r\n")
                    await writer.drain()
                    await asyncio.sleep(0.02)  # what is thrown at the service, not what the test waits for

        writer.write(head(token, "Transfer-Encoding: chunked"))
        dripping = tasks.create_task(drip())
        assert await status_of(reader) == 408
        dripping.cancel()


async def test_no_body_is_read_for_a_stranger(strict: Api):
    async with connection(strict) as (reader, writer):
        writer.write(head("ppt_" + "A" * 43, "Content-Length: 1000000"))
        assert await status_of(reader) == 401


@pytest.mark.parametrize(
    "more",
    [
        ["X-Long: " + "x" * 20_000],
        [f"X-{number}: y" for number in range(1000)],
        ["Content-Length: 1", "Content-Length: 2"],
        ["Content-Length: 1", "Transfer-Encoding: chunked"],
        ["X-Split: a\nX-Smuggled: b\0"],
    ],
    ids=["one long", "many", "two lengths", "length and chunks", "NUL"],
)
async def test_a_head_that_is_too_large_or_ambiguous_is_refused(api: Api, flows: str, more: list[str]):
    async with connection(api) as (reader, writer):
        writer.write(head(flows, *more) + b"{}")
        assert await status_of(reader) == 400
    assert (await api.send("GET", "/healthz")).status == 200


@pytest.mark.parametrize("path", ["/v1/pauses?key=", "/v1/events?listener=", "/v1/pauses/"])
async def test_a_long_path_or_query_is_refused(api: Api, flows: str, path: str):
    async with connection(api) as (reader, writer):
        writer.write(f"GET {path}{'x' * 9000} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {flows}\r\n\r\n".encode())
        assert await status_of(reader) == 400


@pytest.mark.parametrize(("length", "status"), [(255, 201), (256, 422)])
async def test_an_idempotency_key_has_a_longest_length(api: Api, flows: str, length: int, status: int):
    reply = await api.send("POST", "/v1/pauses", flows, sends={}, headers={"Idempotency-Key": "k" * length})
    assert reply.status == status


CROWDS = {
    "elements": b'{"initial": {"a": [' + b"1," * MOST_VALUES + b"1]}}",
    "objects": b'{"initial": {"a": [' + b"{}," * MOST_VALUES + b"1]}}",
    "members": json.dumps({"initial": {f"m{number}": 1 for number in range(MOST_VALUES)}}).encode(),
}


@pytest.mark.parametrize("crowd", CROWDS)
async def test_a_body_with_a_crowd_of_values_is_refused(tmp_path: Path, crowd: str):
    async with an_api(tmp_path) as api:
        reply = await api.send("POST", "/v1/pauses", await api.token("flows"), raw=CROWDS[crowd])
    assert (reply.status, reply.body["code"]) == (400, "malformed_json")
    assert f"more than {MOST_VALUES:,} values" in reply.body["detail"]


async def test_commas_in_a_text_are_no_crowd(tmp_path: Path):
    async with an_api(tmp_path) as api:
        asked = {"preview": ",[{" * MOST_VALUES}
        assert (await api.send("POST", "/v1/pauses", await api.token("flows"), sends=asked)).status == 201


async def test_one_repeated_name_among_very_many_is_found_at_once(tmp_path: Path):
    members = ",".join(f'"m{number}":1' for number in range(60_000))
    async with an_api(tmp_path) as api, asyncio.timeout(PATIENCE):
        body = f'{{"initial":{{{members},"m59999":1}}}}'.encode()
        reply = await api.send("POST", "/v1/pauses", await api.token("flows"), raw=body)
    assert '"m59999" more than once' in reply.body["detail"]


def nested(levels: int, *, key: str) -> dict[str, object]:
    schema: dict[str, object] = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    for _ in range(levels):
        inner = [schema] if key.endswith("Of") else {"a": schema} if key == "properties" else schema
        schema = {"type": "array" if key == "items" else "object", key: inner}
    return schema


def doubling(levels: int, *, key: str) -> dict[str, object]:
    """Return a schema of a few hundred bytes that stands for 2 ** levels others."""
    definitions: dict[str, object] = {f"d{levels}": {"type": "integer"}}
    for level in range(levels):
        ref = {"$ref": f"#/$defs/d{level + 1}"}
        inner: object = [ref, ref] if key.endswith("Of") else {"a": ref, "b": ref}
        definitions[f"d{level}"] = {"type": "object", key: inner} if key == "properties" else {key: inner}
    return {"type": "object", "properties": {"x": {"$ref": "#/$defs/d0"}}, "$defs": definitions}


BOMBS: dict[str, dict[str, object]] = {
    **{f"deep {key}": nested(45, key=key) for key in ("properties", "items", "anyOf", "allOf", "oneOf", "not", "if")},
    **{f"doubling {key}": doubling(40, key=key) for key in ("properties", "anyOf", "allOf", "oneOf")},
    "itself": {"$ref": "#"},
    "a ring": {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}},
    },
    "elsewhere": {"type": "object", "properties": {"x": {"$ref": "http://127.0.0.1:1/schema.json"}}},
    "a file": {"type": "object", "properties": {"x": {"$ref": "file:///etc/passwd"}}},
    "wide": {"type": "object", "properties": {f"p{number}": {"type": "string"} for number in range(5000)}},
    "many options": {"type": "object", "properties": {"x": {"enum": list(range(40_000))}}},
    "a slow pattern": {"type": "object", "properties": {"x": {"type": "string", "pattern": "^(a+)+$"}}},
    "a slower pattern": {"type": "object", "properties": {"x": {"type": "string", "pattern": r"^(?=(a+)+b)(a|a)*\1$"}}},
    "a huge pattern": {
        "type": "object",
        "properties": {"x": {"type": "string", "pattern": "(((a{1000}){1000}){1000})"}},
    },
    "huge numbers": {
        "type": "object",
        "properties": {"x": {"type": "integer", "minimum": -(10**400), "multipleOf": 1e-300}},
    },
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_no_schema_makes_the_service_fail_or_hang(tmp_path: Path, bomb: str):
    async with an_api(tmp_path) as api, asyncio.timeout(PATIENCE):
        token = await api.token("flows")
        initial = {"x": "a" * 60 + "!"} if "slow" in bomb else None
        reply = await api.send("POST", "/v1/pauses", token, sends={"schema": BOMBS[bomb], "initial": initial})
        assert reply.status in {201, 400, 422}, reply.text
        assert (await api.send("GET", "/healthz")).status == 200


async def test_a_token_has_so_many_polls_open_and_others_are_not_touched(strict: Api):
    token, other = await strict.token("flows"), await strict.token("other")
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        waiting = [
            tasks.create_task(strict.send("GET", f"/v1/events?listener={each}&wait=20", token))
            for each in LISTENERS[:2]
        ]
        while strict.polls < 2:
            await asyncio.sleep(0)

        refused = await strict.send("GET", f"/v1/events?listener={LISTENERS[2]}&wait=0", token)
        assert (refused.status, refused.body["code"], refused.headers["Retry-After"]) == (429, "too_many_polls", "1")
        assert (await strict.send("GET", f"/v1/events?listener={LISTENERS[3]}&wait=0", other)).status == 200

        strict.feed.close()
        assert [(await poll).status for poll in waiting] == [200, 200]
    assert (await strict.send("GET", f"/v1/events?listener={LISTENERS[2]}&wait=0", token)).status == 200
