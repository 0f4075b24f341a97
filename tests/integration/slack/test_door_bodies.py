"""The HTTP door, and bodies that are none: too large, packed, torn or not what they call themselves."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from tests.support.slack_requests import FORM, post


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"payload=%7Bbroken", FORM),
        (b"payload=[1]", FORM),
        (b"payload=null", FORM),
        (b"payload=\xff\xfe", FORM),
        (b"payload=" + b"[" * 100_000, FORM),
        (b"&".join(b"a=1" for _ in range(1000)), FORM),
        (b"payload=%7B%7D&payload=%7B%7D", FORM),
        (b"payload=%7B%7D&token=a&token=b", FORM),
        (b"payload=%7B%7D", "text/plain"),
        (b"payload=%7B%7D", "multipart/form-data; boundary=x"),
        (b"payload=%7B%7D", ""),
        (b"{}", "application/xml"),
        (b"{broken", "application/json"),
        (b'"text"', "application/json"),
        (b"\xff", "application/json"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(bot, body, content_type):
    assert (await post(bot, body, content_type=content_type)).status == 400


async def test_a_body_beyond_all_measure_is_refused(bot):
    assert (await post(bot, b"x" * (1024 * 1024 + 1))).status == 413


async def test_a_body_that_calls_itself_too_large_is_not_read(bot):
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(bot.url).port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
    try:
        async with asyncio.timeout(5):
            assert b" 413 " in await reader.readline()
    finally:
        writer.close()


@pytest.mark.parametrize(
    "rest",
    [
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Encoding: deflate\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
)
async def test_a_body_that_is_not_sent_as_its_head_says_is_the_senders_fault(bot, rest):
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(bot.url).port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + rest)
    try:
        async with asyncio.timeout(5):
            assert b" 400 " in await reader.readline()
    finally:
        writer.close()
