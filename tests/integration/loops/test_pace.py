"""The relay over a real store, before a wall that notes each call: order, pace, and patience when it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.app import system_clock
from pausepoint_bot.effects import EffectId, Refresh
from pausepoint_bot.pauses import Pause, PauseId
from pausepoint_bot.store import open_store
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.ports import OwedEffect
from pausepoint_bot.usecases.settle import owe
from tests.support.desk import Desk, a_desk
from tests.support.waiting import until
from tests.support.wall import Call, Wall, relaying

INTERVAL = timedelta(milliseconds=20)
NONE = timedelta()


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with a_desk(database_url) as desk:
        yield desk


@pytest.fixture
def wall() -> Wall:
    return Wall(clock=system_clock)


async def ask(desk: Desk, channel: str | None = "#ops", *, seconds: float | None = None) -> Pause:
    asked = OpenPause(title="Delete 42 runs", channel=channel, timeout_seconds=seconds)
    return (await desk.open(asked, now=system_clock())).pause


async def shown(desk: Desk, pause: Pause) -> Pause:
    """Return the pause once the store knows where its message stands."""
    async with asyncio.timeout(10):
        while (found := await desk.get(pause.id)).place is None:
            await asyncio.sleep(0.002)
    return found


async def owe_refresh(desk: Desk, pause: Pause) -> None:
    await desk.do(partial(owe, effect=Refresh(pause=pause.id), pause=pause, now=system_clock()))


async def owed(desk: Desk) -> Sequence[OwedEffect]:
    return await desk.store.read(lambda uow: uow.outbox.listed(dead_only=False, after=EffectId(0), limit=99))


def gaps(calls: list[Call]) -> list[timedelta]:
    return [later.at - earlier.at for earlier, later in pairwise(calls)]


async def test_a_burst_leaves_in_the_order_of_opening_at_the_pace_by_whatever_name(desk: Desk, wall: Wall) -> None:
    async with relaying(desk.store, wall, interval=INTERVAL):
        opened = [await ask(desk, "#ops"), await ask(desk, None)]
        await wall.until_made("post", 2)
        opened += [await ask(desk, ("#ops", None, "C1")[number % 3]) for number in range(30)]
        posts = await wall.until_made("post", 32)

    assert [post.pause for post in posts[2:]] == [pause.id for pause in opened[2:]]
    assert {post.channel for post in posts} == {"C1"}
    assert min(gaps(posts[1:])) >= INTERVAL


async def test_other_channels_do_not_wait_for_a_burst(desk: Desk, wall: Wall) -> None:
    async with relaying(desk.store, wall, interval=timedelta(minutes=5)):
        await ask(desk, "#ops")
        await ask(desk, "#ops")
        await wall.until_made("post", 1)
        elsewhere = await ask(desk, "C2")
        posts = await wall.until_made("post", 2)

    assert posts[1].pause == elsewhere.id


async def test_outcomes_do_not_wait_for_a_burst_of_questions(desk: Desk, wall: Wall) -> None:
    async with relaying(desk.store, wall, interval=timedelta(minutes=5)):
        pause = await shown(desk, await ask(desk))
        await asyncio.gather(*(ask(desk) for _ in range(20)))
        await desk.answer(pause.id, now=system_clock())

        (update,) = await wall.until_made("update", 1)

    assert (update.pause, update.state) == (pause.id, "Decided")
    assert len(wall.made("post")) == 1


async def test_while_a_wait_runs_nothing_else_is_posted_there_and_all_else_goes_on(desk: Desk, wall: Wall) -> None:
    async with relaying(desk.store, wall, interval=NONE):
        before = await shown(desk, await ask(desk, "#ops"))
        wall.patience["post", "C1"] = wait = 0.5
        first = await ask(desk, "#ops")
        await until(lambda: wall.refused != [])
        others = [await ask(desk, name) for name in ("C1", "#ops", "C2")]
        await desk.answer(before.id, now=system_clock())
        await wall.until_made("update", 1)
        posts = await wall.until_made("post", 5)

    here, elsewhere = wall.made("post", "C1")[1:], wall.made("post", "C2")
    end = wall.refused[0].at + timedelta(seconds=wait)
    assert all(post.at >= end for post in here)
    assert elsewhere[0].at < end
    assert wall.made("update")[0].at < end
    assert [post.pause for post in here] == [first.id, others[0].id, others[1].id]
    assert len(posts) == 5


async def test_being_asked_to_wait_counts_as_no_failure(desk: Desk, wall: Wall) -> None:
    wall.patience["post", "C1"] = 30
    async with relaying(desk.store, wall, interval=NONE):
        recorded = asyncio.Event()
        desk.store.subscribe(lambda committed: recorded.set() if committed.owing and wall.refused else None)
        await ask(desk)
        async with asyncio.timeout(10):
            await recorded.wait()

    (waiting,) = await owed(desk)
    assert (waiting.attempts, waiting.error) == (0, "Slack asks for fewer calls")


async def test_a_limit_of_the_whole_workspace_keeps_every_channel_waiting(desk: Desk, wall: Wall) -> None:
    async with relaying(desk.store, wall, interval=NONE):
        here, there = await shown(desk, await ask(desk, "C1")), await shown(desk, await ask(desk, "C2"))
        wall.patience["update", "C1"] = wait = 0.4
        await desk.answer(here.id, now=system_clock())
        await until(lambda: wall.refused != [])
        await desk.answer(there.id, now=system_clock())
        updates = await wall.until_made("update", 2)

    assert all(update.at >= wall.refused[0].at + timedelta(seconds=wait) for update in updates)


async def test_many_changes_of_a_message_are_few_calls_and_the_last_state_wins(desk: Desk, wall: Wall) -> None:
    wall.slow_updates = asyncio.Event()
    async with relaying(desk.store, wall, interval=NONE):
        pause = await shown(desk, await ask(desk))
        await owe_refresh(desk, pause)
        await until(lambda: wall.updates_now == 1)
        await asyncio.gather(*(owe_refresh(desk, pause) for _ in range(50)))
        await desk.answer(pause.id, now=system_clock())
        await asyncio.gather(*(owe_refresh(desk, pause) for _ in range(50)))
        assert wall.updates_now == 1, "two changes of one message never race"
        wall.slow_updates.set()
        await wall.until_made("update", 2)

    assert [update.state for update in wall.made("update")] == ["Waiting", "Decided"]


async def test_a_decision_is_shown_before_an_expiry_and_that_before_progress(desk: Desk, wall: Wall) -> None:
    wall.slow_updates = asyncio.Event()
    async with relaying(desk.store, wall, interval=NONE):
        first, progress, decision = [await shown(desk, await ask(desk)) for _ in range(3)]
        expiring = await shown(desk, await ask(desk, seconds=0.05))
        await until(lambda: expiring.is_past_deadline(system_clock()))
        await owe_refresh(desk, first)
        await until(lambda: wall.updates_now == 1)
        await owe_refresh(desk, progress)
        await desk.do(partial(expire_pauses, now=system_clock()))
        await desk.answer(decision.id, now=system_clock())
        wall.slow_updates.set()
        updates = await wall.until_made("update", 4)

    assert [update.pause for update in updates] == [first.id, decision.id, expiring.id, progress.id]


async def test_changes_of_messages_keep_to_fifty_a_minute(desk: Desk, wall: Wall) -> None:
    interval = timedelta(milliseconds=40)  # a minute is 2.4 s of this
    pauses = [await ask(desk, f"C{number}") for number in range(23)]
    async with relaying(desk.store, wall, interval=interval):
        for pause in pauses:
            await shown(desk, pause)
        await asyncio.gather(*(desk.answer(pause.id, now=system_clock()) for pause in pauses))
        updates = await wall.until_made("update", 23)

    assert updates[-1].at - updates[0].at >= 2 * 12 * interval * 0.8
    assert {update.state for update in updates} == {"Decided"}


async def test_replicas_keep_one_pace_between_them(postgres_url: str, wall: Wall) -> None:
    interval = timedelta(milliseconds=100)
    async with (
        open_store(postgres_url) as one,
        open_store(postgres_url) as other,
        relaying(one, wall, interval=interval),
        relaying(other, wall, interval=interval),
    ):
        desks = [Desk(one), Desk(other)]
        for number in range(12):
            await ask(desks[number % 2], "C1")
        posts = await wall.until_made("post", 12)

    assert min(gaps(posts)) >= interval * 0.95


async def test_a_replica_waits_where_another_was_asked_to(postgres_url: str, wall: Wall) -> None:
    async with open_store(postgres_url) as one, open_store(postgres_url) as other:
        wall.patience["post", "C1"] = wait = 0.5
        async with relaying(one, wall, interval=NONE):
            await ask(Desk(one), "C1")
            await until(lambda: wall.refused != [])
            async with relaying(other, wall, interval=NONE):
                for _ in range(3):
                    await ask(Desk(other), "C1")
                posts = await wall.until_made("post", 4)

    assert all(post.at >= wall.refused[0].at + timedelta(seconds=wait) for post in posts)


async def test_an_effect_whose_pause_is_stored_no_more_is_forgotten(desk: Desk, wall: Wall) -> None:
    orphan = Refresh(pause=PauseId("pau_trimmed"))
    await desk.do(lambda uow: uow.outbox.add(orphan, lane="update:", due=system_clock()))
    async with relaying(desk.store, wall, interval=NONE):
        async with asyncio.timeout(10):
            while await owed(desk):
                await asyncio.sleep(0.01)

    assert wall.calls == []
