"""What a store promises of pauses and votes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pausepoint_bot.pauses import (
    Callback,
    Cancelled,
    Expired,
    Failed,
    ListenerId,
    Pause,
    Place,
    Verdict,
    move,
)
from pausepoint_bot.usecases.ports import Committed, PauseFilter, Store, UnitOfWork
from tests.contract.store.samples import LISTENER, NOW, SECOND, a_pause, a_vote, decided, pause_id


async def add(store: Store, *pauses: Pause) -> None:
    def work(uow: UnitOfWork) -> None:
        for pause in pauses:
            uow.pauses.add(pause)

    await store.write(work)


async def save(store: Store, pause: Pause) -> None:
    await store.write(lambda uow: uow.pauses.save(pause))


async def get(store: Store, number: int = 1) -> Pause | None:
    return await store.read(lambda uow: uow.pauses.get(pause_id(number)))


async def test_a_pause_comes_back_as_it_was_stored(store: Store) -> None:
    pause = replace(
        a_pause(
            key="nightly",
            preview="snowman \u2603, NUL \0, half a pair \ud83d",
            schema={"z": 1, "a": {"big": 10**40, "float": 0.1 + 0.2, "minus": -0.0, "list": [None, True]}},
            initial={"notes": ""},
            deadline=NOW + timedelta(microseconds=1),
        ),
        listeners=(LISTENER, ListenerId("lis_2")),
        callback=Callback(url="http://127.0.0.1:1/x", secret="whsec_x"),
        place=Place(channel="C1", ts="1.000100", permalink=None),
    )

    await add(store, pause)

    found = await get(store)
    assert found == pause
    assert list(found.question.schema) == ["z", "a"]


async def test_an_unknown_pause_is_none(store: Store) -> None:
    assert await get(store, 404) is None


@pytest.mark.parametrize(
    "status",
    [
        decided(a_vote(verdict=Verdict.REJECTED, reason="no")),
        Expired(at=NOW),
        Cancelled(reason="superseded", at=NOW),
        Failed(code="channel_not_found", detail="invite the bot", at=NOW),
    ],
    ids=lambda status: type(status).__name__,
)
async def test_save_keeps_how_a_pause_ended(store: Store, status) -> None:
    await add(store, a_pause())
    ended = replace(
        move(a_pause(), status),
        place=Place(channel="C1", ts="1.0", permalink="https://x.slack.com/1"),
        listeners=(LISTENER,),
        callback=Callback(url="https://flow.example/", secret="whsec_x"),
    )

    await save(store, ended)

    assert await get(store) == ended


async def test_saving_what_was_never_added_is_an_error(store: Store) -> None:
    with pytest.raises(LookupError, match=pause_id(1)):
        await save(store, a_pause())


async def test_waiting_and_decided_pauses_hold_their_key(store: Store) -> None:
    waiting, answered = a_pause(1, key="a"), a_pause(2, key="b")
    await add(store, waiting, answered)
    await save(store, move(answered, decided(a_vote())))

    def holders(uow: UnitOfWork) -> list[Pause | None]:
        return [uow.pauses.holding_key(owner="ci", flow="cleanup", key=key) for key in ("a", "b", "c")]

    assert await store.read(holders) == [waiting, move(answered, decided(a_vote())), None]


@pytest.mark.parametrize(
    "status", [Expired(at=NOW), Cancelled(reason="superseded", at=NOW), Failed(code="x", detail="y", at=NOW)]
)
async def test_a_pause_that_ended_otherwise_gives_its_key_back(store: Store, status) -> None:
    await add(store, a_pause(1, key="nightly"))
    await save(store, move(a_pause(1, key="nightly"), status))

    await add(store, a_pause(2, key="nightly"))

    holder = await store.read(lambda uow: uow.pauses.holding_key(owner="ci", flow="cleanup", key="nightly"))
    assert holder == a_pause(2, key="nightly")


async def test_a_key_belongs_to_its_token_and_flow(store: Store) -> None:
    await add(
        store,
        a_pause(1, key="k"),
        a_pause(2, key="k", owner="other"),
        a_pause(3, key="k", flow="other"),
        a_pause(4, key="k", flow=None),
    )

    def holder(uow: UnitOfWork) -> list[Pause | None]:
        wanted = [("ci", "cleanup"), ("other", "cleanup"), ("ci", "other"), ("ci", None), ("other", None)]
        return [uow.pauses.holding_key(owner=owner, flow=flow, key="k") for owner, flow in wanted]

    found = await store.read(holder)
    assert [pause and pause.id for pause in found] == [pause_id(1), pause_id(2), pause_id(3), pause_id(4), None]


@pytest.mark.parametrize("flow", ["cleanup", None])
async def test_of_many_pauses_with_one_key_only_one_is_stored(store: Store, flow: str | None) -> None:
    outcomes = await asyncio.gather(
        *(add(store, a_pause(number, key="nightly", flow=flow)) for number in range(20)), return_exceptions=True
    )

    kept = await store.read(lambda uow: uow.pauses.list(PauseFilter()))
    assert len(kept) == 1
    assert sum(outcome is None for outcome in outcomes) == 1


async def test_pauses_without_a_key_never_collide(store: Store) -> None:
    await add(store, *(a_pause(number) for number in range(5)))

    assert len(await store.read(lambda uow: uow.pauses.list(PauseFilter()))) == 5


async def test_due_pauses_come_oldest_deadline_first(store: Store) -> None:
    later, sooner = a_pause(1, deadline=NOW), a_pause(2, deadline=NOW - SECOND)
    ended = a_pause(3, deadline=NOW - SECOND)
    await add(store, later, sooner, ended, a_pause(4, deadline=NOW + timedelta(microseconds=1)), a_pause(5))
    await save(store, move(ended, Expired(at=NOW)))

    assert await store.read(lambda uow: uow.pauses.due(NOW, 10)) == [sooner, later]
    assert await store.read(lambda uow: uow.pauses.due(NOW, 1)) == [sooner]


async def test_the_next_deadline_is_that_of_a_waiting_pause(store: Store) -> None:
    assert await store.read(lambda uow: uow.pauses.next_deadline()) is None
    await add(store, a_pause(1), a_pause(2, deadline=NOW), a_pause(3, deadline=NOW + SECOND))
    assert await store.read(lambda uow: uow.pauses.next_deadline()) == NOW

    await save(store, move(a_pause(2, deadline=NOW), Expired(at=NOW)))

    assert await store.read(lambda uow: uow.pauses.next_deadline()) == NOW + SECOND


async def test_deadlines_are_told_when_they_begin_and_cease_to_run(store: Store) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)
    timed = a_pause(1, deadline=NOW)

    await add(store, timed)
    await add(store, a_pause(2))
    await store.write(lambda uow: uow.pauses.save(move(uow.pauses.get(timed.id), Expired(at=NOW))))

    assert heard == [Committed(deadlines=True), Committed(deadlines=True)]


async def test_a_save_that_leaves_the_deadline_running_is_no_news(store: Store) -> None:
    await add(store, a_pause(1, deadline=NOW))
    heard: list[Committed] = []
    store.subscribe(heard.append)

    def place_it(uow: UnitOfWork) -> None:
        uow.pauses.save(replace(uow.pauses.get(pause_id(1)), place=Place(channel="C1", ts="1.0", permalink=None)))

    await store.write(place_it)

    assert heard == []


async def test_pauses_are_listed_newest_first_page_by_page(store: Store) -> None:
    same_moment = [a_pause(number, opened_at=NOW) for number in (4, 5, 6)]
    await add(store, a_pause(1), a_pause(3), a_pause(2), *same_moment)

    pages, before = [], None
    while True:
        wanted = PauseFilter(before=before, limit=2)
        page = await store.read(lambda uow, wanted=wanted: uow.pauses.list(wanted))
        if not page:
            break
        pages.append([pause.id for pause in page])
        before = page[-1].id

    assert pages == [[pause_id(3), pause_id(2)], [pause_id(1), pause_id(6)], [pause_id(5), pause_id(4)]]


async def test_a_cursor_that_names_no_pause_has_nothing_after_it(store: Store) -> None:
    await add(store, a_pause(1))

    assert await store.read(lambda uow: uow.pauses.list(PauseFilter(before=pause_id(404)))) == []


async def test_filters_narrow_the_list(store: Store) -> None:
    await add(store, a_pause(1), a_pause(2, owner="other"), a_pause(3, key="k"), a_pause(4, owner="other", key="k"))
    await save(store, move(a_pause(3, key="k"), Expired(at=NOW)))

    async def ids(wanted: PauseFilter) -> list[str]:
        return [pause.id for pause in await store.read(lambda uow: uow.pauses.list(wanted))]

    assert await ids(PauseFilter(owner="other")) == [pause_id(4), pause_id(2)]
    assert await ids(PauseFilter(state="expired")) == [pause_id(3)]
    assert await ids(PauseFilter(key="k")) == [pause_id(4), pause_id(3)]
    assert await ids(PauseFilter(owner="ci", state="waiting", key="k")) == []
    assert await ids(PauseFilter(owner="other", before=pause_id(4))) == [pause_id(2)]


async def test_votes_come_in_order_of_time(store: Store) -> None:
    await add(store, a_pause())
    third, first, second = (
        a_vote("U3", seconds=3),
        a_vote("U2", seconds=1),
        a_vote("U1", seconds=2, reason="half \ud83d"),
    )

    for vote in (third, first, second):
        await store.write(lambda uow, vote=vote: uow.pauses.add_vote(pause_id(1), vote))

    assert await store.read(lambda uow: uow.pauses.votes(pause_id(1))) == [first, second, third]
    assert await store.read(lambda uow: uow.pauses.votes(pause_id(2))) == []


async def test_an_approver_has_one_vote_the_newer_one(store: Store) -> None:
    await add(store, a_pause())
    newer = a_vote("U1", seconds=5, verdict=Verdict.REJECTED, reason="on second thoughts")

    for vote in (a_vote("U1"), newer):
        await store.write(lambda uow, vote=vote: uow.pauses.add_vote(pause_id(1), vote))

    assert await store.read(lambda uow: uow.pauses.votes(pause_id(1))) == [newer]


async def test_pauses_are_counted_by_state(store: Store) -> None:
    await add(store, a_pause(1), a_pause(2), replace(a_pause(3), status=decided(a_vote())))

    assert await store.read(lambda uow: uow.pauses.count_by_state()) == {"waiting": 2, "decided": 1}
