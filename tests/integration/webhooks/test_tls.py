"""Over TLS the certificate must be the name's, though the connection goes to the address that was judged.

`hooks.example.com.pem` is a throw-away key with a certificate that it signed itself.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from pathlib import Path

import pytest

from tests.support.receiver import raw_receiver

PEM = Path(__file__).with_name("hooks.example.com.pem")

DELIVER = """
import asyncio, sys
from datetime import UTC, datetime
from ipaddress import ip_address
from pausepoint import signing
from pausepoint.wire import Event, EventData, PauseView
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Callback
from pausepoint_bot.webhooks import open_receiver, rules_from

async def to_loopback(host, port):
    return [ip_address("127.0.0.1")]

async def main(url):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    view = PauseView(id="pau_" + "1" * 26, state="expired", digest="sha256:0", opened_at=now)
    event = Event(pause=view.id, type="expired", at=now, data=EventData(pause=view))
    rules = rules_from(["https://*.example.com:*/*"], loopback=True)
    async with open_receiver(rules, clock=lambda: now, resolve=to_loopback) as receiver:
        try:
            await receiver.deliver(Callback(url=url, secret=signing.secret_from(bytes(24))), event)
        except DeliveryFailed as failure:
            print("refused", failure.lasting)
        else:
            print("delivered")

asyncio.run(main(sys.argv[1]))
"""


async def ok(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


async def deliver(url: str, *, trusted: bool) -> str:
    """Deliver in a process of its own: which certificates are trusted is settled when a process starts."""
    environment = {**os.environ, "SSL_CERT_FILE": str(PEM) if trusted else "", "PYTHONWARNINGS": "error"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DELIVER, url, stdout=asyncio.subprocess.PIPE, env=environment
    )
    async with asyncio.timeout(30):
        out, _ = await process.communicate()
    return out.decode().strip()


@pytest.fixture
async def server():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    async with raw_receiver(ok, tls=context) as receiver:
        yield receiver


async def test_a_certificate_of_the_name_is_accepted_at_the_judged_address(server):
    assert await deliver(f"https://hooks.example.com:{server.port}/", trusted=True) == "delivered"
    assert server.knocks[0].headers["host"] == f"hooks.example.com:{server.port}"


async def test_a_certificate_of_another_name_gets_nothing(server):
    assert await deliver(f"https://other.example.com:{server.port}/", trusted=True) == "refused False"
    assert server.knocks == []


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(server):
    assert await deliver(f"https://hooks.example.com:{server.port}/", trusted=False) == "refused False"
    assert server.knocks == []
