"""What a store promises of the answers that flows are asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pausepoint_bot.pauses import Check, CheckId, CheckState, Held, Objection, ViewRef, move, resume
from pausepoint_bot.usecases.ports import Committed, PauseFilter, Store, UnitOfWork
from tests.contract.store.samples import NOW, SECOND, a_pause, a_vote, pause_id


def a_check(number: int = 1, *, pause: int = 1, seconds: int = 0, **changes: object) -> Check:
    check = Check(id=CheckId(f"chk_{number:020d}"), pause=pause_id(pause), vote=a_vote(seconds=seconds))
    return replace(check, **changes)


async def add(store: Store, *checks: Check) -> None:
    def work(uow: UnitOfWork) -> None:
        for check in checks:
            uow.checks.add(check)

    await store.write(work)


@pytest.fixture(autouse=True)
async def pauses(store: Store) -> None:
    await store.write(lambda uow: [uow.pauses.add(a_pause(number, deadline=NOW + 60 * SECOND)) for number in (1, 2)])


async def test_a_check_comes_back_as_it_was_stored(store: Store) -> None:
    check = a_check(
        view=ViewRef(id="V1", generation=3),
        slow=True,
        objections=(Objection(pointer="/a~1b", message="snowman \u2603, half a pair \ud83d"),),
    )

    await add(store, check)

    assert await store.read(lambda uow: uow.checks.get(check.id)) == check
    assert await store.read(lambda uow: uow.checks.get(CheckId("chk_unknown"))) is None


async def test_save_keeps_what_became_of_a_check(store: Store) -> None:
    check = a_check()
    await add(store, check)
    refused = replace(check, state=CheckState.REFUSED, slow=True, objections=(Objection(pointer="", message="no"),))

    await store.write(lambda uow: uow.checks.save(refused))

    assert await store.read(lambda uow: uow.checks.get(check.id)) == refused


async def test_open_checks_of_a_pause_come_oldest_first(store: Store) -> None:
    younger, older = a_check(1, seconds=5), a_check(2, seconds=1, state=CheckState.HELD)
    settled = [a_check(10 + n, state=state) for n, state in enumerate(CheckState) if not a_check(state=state).is_open]
    await add(store, younger, older, a_check(3, pause=2), *settled)

    assert await store.read(lambda uow: uow.checks.open_of(pause_id(1))) == [older, younger]


async def test_pending_checks_are_found_by_their_age(store: Store) -> None:
    old, edge, young = a_check(1, seconds=-9), a_check(2, seconds=0), a_check(3, seconds=1)
    await add(store, young, edge, old, a_check(4, seconds=-20, state=CheckState.HELD))

    assert await store.write(lambda uow: uow.checks.pending_since(NOW, 9)) == [old, edge]
    assert await store.write(lambda uow: uow.checks.pending_since(NOW, 1)) == [old]
    assert await store.read(lambda uow: uow.checks.oldest_pending()) == old.asked_at


async def test_without_pending_checks_there_is_no_oldest(store: Store) -> None:
    await add(store, a_check(state=CheckState.HELD))

    assert await store.read(lambda uow: uow.checks.oldest_pending()) is None


async def test_old_checks_are_forgotten_unless_they_are_open(store: Store) -> None:
    kept = [a_check(1), a_check(2, state=CheckState.HELD), a_check(3, seconds=5, state=CheckState.REFUSED)]
    gone = [a_check(4, state=CheckState.ACCEPTED), a_check(5, state=CheckState.TOO_LATE)]
    await add(store, *kept, *gone)

    await store.write(lambda uow: uow.checks.forget_before(NOW + SECOND))

    def left(uow: UnitOfWork) -> list[bool]:
        return [uow.checks.get(check.id) is not None for check in (*kept, *gone)]

    assert await store.read(left) == [True, True, True, False, False]


async def test_a_check_is_told_when_it_is_asked_and_when_it_is_pending_no_more(store: Store) -> None:
    heard: list[Committed] = []
    store.subscribe(heard.append)
    check = a_check()

    await add(store, check)
    await store.write(lambda uow: uow.checks.save(replace(check, slow=True)))
    await store.write(lambda uow: uow.checks.save(replace(check, state=CheckState.ACCEPTED)))

    assert heard == [Committed(deadlines=True), Committed(checks=frozenset({check.id}))]


async def test_a_held_pause_is_not_due_and_its_deadline_moves_when_it_waits_again(store: Store) -> None:
    given = NOW + 10 * SECOND
    held = move(a_pause(1, deadline=NOW + 60 * SECOND), Held(vote=a_vote(seconds=10), check=CheckId("chk_1")))
    await store.write(lambda uow: uow.pauses.save(held))
    late = NOW + timedelta(hours=1)

    assert [pause.id for pause in await store.write(lambda uow: uow.pauses.due(late, 9))] == [pause_id(2)]
    assert await store.read(lambda uow: uow.pauses.list(PauseFilter(state="held"))) == [held]

    waiting = resume(held, now=late)
    await store.write(lambda uow: uow.pauses.save(waiting))

    stored = await store.read(lambda uow: uow.pauses.get(pause_id(1)))
    assert stored == waiting
    assert stored.question.deadline == NOW + 60 * SECOND
    assert stored.deadline == NOW + 60 * SECOND + (late - given)
    assert [pause.id for pause in await store.write(lambda uow: uow.pauses.due(late, 9))] == [pause_id(2)]
    assert pause_id(1) in {pause.id for pause in await store.write(lambda uow: uow.pauses.due(stored.deadline, 9))}


async def test_a_held_pause_holds_its_key(store: Store) -> None:
    await store.write(lambda uow: uow.pauses.add(a_pause(3, key="nightly")))
    held = move(a_pause(3, key="nightly"), Held(vote=a_vote(), check=CheckId("chk_1")))
    await store.write(lambda uow: uow.pauses.save(held))

    assert await store.read(lambda uow: uow.pauses.holding_key(owner="ci", flow="cleanup", key="nightly")) == held
