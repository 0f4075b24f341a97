"""One receiver's trouble is nobody else's: callbacks through the relay, to real receivers that hang or answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pausepoint import signing
from pausepoint.wire import CallbackTarget, OpenPause
from pausepoint_bot.app import system_clock
from pausepoint_bot.effects import EffectId, Release
from pausepoint_bot.loops.relay import MOST_CALLBACKS
from pausepoint_bot.pauses import Pause
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.send_effects import CLAIMS
from pausepoint_bot.usecases.settle import owe
from pausepoint_bot.webhooks import open_receiver, rules_from
from pausepoint_bot.webhooks.receiver import PER_RECEIVER
from tests.support.desk import Desk, a_desk
from tests.support.receiver import RawReceiver, raw_receiver
from tests.support.waiting import until
from tests.support.wall import Wall, relaying

SECRET = signing.secret_from(bytes(range(32)))
LONG = 60.0
"""How long a callback may take here: longer than any of these tests."""


@dataclass
class Hanging:
    """Receivers that accept and never answer, each at an address of its own, until they are let go."""

    urls: list[str] = field(default_factory=list)
    connections: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self.let_go.wait()
        writer.close()


@asynccontextmanager
async def hanging(count: int) -> AsyncIterator[Hanging]:
    found = Hanging()
    servers = [await asyncio.start_server(found.take, "127.0.0.1", 0) for _ in range(count)]
    found.urls = [f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/" for server in servers]
    try:
        yield found
    finally:
        found.let_go.set()
        for server in servers:
            server.close()


async def says_ok(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    await writer.drain()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(f"sqlite:///{tmp_path / 'desk.db'}") as desk:
        yield desk


@pytest.fixture
async def healthy() -> AsyncIterator[Sequence[RawReceiver]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(raw_receiver(says_ok)) for _ in range(20)]


@asynccontextmanager
async def delivering(desk: Desk, wall: Wall) -> AsyncIterator[None]:
    rules = rules_from([], loopback=True)
    async with (
        open_receiver(rules, clock=system_clock, total_seconds=LONG) as receiver,
        relaying(desk.store, wall, interval=timedelta(), receiver=receiver),
    ):
        yield


async def ask(desk: Desk, url: str) -> Pause:
    asked = OpenPause(title="Delete 42 runs", callback=CallbackTarget(url=url, secret=SECRET))
    return (await desk.open(asked, now=system_clock())).pause


async def decide(desk: Desk, pauses: Sequence[Pause]) -> None:
    await asyncio.gather(*(desk.answer(pause.id, now=system_clock()) for pause in pauses))


async def test_a_receiver_that_hangs_delays_no_other(desk: Desk, healthy: Sequence[RawReceiver]) -> None:
    async with hanging(1) as stuck, delivering(desk, Wall(clock=system_clock)):
        first = await ask(desk, stuck.urls[0])
        others = [await ask(desk, receiver.url) for receiver in healthy]
        await decide(desk, [first])
        await until(lambda: stuck.connections == 1)

        await decide(desk, others)

        await until(lambda: all(len(receiver.knocks) == 1 for receiver in healthy))
        stuck.let_go.set()


async def test_a_hundred_that_hang_delay_neither_others_that_are_tried_again_nor_slack(
    desk: Desk, healthy: Sequence[RawReceiver]
) -> None:
    wall = Wall(clock=system_clock)
    async with hanging(100) as stuck:
        pauses = [await ask(desk, url) for url in (*stuck.urls, *(receiver.url for receiver in healthy))]
        for pause in pauses:
            await desk.do(partial(owe, effect=Release(pause=pause.id), pause=pause, now=system_clock()))
        await decide(desk, pauses)
        async with delivering(desk, wall):
            await until(lambda: all(receiver.knocks for receiver in healthy), seconds=15)
            await ask(desk, stuck.urls[0])
            await wall.until_made("post", 1)
            await until(lambda: stuck.connections == 100, seconds=15)
            stuck.let_go.set()


async def test_no_more_receivers_are_called_at_once_than_a_process_can_bear(desk: Desk) -> None:
    count, at_once = 400, MOST_CALLBACKS + CLAIMS

    def owe_all(uow: UnitOfWork, *, pause: Pause) -> None:
        for number in range(count):
            uow.outbox.add(Release(pause=pause.id), lane=f"callback:{number}", due=system_clock())

    async with hanging(1) as stuck:
        pause = await ask(desk, stuck.urls[0])
        await decide(desk, [pause])
        await desk.do(partial(owe_all, pause=pause))
        wall = Wall(clock=system_clock)
        async with delivering(desk, wall):
            await until(lambda: stuck.connections == PER_RECEIVER)
            after = await ask(desk, stuck.urls[0])
            await until(lambda: after.id in {post.pause for post in wall.made("post")})
            held = await desk.store.read(lambda uow: uow.outbox.listed(dead_only=False, after=EffectId(0), limit=999))
            stuck.let_go.set()

    assert MOST_CALLBACKS <= sum(effect.leased for effect in held) <= at_once
