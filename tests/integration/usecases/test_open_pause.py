from __future__ import annotations

from datetime import timedelta

import pytest

from pausepoint.wire import CallbackTarget, FlowRef, OpenPause, PolicyRequest
from pausepoint_bot.effects import Announce
from pausepoint_bot.errors import KeyReused, NotAllowed
from pausepoint_bot.pauses import Cancelled, Waiting
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.digest import digest_of
from tests.support.pauses import NOON

LISTENER = "lis_" + "a" * 16
OTHER = "lis_" + "b" * 16


def asking(title: str = "Delete 42 runs", **members: object) -> OpenPause:
    return OpenPause.model_validate({"title": title, "key": "nightly", "flow": FlowRef(name="cleanup"), **members})


async def test_opening_stores_the_pause_and_owes_its_message(desk):
    opened = await desk.open(OpenPause(title="Delete 42 runs", timeout_seconds=60))

    stored = await desk.get(opened.pause.id)
    assert stored.status == Waiting()
    assert stored.question.deadline == NOON + timedelta(seconds=60)
    assert [claim.effect for claim in await desk.owed()] == [Announce(pause=opened.pause.id)]


async def test_without_a_key_every_call_is_a_new_pause(desk):
    first, second = await desk.open(), await desk.open()

    assert first.pause.id != second.pause.id


async def test_the_same_key_and_question_find_the_same_pause(desk):
    first = await desk.open(asking())
    again = await desk.open(asking())

    assert again.pause.id == first.pause.id
    assert (first.created, again.created) == (True, False)


async def test_who_asks_again_hears_the_outcome_as_well_as_who_asked_first(desk):
    opened = await desk.open(asking(listener=LISTENER))
    await desk.open(asking(listener=OTHER))
    await desk.answer(opened.pause.id)

    for listener in (LISTENER, OTHER):
        assert [event.type for event in await desk.events(listener)] == ["decided"]


async def test_another_question_under_the_key_supersedes_a_waiting_one(desk):
    first = await desk.open(asking("Delete 42 runs", listener=LISTENER))
    second = await desk.open(asking("Delete 43 runs"))

    assert second.created
    assert (await desk.get(first.pause.id)).status == Cancelled(reason="superseded", at=NOON)
    assert [event.type for event in await desk.events(LISTENER)] == ["cancelled"]


async def test_a_decision_is_never_used_for_another_question(desk):
    first = await desk.open(asking("Delete 42 runs"))
    await desk.answer(first.pause.id)

    with pytest.raises(KeyReused, match="nightly"):
        await desk.open(asking("Delete everything"))


async def test_a_decision_is_found_again_under_its_key(desk):
    first = await desk.open(asking())
    await desk.answer(first.pause.id)

    again = await desk.open(asking())

    assert again.pause.has_ended
    assert again.pause.id == first.pause.id


async def test_a_cancelled_pause_gives_its_key_back(desk):
    first = await desk.open(asking())
    await desk.do(lambda uow: cancel_pause(uow, first.pause.id, owner=None, reason="withdrawn", now=NOON))

    assert (await desk.open(asking())).created


async def test_a_key_belongs_to_its_token_and_flow(desk):
    first = await desk.open(asking())
    others = [
        await desk.open(asking(), owner="others"),
        await desk.open(asking(flow=FlowRef(name="billing"))),
        await desk.open(asking(flow=None)),
    ]

    assert len({first.pause.id, *(other.pause.id for other in others)}) == 4


async def test_a_listener_belongs_to_the_token_that_named_it_first(desk):
    await desk.open(asking(listener=LISTENER))

    with pytest.raises(NotAllowed, match="another token"):
        await desk.open(asking(listener=LISTENER), owner="others")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x"},
        {"preview": "x"},
        {"schema": {"type": "object"}},
        {"initial": {"a": 1}},
        {"policy": PolicyRequest(approvers=["U1"])},
        {"check": True},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_digest_covers_what_is_asked_and_of_whom(changed):
    assert digest_of(asking(**changed)) != digest_of(asking())


def test_the_digest_does_not_depend_on_who_listens_or_until_when():
    secret = "whsec_" + "A" * 40
    later = asking(
        timeout_seconds=5, listener=LISTENER, callback=CallbackTarget(url="http://127.0.0.1:1/", secret=secret)
    )

    assert digest_of(later) == digest_of(asking())


def test_the_digest_tells_integers_beyond_a_double_apart():
    assert digest_of(asking(initial={"a": 2**60})) != digest_of(asking(initial={"a": 2**60 + 1}))
