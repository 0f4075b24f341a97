"""What a store promises of its transactions, whichever database is behind it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pausepoint_bot.effects import Claim, Refresh, Release
from pausepoint_bot.pauses import PauseId, Waiting, move
from pausepoint_bot.usecases.ports import Committed, PauseFilter, Store, UnitOfWork
from tests.contract.store.conftest import Opener
from tests.contract.store.samples import LISTENER, NOW, SECOND, a_pause, a_vote, an_event, decided, pause_id


class Refusal(Exception):
    """What a use case raises to take everything back."""


def claim_all(uow: UnitOfWork) -> Sequence[Claim]:
    return uow.outbox.claim(now=NOW, lease_until=NOW + SECOND, busy=(), limit=1000, per_lane=1000)


def decide(uow: UnitOfWork, pause: PauseId, approver: str) -> str:
    """Decide the pause if it waits; return who decided it."""
    found = uow.pauses.get(pause)
    assert found is not None
    if isinstance(found.status, Waiting):
        vote = a_vote(approver)
        uow.pauses.add_vote(pause, vote)
        uow.pauses.save(move(found, decided(vote)))
        uow.outbox.add(Release(pause=pause), lane="callback:a", due=NOW)
        return approver
    return found.status.decision.by[0].id  # type: ignore[union-attr]  # nothing else ends it here


async def test_a_decision_and_its_effect_are_stored_together(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause()))

    await store.write(lambda uow: decide(uow, pause_id(1), "U1"))

    found = await store.read(lambda uow: uow.pauses.get(pause_id(1)))
    assert found is not None
    assert found.status == decided(a_vote("U1"))
    assert [claim.effect for claim in await store.write(claim_all)] == [Release(pause=pause_id(1))]


async def test_a_failing_work_leaves_nothing(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause()))
    heard: list[Committed] = []
    store.subscribe(heard.append)

    def decide_and_fail(uow: UnitOfWork) -> None:
        decide(uow, pause_id(1), "U1")
        uow.events.append(LISTENER, an_event())
        uow.outbox.add(Refresh(pause=pause_id(1)), lane="slack:C", due=NOW, lease_until=NOW + SECOND)
        raise Refusal

    with pytest.raises(Refusal):
        await store.write(decide_and_fail)

    found = await store.read(lambda uow: uow.pauses.get(pause_id(1)))
    assert found == a_pause()
    assert await store.read(lambda uow: uow.pauses.votes(pause_id(1))) == []
    assert await store.read(lambda uow: uow.events.after(LISTENER, 0, 10)) == []
    assert await store.write(claim_all) == []
    assert heard == []


async def test_a_failing_work_takes_no_other_with_it(store: Store) -> None:
    def add(number: int) -> None:
        pause = a_pause(number)

        def work(uow: UnitOfWork) -> None:
            uow.pauses.add(pause)
            if number % 3 == 0:
                raise Refusal

        return store.write(work)

    outcomes = await asyncio.gather(*(add(number) for number in range(30)), return_exceptions=True)

    refused = {number for number, outcome in enumerate(outcomes) if isinstance(outcome, Refusal)}
    kept = await store.read(lambda uow: uow.pauses.list(PauseFilter(limit=100)))
    assert refused == {number for number in range(30) if number % 3 == 0}
    assert {pause.id for pause in kept} == {pause_id(number) for number in range(30) if number % 3}


async def test_of_many_who_decide_at_once_one_does(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause()))

    def deciding(approver: str):
        return lambda uow: decide(uow, pause_id(1), approver)

    deciders = await asyncio.gather(*(store.write(deciding(f"U{number}")) for number in range(50)))

    assert len(set(deciders)) == 1
    assert len(await store.read(lambda uow: uow.pauses.votes(pause_id(1)))) == 1
    assert len(await store.write(claim_all)) == 1


async def test_write_returns_what_the_work_returned(store: Store) -> None:
    assert await store.write(lambda _: "done") == "done"
    assert await store.read(lambda _: "read") == "read"


async def test_a_stray_stop_iteration_does_not_hang_its_caller(store: Store) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(store.write(lambda _: next(iter(()))), timeout=10)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(store.read(lambda _: next(iter(()))), timeout=10)


async def test_subscribers_hear_of_what_was_committed_and_only_that(store: Store) -> None:
    first: list[Committed] = []
    second: list[Committed] = []
    store.subscribe(first.append)
    store.subscribe(second.append)

    def work(uow: UnitOfWork) -> None:
        uow.pauses.add(a_pause(deadline=NOW + SECOND))
        uow.events.append(LISTENER, an_event())
        uow.outbox.add(Release(pause=pause_id(1)), lane="callback:a", due=NOW, lease_until=NOW + SECOND)

    await store.write(work)
    await store.write(lambda uow: uow.outbox.add(Refresh(pause=pause_id(1)), lane="slack:C", due=NOW))
    await store.write(lambda uow: uow.pauses.get(pause_id(1)))

    one, two = first
    assert [(claim.effect, claim.lane, claim.lease_until) for claim in one.claims] == [
        (Release(pause=pause_id(1)), "callback:a", NOW + SECOND)
    ]
    assert replace(one, claims=()) == Committed(listeners=frozenset({LISTENER}), deadlines=True)
    assert two == Committed(owing=True)
    assert second == first


async def test_a_subscriber_that_fails_keeps_the_news_from_nobody(store: Store) -> None:
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context["exception"]))
    heard: list[Committed] = []

    def fail(_: Committed) -> None:
        raise Refusal

    store.subscribe(fail)
    store.subscribe(heard.append)

    await store.write(lambda uow: uow.events.append(LISTENER, an_event()))

    assert [committed.listeners for committed in heard] == [frozenset({LISTENER})]
    assert [type(failure) for failure in failures] == [Refusal]


async def test_reads_go_on_while_a_write_is_under_way(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause(1)))
    writing, finish = threading.Event(), threading.Event()

    def write_slowly(uow: UnitOfWork) -> None:
        uow.pauses.add(a_pause(2))
        writing.set()
        assert finish.wait(10)

    slow = asyncio.gather(store.write(write_slowly))
    await asyncio.to_thread(writing.wait, 10)

    seen = await asyncio.wait_for(store.read(lambda uow: uow.pauses.list(PauseFilter())), timeout=10)
    finish.set()
    await slow

    assert [pause.id for pause in seen] == [pause_id(1)]
    assert len(await store.read(lambda uow: uow.pauses.list(PauseFilter()))) == 2


async def test_a_read_sees_one_moment(store: Store) -> None:
    started, goes_on = threading.Event(), threading.Event()

    def read_twice(uow: UnitOfWork) -> tuple[int, int]:
        before = len(uow.pauses.list(PauseFilter()))
        started.set()
        assert goes_on.wait(10)
        return before, len(uow.pauses.list(PauseFilter()))

    reading = asyncio.gather(store.read(read_twice))
    await asyncio.to_thread(started.wait, 10)
    await store.write(lambda uow: uow.pauses.add(a_pause()))
    goes_on.set()

    assert await reading == [(0, 0)]


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match="database"):
        await store.read(lambda uow: uow.pauses.add(a_pause()))

    assert await store.read(lambda uow: uow.pauses.get(pause_id(1))) is None


async def test_a_cancelled_caller_neither_loses_nor_doubles_what_others_write(store: Store) -> None:
    blocked, goes_on = threading.Event(), threading.Event()

    def block(_: UnitOfWork) -> None:
        blocked.set()
        assert goes_on.wait(10)

    def adding(number: int):
        return lambda uow: uow.pauses.add(a_pause(number))

    async with asyncio.TaskGroup() as group:
        group.create_task(store.write(block))
        await asyncio.to_thread(blocked.wait, 10)
        tasks = [group.create_task(store.write(adding(number))) for number in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        goes_on.set()

    kept = await store.read(lambda uow: uow.pauses.list(PauseFilter(limit=100)))
    assert [task.cancelled() for task in tasks] == [True, False] * 10
    assert {pause_id(number) for number in range(1, 20, 2)} <= {pause.id for pause in kept}
    assert len({pause.id for pause in kept}) == len(kept)


async def test_closing_finishes_what_was_handed_over(opener: Opener) -> None:
    def adding(number: int):
        return lambda uow: uow.pauses.add(a_pause(number))

    async with asyncio.TaskGroup() as group, opener() as store:
        tasks = [group.create_task(store.write(adding(number))) for number in range(300)]
        await asyncio.sleep(0)

    async with opener() as reopened:
        kept = await reopened.read(lambda uow: uow.pauses.list(PauseFilter(limit=1000)))
    assert len(kept) == len(tasks)


async def test_a_closed_store_says_so(opener: Opener) -> None:
    async with opener() as store:
        pass

    with pytest.raises(Exception, match="closed"):
        await store.write(lambda _: None)
    with pytest.raises(Exception, match="closed"):
        await store.read(lambda _: None)
