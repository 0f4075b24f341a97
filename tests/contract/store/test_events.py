"""What a store promises of the listeners' feeds."""

from __future__ import annotations

import asyncio

from pausepoint.wire import CheckRequest, Event, EventData
from pausepoint_bot.pauses import ListenerId
from pausepoint_bot.usecases.ports import Committed, Store, UnitOfWork
from tests.contract.store.conftest import Opener
from tests.contract.store.samples import LISTENER, NOW, an_event

OTHER = ListenerId("lis_0000000000000002")


async def append(store: Store, *events: Event, listener: ListenerId = LISTENER) -> None:
    def work(uow: UnitOfWork) -> None:
        for event in events:
            uow.events.append(listener, event)

    await store.write(work)


async def feed(store: Store, *, after: int = 0, limit: int = 1000, listener: ListenerId = LISTENER) -> list[Event]:
    return list(await store.read(lambda uow: uow.events.after(listener, after, limit)))


async def bind(store: Store, owner: str, listener: ListenerId = LISTENER) -> bool:
    return await store.write(lambda uow: uow.events.bind(listener, owner=owner, now=NOW))


async def test_a_listener_belongs_to_its_first_token(store: Store) -> None:
    assert await bind(store, "ci")
    assert await bind(store, "ci")
    assert not await bind(store, "other")
    assert await bind(store, "other", OTHER)


async def test_a_listener_that_had_news_before_it_was_bound_can_be_bound(store: Store) -> None:
    await append(store, an_event(1))

    assert await bind(store, "ci")
    assert not await bind(store, "other")
    assert [event.seq for event in await feed(store)] == [1]


async def test_events_come_in_order_with_their_seq(store: Store) -> None:
    await bind(store, "ci")
    await append(store, an_event(1), an_event(2))
    await append(store, an_event(3), listener=OTHER)
    await append(store, an_event(4))

    mine, others = await feed(store), await feed(store, listener=OTHER)

    assert mine == [an_event(n).model_copy(update={"seq": seq}) for seq, n in ((1, 1), (2, 2), (3, 4))]
    assert others == [an_event(3).model_copy(update={"seq": 1})]


async def test_an_event_comes_back_as_it_was_appended(store: Store) -> None:
    values = {"z": 10**40, "a": 0.1 + 0.2, "text": "NUL \0, half a pair \ud83d", "none": None}
    event = an_event()
    data = EventData(pause=event.data.pause, check=CheckRequest(check="chk_1", values=values))

    await append(store, event.model_copy(update={"type": "check", "data": data}))

    (found,) = await feed(store)
    assert found.data == data
    assert list(found.data.check.values) == ["z", "a", "text", "none"]


async def test_a_feed_is_read_from_where_the_listener_stands(store: Store) -> None:
    await append(store, *(an_event(n) for n in range(10)))

    assert [event.seq for event in await feed(store, after=7)] == [8, 9, 10]
    assert [event.seq for event in await feed(store, after=2, limit=3)] == [3, 4, 5]
    assert await feed(store, after=10) == []


async def test_acknowledged_events_are_gone_and_their_seq_is_not_used_again(store: Store) -> None:
    await append(store, an_event(1), an_event(2), an_event(3))

    await store.write(lambda uow: uow.events.acknowledge(LISTENER, 2))
    assert [event.seq for event in await feed(store)] == [3]

    await store.write(lambda uow: uow.events.acknowledge(LISTENER, 3))
    await append(store, an_event(4))
    assert [event.seq for event in await feed(store)] == [4]


async def test_who_has_read_further_than_a_restored_backup_misses_nothing_that_follows(store: Store) -> None:
    await append(store, an_event(1), an_event(2))

    await store.write(lambda uow: uow.events.acknowledge(LISTENER, 40))
    await append(store, an_event(3))

    assert [event.seq for event in await feed(store, after=40)] == [41]


async def test_no_acknowledgement_keeps_events_from_being_appended(store: Store) -> None:
    await append(store, an_event(1))

    await store.write(lambda uow: uow.events.acknowledge(LISTENER, 2**63 - 1))
    await append(store, an_event(2))

    assert len(await feed(store)) == 1


async def test_acknowledging_touches_no_other_feed(store: Store) -> None:
    await append(store, an_event(1))
    await append(store, an_event(2), listener=OTHER)

    await store.write(lambda uow: uow.events.acknowledge(LISTENER, 10))

    assert len(await feed(store, listener=OTHER)) == 1


async def test_seq_rises_without_a_gap_however_many_append_at_once(store: Store) -> None:
    def appending(number: int):
        def work(uow: UnitOfWork) -> None:
            uow.events.append(LISTENER, an_event(number))
            if number % 5 == 0:
                raise LookupError(number)

        return work

    await asyncio.gather(*(store.write(appending(number)) for number in range(100)), return_exceptions=True)

    assert [event.seq for event in await feed(store)] == list(range(1, 81))


async def test_seq_goes_on_after_a_restart(opener: Opener) -> None:
    async with opener() as store:
        await append(store, an_event(1), an_event(2))
        await store.write(lambda uow: uow.events.acknowledge(LISTENER, 2))

    async with opener() as store:
        await append(store, an_event(3))

        assert [event.seq for event in await feed(store)] == [3]


async def test_the_listeners_with_news_are_told(store: Store) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)

    def work(uow: UnitOfWork) -> None:
        uow.events.append(LISTENER, an_event(1))
        uow.events.append(OTHER, an_event(1))
        uow.events.append(OTHER, an_event(2))

    await store.write(work)
    await store.write(lambda uow: uow.events.acknowledge(OTHER, 1))

    assert heard == [Committed(listeners=frozenset({LISTENER, OTHER}))]


async def test_the_events_themselves_are_told_with_their_seq(store: Store) -> None:
    await append(store, an_event(1))
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await append(store, an_event(2), an_event(3))

    told = [told for committed in heard for told in committed.events]
    assert told == [(LISTENER, event) for event in await feed(store, after=1)]
    assert [event.seq for _, event in told] == [2, 3]
