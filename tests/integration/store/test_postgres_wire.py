"""The wire to the database is cut under load, or a pooler stands in between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from pausepoint.wire import OpenPause
from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.pauses import Decided, ListenerId, PauseId, Verdict
from pausepoint_bot.store import StoreFailed, open_store
from pausepoint_bot.usecases.submit_answer import Accepted, Answer, Repeated
from tests.support.desk import Desk, ann
from tests.support.postgres_proxy import a_wire

LISTENER = ListenerId("lis_" + "a" * 16)
AWAY_SECONDS = 1.5
SUBMISSIONS = 80


def utc_now() -> datetime:
    return datetime.now(UTC)


async def submitted(desk: Desk, pause: PauseId, number: int) -> int:
    """Submit until it is acknowledged, as people do; return how often it was refused before."""
    answer = Answer(verdict=Verdict.ANSWERED, values={"n": number})
    for refused in range(10_000):
        with suppress(StoreFailed):
            outcome = await desk.answer(pause, ann(), answer)
            assert isinstance(outcome, Accepted | Repeated)
            return refused
        await asyncio.sleep(0.02)
    raise TimeoutError


async def followed(hub: FeedHub, wanted: int) -> list[PauseId]:
    """Follow the feed as a flow's process does, and return the pauses it tells of, in order."""
    told: list[PauseId] = []
    seq = 0
    while len(told) < wanted:
        try:
            events = await hub.next_events(LISTENER, after=seq, wait=30, owner="flows")
        except StoreFailed:
            await asyncio.sleep(0.05)
            continue
        assert [event.seq for event in events] == list(range(seq + 1, seq + 1 + len(events)))
        told += [PauseId(event.pause) for event in events]
        seq += len(events)
    return told


@pytest.mark.timeout(90)
async def test_what_is_submitted_while_the_database_is_cut_off_is_stored_or_refused_and_told_once(
    postgres_url: str,
) -> None:
    async with a_wire(postgres_url) as wire, open_store(wire.url) as store, asyncio.timeout(60):
        desk, hub = Desk(store), FeedHub(store, utc_now)
        opened = [await desk.open(OpenPause(title="Deploy?", listener=LISTENER)) for _ in range(SUBMISSIONS)]
        pauses = [each.pause.id for each in opened]
        feed = asyncio.ensure_future(followed(hub, SUBMISSIONS))
        some, rest = pauses[:20], pauses[20:]
        answers = [asyncio.ensure_future(submitted(desk, pause, n)) for n, pause in enumerate(some)]
        await answers[0]

        wire.cut()
        answers += [asyncio.ensure_future(submitted(desk, pause, 20 + n)) for n, pause in enumerate(rest)]
        await asyncio.sleep(AWAY_SECONDS)
        assert await store.trouble() is not None
        wire.mend()
        refused = await asyncio.gather(*answers)

        assert max(refused) > 0
        assert sorted(await feed) == sorted(pauses)
        for number, pause in enumerate(pauses):
            status = (await desk.get(pause)).status
            assert isinstance(status, Decided)
            assert status.decision.values == {"n": number}
        assert await store.trouble() is None


def warnings(logs) -> Iterator[str]:
    return (entry["event"] for entry in logs if entry["log_level"] == "warning")


@pytest.mark.parametrize("pools", [True, False], ids=["pooler", "plain wire"])
async def test_a_pooler_that_loses_notifications_is_named_in_one_line(postgres_url: str, *, pools: bool) -> None:
    with capture_logs() as logs:
        async with a_wire(postgres_url, pools=pools) as wire, open_store(wire.url) as store:
            await Desk(store).open()
            if pools:
                async with asyncio.timeout(20):
                    while not logs:
                        await asyncio.sleep(0.02)

    assert ["a pooler stands in between" in said for said in warnings(logs)] == ([True] if pools else [])
