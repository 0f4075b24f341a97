"""What a store promises an operator of the effects that are owed or were given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pausepoint_bot.effects import Announce, EffectId, Refresh, Retract
from pausepoint_bot.usecases.ports import Committed, OwedEffect, Store
from tests.contract.store.samples import NOW, SECOND, pause_id
from tests.contract.store.test_outbox import LEASE, announce, claim, effects, owe, refresh

LATER = NOW + timedelta(days=3)


async def listed(store: Store, *, dead_only: bool = False, after: int = 0, limit: int = 100) -> Sequence[OwedEffect]:
    return await store.read(lambda uow: uow.outbox.listed(dead_only=dead_only, after=EffectId(after), limit=limit))


async def find(store: Store, effect: int) -> OwedEffect | None:
    return await store.write(lambda uow: uow.outbox.find(EffectId(effect)))


async def bury(store: Store, *numbers: int, error: str = "timeout") -> list[EffectId]:
    """Give up the announcements of these pauses, and return their ids."""
    await owe(store, *(announce(number) for number in numbers))
    ids = [claimed.id for claimed in await claim(store)]
    for id_ in ids:
        await store.write(lambda uow, id_=id_: uow.outbox.bury(id_, now=NOW + SECOND, error=error))
    return ids


async def test_an_effect_is_listed_as_it_stands(store: Store) -> None:
    stray = Retract(pause=pause_id(1), channel="C1", ts="1.000100")
    await owe(store, stray)

    (owed,) = await listed(store)

    assert owed == OwedEffect(
        id=owed.id, effect=stray, lane="slack:C1", attempts=0, owed_since=NOW, ready_at=NOW, leased=False
    )


async def test_a_claimed_effect_is_under_way_until_its_lease_ends(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)

    found = await find(store, claimed.id)

    assert found is not None
    assert (found.leased, found.ready_at) == (True, NOW + LEASE)
    assert found.is_under_way(NOW + LEASE - SECOND)
    assert not found.is_under_way(NOW + LEASE)


async def test_dead_letters_tell_when_and_why_they_were_given_up(store: Store) -> None:
    (id_,) = await bury(store, 1, error="half \ud83d, NUL \0")
    await owe(store, announce(2))

    (dead,) = await listed(store, dead_only=True)

    assert (dead.id, dead.attempts, dead.buried_at, dead.error) == (id_, 1, NOW + SECOND, "half \ud83d, NUL \0")
    assert not dead.is_under_way(NOW)
    assert [owed.effect for owed in await listed(store)] == [announce(1), announce(2)]


async def test_a_long_list_is_read_in_portions(store: Store) -> None:
    await owe(store, *(announce(number) for number in range(1, 6)))

    first = await listed(store, limit=3)
    rest = await listed(store, after=first[-1].id)

    assert [owed.effect.pause for owed in (*first, *rest)] == [pause_id(number) for number in range(1, 6)]


async def test_no_effect_is_found_that_is_not_there(store: Store) -> None:
    assert await find(store, 7) is None
    assert await listed(store) == []


async def test_a_revived_dead_letter_is_claimed_as_if_it_were_new(store: Store) -> None:
    (id_,) = await bury(store, 1)

    await store.write(lambda uow: uow.outbox.revive(id_, now=LATER))

    assert await claim(store, at=LATER - SECOND) == []
    (claimed,) = await claim(store, at=LATER)
    assert (claimed.id, claimed.effect, claimed.attempts, claimed.owed_since) == (id_, announce(1), 0, LATER)


async def test_a_revived_effect_that_waited_for_its_next_attempt_goes_now(store: Store) -> None:
    await owe(store, announce())
    (claimed,) = await claim(store)
    await store.write(lambda uow: uow.outbox.retry(claimed.id, due=LATER, error="timeout"))

    await store.write(lambda uow: uow.outbox.revive(claimed.id, now=NOW + SECOND))

    (again,) = await claim(store, at=NOW + SECOND)
    assert (again.attempts, again.owed_since) == (0, NOW + SECOND)


async def test_reviving_tells_that_something_is_due(store: Store) -> None:
    (id_,) = await bury(store, 1)
    heard: list[Committed] = []
    store.subscribe(heard.append)

    await store.write(lambda uow: uow.outbox.revive(id_, now=NOW))

    assert heard == [Committed(owing=True)]


async def test_a_revived_refresh_beside_a_newer_one_loses_neither(store: Store) -> None:
    await owe(store, refresh())
    (claimed,) = await claim(store)
    await store.write(lambda uow: uow.outbox.bury(claimed.id, now=NOW, error="gone"))
    await owe(store, refresh())

    await store.write(lambda uow: uow.outbox.revive(claimed.id, now=NOW))

    assert await effects(store) == [Refresh(pause=pause_id(1))] * 2


async def test_a_dropped_effect_is_gone(store: Store) -> None:
    (id_,) = await bury(store, 1)

    await store.write(lambda uow: uow.outbox.done(id_))

    assert await listed(store) == []
    assert await find(store, id_) is None


async def test_an_effect_of_another_pause_stays_where_one_is_revived(store: Store) -> None:
    first, second = await bury(store, 1, 2)

    await store.write(lambda uow: uow.outbox.revive(second, now=NOW))

    assert [dead.id for dead in await listed(store, dead_only=True)] == [first]
    assert await effects(store) == [Announce(pause=pause_id(2))]
