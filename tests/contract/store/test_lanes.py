"""What a store promises of lanes: who goes first in them, who leaves them alone, and that one has several names."""

from __future__ import annotations

from dataclasses import replace

from pausepoint_bot.effects import Announce, Explain, Refresh, Release, Retract
from pausepoint_bot.pauses import CheckId, Decided, Expired, Pause, Waiting
from pausepoint_bot.usecases.ports import Store
from tests.contract.store.samples import NOW, SECOND, a_pause, a_vote, decided, pause_id
from tests.contract.store.test_outbox import LEASE, announce, claim, effects, next_due, owe, refresh


async def owe_news(store: Store, number: int, status: Decided | Expired | Waiting) -> Refresh:
    """Owe the message of a pause in this state a refresh."""
    pause: Pause = replace(a_pause(number), status=status)
    await store.write(lambda uow: uow.outbox.add(refresh(number), lane="update:C1", due=NOW, pause=pause))
    return refresh(number)


async def test_a_decision_is_shown_before_an_end_and_an_end_before_progress(store: Store) -> None:
    progress = await owe_news(store, 1, Waiting())
    expired = await owe_news(store, 2, Expired(at=NOW))
    decision = await owe_news(store, 3, decided(a_vote()))

    assert await effects(store) == [decision, expired, progress]


async def test_a_refresh_that_is_owed_already_becomes_as_urgent_as_the_news(store: Store) -> None:
    await owe_news(store, 1, Waiting())
    expired = await owe_news(store, 2, Expired(at=NOW))

    decision = await owe_news(store, 1, decided(a_vote()))

    assert await effects(store) == [decision, expired]


async def test_reasons_for_who_waits_go_before_new_questions(store: Store) -> None:
    reasons = Explain(pause=pause_id(2), check=CheckId("chk_1"))
    await owe(store, announce(1), reasons)

    assert await effects(store) == [reasons, announce(1)]


async def test_a_kind_that_is_busy_is_left_alone_in_every_lane(store: Store) -> None:
    await owe(store, refresh(1), lane="update:C1")
    await owe(store, refresh(2), lane="update:C2")
    await owe(store, announce(3), lane="slack:C1", due=NOW + SECOND)

    assert [one.effect for one in await claim(store, at=NOW + SECOND, busy=["refresh"])] == [announce(3)]
    assert await next_due(store, busy=["refresh"]) == NOW + SECOND + LEASE
    assert await next_due(store, busy=["refresh", "announce"]) is None


async def test_what_is_owed_under_several_names_of_a_lane_leaves_in_one_order(store: Store) -> None:
    for number, lane in enumerate(["slack:#ops", "slack:C1", "slack:", "slack:#ops"]):
        await owe(store, announce(number), lane=lane)
    await owe(store, announce(9), lane="slack:C9")
    roads = {"slack:": "slack:C1", "slack:#ops": "slack:C1", "slack:#else": "slack:C7"}

    await store.write(lambda uow: uow.outbox.join_lanes(roads, now=NOW))

    claims = await claim(store)
    assert [one.lane for one in claims] == ["slack:C1"] * 4 + ["slack:C9"]
    assert [one.effect for one in claims] == [announce(number) for number in (0, 1, 2, 3, 9)]


async def test_what_somebody_holds_or_what_is_not_due_stays_in_its_lane(store: Store) -> None:
    await owe(store, announce(1), lane="slack:#ops")
    await claim(store)
    await owe(store, announce(2), lane="slack:#ops", due=NOW + 60 * SECOND)

    await store.write(lambda uow: uow.outbox.join_lanes({"slack:#ops": "slack:C1"}, now=NOW))

    assert {one.lane for one in await claim(store, at=NOW + 60 * SECOND)} == {"slack:#ops"}


async def test_a_spent_effect_is_as_good_as_forgotten(store: Store) -> None:
    await owe(store, announce(1), Explain(pause=pause_id(1), check=CheckId("chk_1")))
    for claimed in await claim(store):
        await store.write(lambda uow, id_=claimed.id: uow.outbox.spend(id_, lane="slack:C1", until=NOW + SECOND))

    assert await store.read(lambda uow: uow.outbox.listed(dead_only=False, after=0, limit=9)) == []
    assert await store.read(lambda uow: uow.outbox.owed()) == []
    assert await store.write(lambda uow: uow.outbox.find(claimed.id)) is None
    assert await claim(store, at=NOW + 2 * LEASE) == []
    assert await next_due(store) is None


async def test_a_lane_goes_on_after_what_was_spent_in_it(store: Store) -> None:
    await owe(store, announce(1), announce(2), lane="slack:C1")
    (first,) = await claim(store, per_lane=1)
    await store.write(lambda uow: uow.outbox.spend(first.id, lane="slack:C1", until=NOW + SECOND))

    assert [one.effect for one in await claim(store, at=NOW + SECOND)] == [announce(2)]


async def test_being_asked_to_wait_is_no_failed_attempt(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)

    await store.write(
        lambda uow: uow.outbox.retry(
            claimed.id, due=NOW + 7 * SECOND, error="ratelimited", failed=False, keeps_lane=True
        )
    )

    assert await claim(store, at=NOW + 6 * SECOND) == []
    (again,) = await claim(store, at=NOW + 7 * SECOND)
    assert (again.id, again.attempts, again.owed_since) == (claimed.id, 0, NOW)


async def test_every_kind_may_be_spent(store: Store) -> None:
    await owe(
        store, Release(pause=pause_id(1)), Announce(pause=pause_id(2)), Retract(pause=pause_id(3), channel="C", ts="1")
    )
    for claimed in await claim(store):
        await store.write(lambda uow, id_=claimed.id: uow.outbox.spend(id_, lane="slack:C1", until=NOW + SECOND))

    assert await claim(store, at=NOW + 2 * LEASE) == []
