from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from pausepoint_bot.webhooks.names import MOST_LOOKUPS, Names, system_lookup

HERE = [ip_address("127.0.0.1")]


class Resolver:
    """Answers, except for names under `hangs.example`, whose lookup hangs until `released`."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list:  # noqa: ARG002 - a resolver's
        self.asked.append(host)
        if host.endswith("hangs.example"):
            self.released.wait(20)
        if host == "nobody.example":
            raise OSError("Name or service not known")
        return HERE


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    resolver = Resolver()
    yield resolver
    resolver.released.set()


async def test_a_hundred_names_that_hang_delay_no_other(resolver):
    names = Names(resolver)
    hanging = [asyncio.ensure_future(names(f"{number}.hangs.example", 80)) for number in range(100)]
    async with asyncio.timeout(5):
        found = await asyncio.gather(*(names(f"{number}.example", 80) for number in range(20)))

    assert found == [HERE] * 20
    assert not any(lookup.done() for lookup in hanging)
    resolver.released.set()
    assert await asyncio.gather(*hanging) == [HERE] * 100


async def test_who_asks_for_the_same_name_meanwhile_waits_for_the_same_lookup(resolver):
    names = Names(resolver)
    one, other = (asyncio.ensure_future(names("a.hangs.example", 80)) for _ in range(2))
    await asyncio.sleep(0)
    one.cancel()
    resolver.released.set()

    assert await other == HERE
    assert resolver.asked == ["a.hangs.example"]
    assert await names("a.hangs.example", 80) == HERE
    assert len(resolver.asked) == 2


async def test_a_name_that_nobody_knows_is_an_error_each_time(resolver):
    names = Names(resolver)
    for _ in range(2):
        with pytest.raises(OSError, match="not known"):
            await names("nobody.example", 80)


async def test_there_is_an_end_to_lookups_at_once(resolver):
    names = Names(resolver)
    hanging = [asyncio.ensure_future(names(f"{number}.hangs.example", 80)) for number in range(MOST_LOOKUPS)]
    await asyncio.sleep(0)

    with pytest.raises(OSError, match="looked up already"):
        await names("other.example", 80)

    resolver.released.set()
    await asyncio.gather(*hanging)
    assert await names("other.example", 80) == HERE


def test_the_system_knows_this_machine():
    assert ip_address("127.0.0.1") in system_lookup("localhost", 80)
