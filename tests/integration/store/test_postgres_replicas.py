"""Two processes on one PostgreSQL: whatever happens at one, the other goes on from there at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from pausepoint.wire import CallbackTarget, OpenPause
from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.effects import Announce, Refresh, Release
from pausepoint_bot.loops.sweeper import Sweeper
from pausepoint_bot.pauses import CheckId, CheckState, Expired, ListenerId, Objection, PauseId, Verdict
from pausepoint_bot.store import Conflict, open_store, unit_of_work
from pausepoint_bot.usecases.answer_once import Knock, Reply, answer_once
from pausepoint_bot.usecases.check_answer import Asking, ask_check, look_at_check, mark_slow
from pausepoint_bot.usecases.ports import Committed, Store, UnitOfWork
from pausepoint_bot.usecases.send_effects import claim_effects, next_due, record_done
from pausepoint_bot.usecases.settle import LEASE
from pausepoint_bot.usecases.settle_check import Word, hold_stale_checks, settle_check
from pausepoint_bot.usecases.submit_answer import Accepted, Answer, TooLate
from tests.contract.store.samples import a_pause, an_event, pause_id
from tests.support.desk import Desk, ann
from tests.support.pauses import NOON
from tests.support.waiting import until

LISTENER = "lis_" + "a" * 16
OTHER = "lis_" + "b" * 16
FORM = {"type": "object", "properties": {"approve": {"type": "boolean"}}, "required": ["approve"]}


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Ears:
    """What a replica has heard."""

    heard: list[Committed] = field(default_factory=list)

    def said(self, what: Callable[[Committed], object]) -> bool:
        return any(what(committed) for committed in self.heard)


@pytest.fixture
async def replicas(postgres_url: str) -> AsyncIterator[tuple[Desk, Desk]]:
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(open_store(postgres_url)) for _ in range(2)]
        yield Desk(here), Desk(there)


def listening(store: Store) -> Ears:
    ears = Ears()
    store.subscribe(ears.heard.append)
    return ears


async def test_of_a_hundred_answers_at_both_replicas_exactly_one_decides(replicas: tuple[Desk, Desk]) -> None:
    pause = (await replicas[0].open()).pause

    outcomes = await asyncio.gather(
        *(replicas[number % 2].answer(pause.id, ann(id_=f"U{number}")) for number in range(100))
    )

    assert [type(outcome) for outcome in outcomes].count(Accepted) == 1
    assert [type(outcome) for outcome in outcomes].count(TooLate) == 99
    winner = next(outcome for outcome in outcomes if isinstance(outcome, Accepted))
    assert {str((await desk.get(pause.id)).status) for desk in replicas} == {str(winner.pause.status)}


async def test_of_many_questions_under_one_key_all_replicas_find_the_same_pause(replicas: tuple[Desk, Desk]) -> None:
    asked = OpenPause(title="Deploy?", key="deploy-1", listener=LISTENER)

    opened = await asyncio.gather(*(replicas[number % 2].open(asked) for number in range(20)))

    assert len({one.pause.id for one in opened}) == 1
    assert [one.created for one in opened].count(True) == 1


async def test_a_repeated_request_is_answered_once_whichever_replica_it_reaches(replicas: tuple[Desk, Desk]) -> None:
    def asking(number: int) -> Callable[[UnitOfWork], Reply]:
        knock = Knock(owner="ci", key="same", fingerprint="f")
        return lambda uow: answer_once(uow, knock, lambda: Reply(status=200, body=str(number)), now=NOON)

    replies = await asyncio.gather(*(replicas[number % 2].do(asking(number)) for number in range(30)))

    assert len({reply.body for reply in replies}) == 1


async def test_claims_are_never_shared(replicas: tuple[Desk, Desk]) -> None:
    def owe_all(uow: UnitOfWork) -> None:
        for number in range(200):
            uow.outbox.add(Announce(pause=pause_id(number)), lane=f"slack:C{number}", due=NOON)

    await replicas[0].do(owe_all)

    claimed = await asyncio.gather(*(replicas[n % 2].do(partial(claim_effects, busy=(), now=NOON)) for n in range(20)))

    ids = [claim.id for claims in claimed for claim in claims]
    assert len(ids) == len(set(ids)) == 200


async def test_a_lane_in_which_one_replica_sends_is_left_alone_by_the_others(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas

    def owe(number: int, lane: str) -> Callable[[UnitOfWork], None]:
        return lambda uow: uow.outbox.add(Refresh(pause=pause_id(number)), lane=lane, due=NOON)

    await here.do(owe(1, "slack:C1"))
    (under_way,) = await here.owed()
    await there.do(owe(1, "slack:C1"))
    await there.do(owe(2, "slack:C2"))

    assert [claim.effect for claim in await there.owed()] == [Refresh(pause=pause_id(2))]
    assert await there.store.read(partial(next_due, busy=("slack:C2",))) == NOON + LEASE

    await here.do(partial(record_done, claim=under_way, now=NOON))
    assert [claim.effect for claim in await there.owed()] == [Refresh(pause=pause_id(1))]


async def test_a_lane_is_free_again_when_all_leases_of_a_dead_replica_have_ended(replicas: tuple[Desk, Desk]) -> None:
    dead, alive = replicas
    for seconds in (0, 1):
        until_ = NOON + LEASE + timedelta(seconds=seconds)
        await dead.do(
            lambda uow, until_=until_: uow.outbox.add(
                Release(pause=pause_id(1)), lane="callback:a", due=NOON, lease_until=until_
            )
        )

    assert await alive.owed(later=LEASE) == []
    due = await alive.store.read(partial(next_due, busy=()))
    assert due == NOON + LEASE + timedelta(seconds=1)
    assert len(await alive.owed(later=due - NOON)) == 2


async def test_of_many_claimers_at_once_only_one_replica_sends_in_a_lane(replicas: tuple[Desk, Desk]) -> None:
    def owe_all(uow: UnitOfWork) -> None:
        for number in range(40):
            uow.outbox.add(Announce(pause=pause_id(number)), lane=f"slack:C{number % 4}", due=NOON)

    await replicas[0].do(owe_all)

    both = await asyncio.gather(*(desk.do(partial(claim_effects, busy=(), now=NOON)) for desk in replicas))

    lanes = [{claim.lane for claim in claims} for claims in both]
    assert lanes[0].isdisjoint(lanes[1])
    assert len(lanes[0] | lanes[1]) == 4


async def test_a_refresh_owed_while_another_replica_claims_one_is_not_lost(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    owe = Refresh(pause=pause_id(1))

    def owing(uow: UnitOfWork) -> None:
        uow.outbox.add(owe, lane="slack:C1", due=NOON)

    for _ in range(10):
        await here.do(owing)
        _, claimed = await asyncio.gather(here.do(owing), there.do(partial(claim_effects, busy=(), now=NOON)))
        for claim in claimed:
            await there.do(partial(record_done, claim=claim, now=NOON))
        rest = await there.owed()
        for claim in rest:
            await there.do(partial(record_done, claim=claim, now=NOON))

        # It joined the one that was owed, which was claimed later; or it came after the claim and is owed once more.
        assert 1 <= len(claimed) + len(rest) <= 2
        assert not await there.owed(later=LEASE)


async def test_seq_rises_without_a_gap_however_many_replicas_append(replicas: tuple[Desk, Desk]) -> None:
    def appending(number: int) -> Callable[[UnitOfWork], None]:
        def work(uow: UnitOfWork) -> None:
            for listener in (LISTENER, OTHER) if number % 2 else (OTHER, LISTENER):
                uow.events.append(ListenerId(listener), an_event(number))
            if number % 7 == 0:
                raise LookupError(number)

        return work

    seen: list[int] = []

    async def follow() -> None:
        while len(seen) < 84:
            seen.extend(event.seq for event in await replicas[1].events(LISTENER, after=seen[-1] if seen else 0))

    writes = (replicas[number % 2].do(appending(number)) for number in range(99))
    await asyncio.wait_for(asyncio.gather(follow(), *writes, return_exceptions=True), timeout=30)

    assert seen == list(range(1, len(seen) + 1))
    assert [event.seq for event in await replicas[0].events(OTHER)] == list(range(1, 85))


async def test_a_poll_at_one_replica_hears_within_moments_what_another_committed(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    hub = FeedHub(here.store, utc_now)
    pause = (await there.open(OpenPause(title="Delete?", listener=LISTENER), owner="ci")).pause
    loop, took = asyncio.get_running_loop(), []

    after = 0
    for _ in range(5):
        poll = asyncio.ensure_future(hub.next_events(ListenerId(LISTENER), after=after, wait=10, owner="ci"))
        await until(lambda: hub.waiting == 1)
        await asyncio.sleep(0.02)  # let the poll's first read be over: it must be woken, not find it
        began = loop.time()
        await there.do(lambda uow: uow.events.append(ListenerId(LISTENER), an_event(1)))
        (event,) = await poll
        took.append(loop.time() - began)
        after = event.seq

    assert pause.listeners == (LISTENER,)
    assert min(took) < 0.25, took


async def test_one_replica_hears_of_all_that_another_may_be_waiting_for(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    own, heard = listening(here.store), listening(there.store)
    callback = CallbackTarget(url="http://127.0.0.1:1/", secret="whsec_" + "A" * 40)
    asked = OpenPause(title="Delete?", listener=LISTENER, callback=callback, timeout_seconds=60)

    pause = (await here.open(asked)).pause
    await here.answer(pause.id)
    await until(lambda: heard.said(lambda committed: committed.listeners))

    assert heard.heard[0] == Committed(owing=True, deadlines=True)
    assert heard.said(lambda committed: committed.listeners == {LISTENER})
    assert not heard.said(lambda committed: committed.claims or committed.events)
    assert [len(committed.claims) for committed in own.heard] == [0, 1]


async def test_a_replica_does_not_hear_itself_twice(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    own, others = listening(here.store), listening(there.store)

    await here.do(lambda uow: uow.events.append(ListenerId(LISTENER), an_event(1)))
    await there.do(lambda uow: uow.events.append(ListenerId(OTHER), an_event(1)))
    await until(lambda: own.said(lambda committed: OTHER in committed.listeners))

    assert [committed.listeners for committed in own.heard] == [{LISTENER}, {OTHER}]
    assert len(others.heard) == 2


async def test_news_of_hundreds_of_listeners_arrives_whole(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    ears = listening(there.store)
    listeners = {f"lis_{number:040d}" for number in range(500)}

    def tell_all(uow: UnitOfWork) -> None:
        uow.outbox.add(Announce(pause=pause_id(1)), lane="slack:C", due=NOON)
        for listener in listeners:
            uow.events.append(ListenerId(listener), an_event(1))

    await here.do(tell_all)
    await until(lambda: len(ears.heard) == 7)

    assert {listener for committed in ears.heard for listener in committed.listeners} == listeners
    assert [committed.owing for committed in ears.heard].count(True) == 1


async def test_a_failing_work_is_not_heard_of_anywhere(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    ears = listening(there.store)

    def fail(uow: UnitOfWork) -> None:
        uow.events.append(ListenerId(LISTENER), an_event(1))
        raise LookupError

    with pytest.raises(LookupError):
        await here.do(fail)
    await here.do(lambda uow: uow.events.append(ListenerId(OTHER), an_event(1)))
    await until(lambda: bool(ears.heard))

    assert [committed.listeners for committed in ears.heard] == [{OTHER}]


async def test_a_command_beside_the_replicas_is_heard_by_them(replicas: tuple[Desk, Desk], postgres_url: str) -> None:
    ears = [listening(desk.store) for desk in replicas]

    def run_command() -> None:
        with unit_of_work(postgres_url) as uow:
            uow.outbox.add(Announce(pause=pause_id(1)), lane="slack:C", due=NOON)

    await asyncio.to_thread(run_command)
    await until(lambda: all(each.heard for each in ears))

    assert [each.heard for each in ears] == [[Committed(owing=True)]] * 2


async def test_a_deadline_opened_at_one_replica_is_kept_by_the_sweeper_of_another(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    sweeper = Sweeper(there.store, utc_now)
    ears = listening(here.store)
    sweeping = asyncio.ensure_future(sweeper.run())

    opened = await here.open(OpenPause(title="Now?", listener=LISTENER, timeout_seconds=1), now=utc_now())
    await until(lambda: ears.said(lambda committed: LISTENER in committed.listeners and not committed.events))
    sweeper.stop()
    await sweeping

    assert isinstance((await here.get(opened.pause.id)).status, Expired)
    assert [event.type for event in await here.events(LISTENER)] == ["expired"]


async def test_two_sweepers_expire_each_pause_once(replicas: tuple[Desk, Desk]) -> None:
    past = NOON - timedelta(days=1)
    ids = [
        (await replicas[0].open(OpenPause(title="Late", listener=LISTENER, timeout_seconds=1), now=past)).pause.id
        for _ in range(50)
    ]
    sweepers = [Sweeper(desk.store, utc_now) for desk in replicas]
    running = [asyncio.ensure_future(sweeper.run()) for sweeper in sweepers]

    async def all_told() -> list[PauseId]:
        while len(told := [event.pause for event in await replicas[0].events(LISTENER)]) < 50:
            await asyncio.sleep(0.01)
        return told

    told = await asyncio.wait_for(all_told(), timeout=20)
    for sweeper in sweepers:
        sweeper.stop()
    await asyncio.gather(*running)

    assert sorted(told) == sorted(ids)


def asking(number: int) -> Asking:
    return Asking(
        check=CheckId(f"chk_{number}"), actor=ann(), answer=Answer(verdict=Verdict.ANSWERED, values={"approve": True})
    )


async def ask(desk: Desk, number: int) -> PauseId:
    asked = OpenPause(title="Checked", schema=FORM, check=True, listener=LISTENER)
    pause = (await desk.open(asked)).pause
    await desk.do(partial(ask_check, pause_id=pause.id, asking=asking(number), now=NOON))
    return pause.id


async def test_a_check_settled_at_one_replica_is_heard_at_the_one_that_waits(replicas: tuple[Desk, Desk]) -> None:
    here, there = replicas
    ears = listening(here.store)
    pause = await ask(here, 1)

    await there.do(partial(settle_check, pause_id=pause, check_id=CheckId("chk_1"), word=Word(owner="flows"), now=NOON))
    await until(lambda: ears.said(lambda committed: "chk_1" in committed.checks))

    assert isinstance(await here.store.read(partial(look_at_check, check_id=CheckId("chk_1"))), Accepted)


@pytest.mark.parametrize("objections", [(), (Objection(pointer="/approve", message="no"),)], ids=["taken", "refused"])
async def test_the_flows_word_is_never_lost_to_what_happens_at_another_replica(
    replicas: tuple[Desk, Desk], objections: tuple[Objection, ...]
) -> None:
    here, there = replicas
    late = NOON + timedelta(minutes=5)
    for number in range(10):
        pause, check = await ask(here, number), CheckId(f"chk_{number}")
        word = Word(owner="flows", objections=objections)

        await asyncio.gather(
            here.do(partial(settle_check, pause_id=pause, check_id=check, word=word, now=late)),
            there.do(partial(mark_slow, check_id=check)),
            there.do(partial(hold_stale_checks, now=late)),
        )

        settled = await here.store.read(lambda uow, check=check: uow.checks.get(check))
        assert settled is not None
        assert settled.state is (CheckState.REFUSED if objections else CheckState.ACCEPTED)


async def test_what_can_never_be_stored_is_a_conflict_and_not_tried_for_ever(replicas: tuple[Desk, Desk]) -> None:
    await replicas[0].do(lambda uow: uow.pauses.add(a_pause(1, key="k")))

    with pytest.raises(Conflict):
        await replicas[1].do(lambda uow: uow.pauses.add(a_pause(2, key="k")))
