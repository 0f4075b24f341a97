"""What a store promises of the effects it owes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pausepoint_bot.effects import Announce, Claim, Effect, Refresh, Release, Retract
from pausepoint_bot.usecases.ports import Committed, Owed, Store, UnitOfWork
from tests.contract.store.samples import NOW, SECOND, a_pause, pause_id

LEASE = 30 * SECOND


def announce(number: int = 1) -> Announce:
    return Announce(pause=pause_id(number))


def refresh(number: int = 1) -> Refresh:
    return Refresh(pause=pause_id(number))


async def owe(store: Store, *effects: Effect, lane: str = "slack:C1", due: datetime = NOW) -> None:
    def work(uow: UnitOfWork) -> None:
        for effect in effects:
            uow.outbox.add(effect, lane=lane, due=due)

    await store.write(work)


async def claim(
    store: Store, *, at: datetime = NOW, busy: Sequence[str] = (), limit: int = 100, per_lane: int = 100
) -> Sequence[Claim]:
    return await store.write(
        lambda uow: uow.outbox.claim(now=at, lease_until=at + LEASE, busy=busy, limit=limit, per_lane=per_lane)
    )


async def effects(store: Store, *, at: datetime = NOW) -> list[Effect]:
    return [claim.effect for claim in await claim(store, at=at)]


async def next_due(store: Store, busy: Sequence[str] = ()) -> datetime | None:
    return await store.read(lambda uow: uow.outbox.next_due(busy))


async def test_every_kind_of_effect_is_handed_out_as_it_was_owed(store: Store) -> None:
    owed = [
        Release(pause=pause_id(1)),
        Announce(pause=pause_id(2)),
        Refresh(pause=pause_id(3)),
        Retract(pause=pause_id(4), channel="C1", ts="1.000100"),
    ]
    await owe(store, *owed)

    claims = await claim(store)

    assert [one.effect for one in claims] == owed
    assert {(one.lane, one.attempts, one.owed_since, one.lease_until) for one in claims} == {
        ("slack:C1", 0, NOW, NOW + LEASE)
    }


async def test_an_effect_is_not_claimed_before_it_is_due(store: Store) -> None:
    await owe(store, announce(), due=NOW + SECOND)

    assert await claim(store, at=NOW + SECOND - timedelta(microseconds=1)) == []
    assert await effects(store, at=NOW + SECOND) == [announce()]


async def test_two_claimers_never_share_an_effect(store: Store) -> None:
    await owe(store, *(announce(number) for number in range(100)))

    claims = await asyncio.gather(*(claim(store, limit=7) for _ in range(20)))

    ids = [one.id for part in claims for one in part]
    assert len(ids) == 100
    assert len(set(ids)) == 100


async def test_a_lease_that_ended_may_be_claimed_by_anyone(store: Store) -> None:
    await owe(store, announce())
    (first,) = await claim(store)

    assert await claim(store, at=NOW + LEASE - SECOND) == []
    (second,) = await claim(store, at=NOW + LEASE)

    assert second == replace(first, lease_until=NOW + 2 * LEASE)


async def test_an_effect_born_leased_is_handed_over_on_commit_and_claimable_after_its_lease(store: Store) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)
    release = Release(pause=pause_id(1))

    await store.write(lambda uow: uow.outbox.add(release, lane="callback:a", due=NOW, lease_until=NOW + LEASE))

    (committed,) = heard
    (born,) = committed.claims
    assert not committed.owing
    assert (born.effect, born.attempts, born.owed_since) == (release, 0, NOW)
    assert await claim(store, at=NOW + LEASE - SECOND) == []
    (later,) = await claim(store, at=NOW + LEASE)
    assert later.id == born.id
    assert later.owed_since == NOW


async def test_a_pause_given_with_a_born_leased_effect_is_handed_over_with_it_and_not_stored(store: Store) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await store.write(
        lambda uow: uow.outbox.add(announce(), lane="slack:C1", due=NOW, lease_until=NOW + LEASE, pause=a_pause())
    )

    assert [born.pause for born in heard[0].claims] == [a_pause()]
    assert [later.pause for later in await claim(store, at=NOW + LEASE)] == [None]


async def test_a_lane_is_claimed_most_urgent_first_then_oldest_first(store: Store) -> None:
    await owe(store, Retract(pause=pause_id(1), channel="C1", ts="1.0"), refresh(1), announce(2), announce(1))
    await owe(store, Release(pause=pause_id(9)))

    claimed = [(await claim(store, per_lane=1))[0].effect for _ in range(5)]

    assert claimed == [
        Release(pause=pause_id(9)),
        announce(2),
        announce(1),
        refresh(1),
        Retract(pause=pause_id(1), channel="C1", ts="1.0"),
    ]


async def test_a_lane_gives_no_more_than_its_share(store: Store) -> None:
    await owe(store, announce(1), announce(2), announce(3), lane="slack:C1")
    await owe(store, announce(4), lane="slack:C2")

    claims = await claim(store, per_lane=2)

    assert sorted((one.lane, one.effect.pause) for one in claims) == [
        ("slack:C1", pause_id(1)),
        ("slack:C1", pause_id(2)),
        ("slack:C2", pause_id(4)),
    ]


async def test_busy_lanes_are_left_alone(store: Store) -> None:
    await owe(store, announce(1), lane="slack:C1")
    await owe(store, announce(2), lane="slack:C2", due=NOW + SECOND)

    claims = await claim(store, at=NOW + SECOND, busy=["slack:C1", "slack:C9"])

    assert [one.effect for one in claims] == [announce(2)]
    assert await next_due(store, busy=["slack:C1"]) == NOW + SECOND + LEASE


async def test_no_more_is_claimed_than_asked_for_the_most_urgent_of_all_lanes(store: Store) -> None:
    await owe(store, refresh(1), lane="slack:C1")
    await owe(store, announce(2), lane="slack:C2")
    await owe(store, Release(pause=pause_id(3)), lane="callback:a")

    claims = await claim(store, limit=2)

    assert [one.effect for one in claims] == [Release(pause=pause_id(3)), announce(2)]


async def test_a_delivered_effect_is_forgotten(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)

    await store.write(lambda uow: uow.outbox.done(claimed.id))

    assert await claim(store, at=NOW + 2 * LEASE) == []
    assert await next_due(store) is None


async def test_a_late_done_does_not_hit_an_effect_owed_since(store: Store) -> None:
    await owe(store, announce(1))
    (first,) = await claim(store)
    await store.write(lambda uow: uow.outbox.done(first.id))
    await owe(store, announce(2))

    await store.write(lambda uow: uow.outbox.done(first.id))

    assert await effects(store) == [announce(2)]


async def test_a_failed_attempt_is_counted_and_the_effect_waits_for_the_next(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)

    await store.write(lambda uow: uow.outbox.retry(claimed.id, due=NOW + 5 * SECOND, error="half \ud83d, NUL \0"))

    assert await next_due(store) == NOW + 5 * SECOND
    assert await claim(store, at=NOW + 4 * SECOND) == []
    (again,) = await claim(store, at=NOW + 5 * SECOND)
    assert (again.id, again.attempts, again.owed_since) == (claimed.id, 1, NOW)
    await store.write(lambda uow: uow.outbox.retry(claimed.id, due=NOW + 9 * SECOND, error="timeout"))
    (third,) = await claim(store, at=NOW + 9 * SECOND)
    assert (third.id, third.attempts, third.owed_since) == (claimed.id, 2, NOW)


async def test_a_retry_tells_that_something_will_be_due(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await store.write(lambda uow: uow.outbox.retry(claimed.id, due=NOW + SECOND, error="timeout"))

    assert heard == [Committed(owing=True)]


async def test_a_buried_effect_is_never_claimed_again(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)

    await store.write(lambda uow: uow.outbox.bury(claimed.id, now=NOW, error="channel_not_found"))

    assert await claim(store, at=NOW + timedelta(days=365)) == []
    assert await next_due(store) is None


async def test_what_failed_and_waits_can_be_hurried_and_nothing_else(store: Store) -> None:
    await owe(store, announce(1), announce(2), Release(pause=pause_id(3)), announce(4))
    claims = await claim(store)
    later = NOW + 3600 * SECOND

    def fail_all_but_the_last(uow: UnitOfWork) -> None:
        for one in claims[:3]:
            uow.outbox.retry(one.id, due=later, error="no")

    await store.write(fail_all_but_the_last)
    await owe(store, announce(5), due=later)
    await store.write(lambda uow: uow.outbox.hurry({"announce", "refresh"}, now=NOW + SECOND))

    assert await effects(store, at=NOW + SECOND) == [announce(1), announce(2)]
    assert len(await claim(store, at=later)) == 5


async def test_claims_of_an_earlier_life_can_be_given_back_at_once(store: Store) -> None:
    await owe(store, announce(1), announce(2))
    first, second = await claim(store)
    await store.write(lambda uow: uow.outbox.bury(second.id, now=NOW, error="never"))

    await store.write(lambda uow: uow.outbox.free(now=NOW + SECOND))

    assert await claim(store, at=NOW + SECOND) == [replace(first, lease_until=NOW + SECOND + LEASE)]


async def test_the_next_due_effect_is_the_soonest_or_the_first_lease_to_end(store: Store) -> None:
    assert await next_due(store) is None
    await owe(store, announce(1), due=NOW)
    await owe(store, announce(2), due=NOW + 60 * SECOND)
    assert await next_due(store) == NOW

    await claim(store)

    assert await next_due(store) == NOW + LEASE
    assert await next_due(store, busy=["slack:C1"]) is None


async def test_a_refresh_that_is_owed_already_is_not_owed_twice(store: Store) -> None:
    await owe(store, refresh(1))
    await owe(store, refresh(1), refresh(2), refresh(1))

    assert await effects(store) == [refresh(1), refresh(2)]


async def test_a_refresh_under_way_is_owed_once_more(store: Store) -> None:
    await owe(store, refresh())
    (under_way,) = await claim(store)

    await owe(store, refresh(), refresh())

    (second,) = await claim(store)
    assert second.effect == refresh()
    assert second.id != under_way.id


async def test_a_buried_refresh_does_not_swallow_a_new_one(store: Store) -> None:
    await owe(store, refresh())
    (claimed,) = await claim(store)
    await store.write(lambda uow: uow.outbox.bury(claimed.id, now=NOW, error="gone"))

    await owe(store, refresh())

    assert await effects(store) == [refresh()]


async def test_a_refresh_waiting_for_its_next_attempt_goes_when_a_newer_one_is_due(store: Store) -> None:
    await owe(store, refresh())
    (claimed,) = await claim(store)
    await store.write(lambda uow: uow.outbox.retry(claimed.id, due=NOW + 60 * SECOND, error="timeout"))

    await owe(store, refresh(), lane="slack:C2", due=NOW + SECOND)

    (joined,) = await claim(store, at=NOW + SECOND)
    assert (joined.id, joined.attempts, joined.owed_since, joined.lane) == (claimed.id, 1, NOW, "slack:C2")


async def test_a_later_refresh_does_not_put_off_the_one_that_is_owed(store: Store) -> None:
    await owe(store, refresh())

    await owe(store, refresh(), due=NOW + 60 * SECOND)

    assert await effects(store) == [refresh()]


async def test_a_refresh_born_leased_takes_the_owed_one_with_it(store: Store) -> None:
    await owe(store, refresh())
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await store.write(lambda uow: uow.outbox.add(refresh(), lane="slack:C1", due=NOW, lease_until=NOW + LEASE))

    (born,) = heard[0].claims
    assert born.effect == refresh()
    assert await claim(store) == []
    await owe(store, refresh())
    (newer,) = await claim(store)
    assert newer.id != born.id
    assert [one.id for one in await claim(store, at=NOW + LEASE, limit=1)] == [born.id]


async def test_other_kinds_are_owed_as_often_as_asked(store: Store) -> None:
    await owe(store, announce(), announce())

    assert await effects(store) == [announce(), announce()]


async def test_many_busy_lanes_are_no_trouble(store: Store) -> None:
    await owe(store, announce())

    assert [one.effect for one in await claim(store, busy=[f"callback:{n}" for n in range(5000)])] == [announce()]


async def test_what_is_owed_is_summed_up_by_kind_and_dead_letters_apart(store: Store) -> None:
    assert await store.read(lambda uow: uow.outbox.owed()) == []
    await owe(store, announce(1), due=NOW + SECOND)
    await owe(store, announce(2), due=NOW)
    await owe(store, refresh(3))
    first, *_ = await claim(store, at=NOW, per_lane=1)
    await store.write(lambda uow: uow.outbox.bury(first.id, now=NOW, error="gone"))

    owed = await store.read(lambda uow: uow.outbox.owed())

    assert sorted(owed, key=lambda each: (each.kind, each.buried)) == [
        Owed(kind="announce", buried=False, count=1, since=NOW + SECOND),
        Owed(kind="announce", buried=True, count=1, since=NOW),
        Owed(kind="refresh", buried=False, count=1, since=NOW),
    ]
