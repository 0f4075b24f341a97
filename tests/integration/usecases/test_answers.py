from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from pausepoint.wire import AnswerPause, CallbackTarget, OpenPause, PolicyRequest
from pausepoint_bot.effects import Refresh, Release, Retract
from pausepoint_bot.errors import AnswerRefused, NotAllowed, NotWaiting, RequestRefused
from pausepoint_bot.pauses import Decided, Expired, Failed, Place, Standing, Token, Verdict
from pausepoint_bot.usecases.answer_by_token import answer_by_token
from pausepoint_bot.usecases.answer_once import Knock, Reply, answer_once
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.record_message import record_announced, record_refused
from pausepoint_bot.usecases.submit_answer import (
    Accepted,
    Answer,
    Refused,
    Repeated,
    TooLate,
)
from tests.support.desk import ann
from tests.support.pauses import NOON

LISTENER = "lis_" + "a" * 16
PLACE = Place(channel="C1", ts="1.2", permalink=None)
FORM = {"type": "object", "properties": {"approve": {"type": "boolean"}}, "required": ["approve"]}


def announced(pause, place=PLACE):
    return lambda uow: record_announced(uow, pause.id, place, now=NOON)


async def test_a_decision_is_stored_with_all_that_it_owes(desk):
    callback = CallbackTarget(url="http://127.0.0.1:1/", secret="whsec_" + "A" * 40)
    pause = (await desk.open(OpenPause(listener=LISTENER, callback=callback))).pause
    await desk.do(announced(pause))
    await desk.owed()

    outcome = await desk.answer(pause.id)

    assert isinstance(outcome, Accepted)
    assert isinstance((await desk.get(pause.id)).status, Decided)
    assert [event.type for event in await desk.events(LISTENER)] == ["announced", "decided"]
    owed = await desk.owed(later=timedelta(minutes=1))
    assert {claim.effect for claim in owed} >= {Refresh(pause=pause.id), Release(pause=pause.id)}


async def test_of_many_answers_at_the_same_instant_exactly_one_decides(desk):
    pause = (await desk.open()).pause
    people = [ann(id_=f"U{number}") for number in range(50)]

    outcomes = await asyncio.gather(*(desk.answer(pause.id, person) for person in people))

    assert [type(outcome) for outcome in outcomes].count(Accepted) == 1
    assert [type(outcome) for outcome in outcomes].count(TooLate) == 49
    winner = next(outcome for outcome in outcomes if isinstance(outcome, Accepted))
    assert (await desk.get(pause.id)).status == winner.pause.status


async def test_who_decided_gets_the_same_reply_again(desk):
    pause = (await desk.open()).pause
    first = await desk.answer(pause.id)

    again = await desk.answer(pause.id, answer=Answer(verdict=Verdict.REJECTED, reason="changed my mind"))

    assert isinstance(again, Repeated)
    assert again.pause.status == first.pause.status


async def test_who_may_not_decide_changes_nothing_and_is_told_why(desk):
    pause = (await desk.open()).pause

    outcome = await desk.answer(pause.id, ann(standing=Standing.GUEST))

    assert isinstance(outcome, Refused)
    assert "guests" in outcome.reason
    assert not (await desk.get(pause.id)).has_ended


async def test_an_answer_at_the_deadline_is_too_late_even_before_anything_expired_it(desk):
    pause = (await desk.open(OpenPause(timeout_seconds=60))).pause

    outcome = await desk.answer(pause.id, now=NOON + timedelta(seconds=60))

    assert isinstance(outcome, TooLate)


async def test_pauses_expire_at_their_deadline_and_not_before(desk):
    pause = (await desk.open(OpenPause(timeout_seconds=60, listener=LISTENER))).pause

    early = await desk.do(lambda uow: expire_pauses(uow, now=NOON + timedelta(seconds=59)))
    due = await desk.do(lambda uow: expire_pauses(uow, now=NOON + timedelta(seconds=60)))

    assert (early, due) == (0, 1)
    assert isinstance((await desk.get(pause.id)).status, Expired)
    assert [event.type for event in await desk.events(LISTENER)] == ["expired"]


async def test_a_message_that_was_posted_twice_loses_its_stray(desk):
    pause = (await desk.open()).pause
    await desk.do(announced(pause))
    await desk.do(announced(pause, Place(channel="C1", ts="9.9", permalink=None)))

    assert (await desk.get(pause.id)).place == PLACE
    assert Retract(pause=pause.id, channel="C1", ts="9.9") in {
        claim.effect for claim in await desk.owed(later=timedelta(minutes=1))
    }


async def test_a_pause_that_ended_while_its_message_was_posted_owes_it_the_outcome(desk):
    pause = (await desk.open()).pause
    await desk.answer(pause.id)
    await desk.do(announced(pause))

    assert Refresh(pause=pause.id) in {claim.effect for claim in await desk.owed()}


async def test_a_message_refused_for_good_fails_the_pause_and_tells_the_flow(desk):
    pause = (await desk.open(OpenPause(listener=LISTENER))).pause

    await desk.do(lambda uow: record_refused(uow, pause.id, code="channel_not_found", detail="no such", now=NOON))

    assert (await desk.get(pause.id)).status == Failed(code="channel_not_found", detail="no such", at=NOON)
    [event] = await desk.events(LISTENER)
    assert event.data.pause.failure is not None
    assert event.data.pause.failure.code == "channel_not_found"


async def test_cancelling_twice_does_no_harm_and_cancelling_a_decision_is_refused(desk):
    def cancel(pause):
        return lambda uow: cancel_pause(uow, pause.id, owner="flows", reason="withdrawn", now=NOON)

    withdrawn, decided = (await desk.open()).pause, (await desk.open()).pause
    await desk.answer(decided.id)

    assert await desk.do(cancel(withdrawn)) == await desk.do(cancel(withdrawn))
    with pytest.raises(NotWaiting):
        await desk.do(cancel(decided))


ROBOT = Token(name="robot")


def by_robot(pause, **answer):
    return lambda uow: answer_by_token(uow, pause.id, ROBOT, AnswerPause(**answer), now=NOON)


async def test_a_listed_token_answers_under_its_own_name(desk):
    request = OpenPause(schema=FORM, policy=PolicyRequest(approvers=["token:robot"]))
    pause = (await desk.open(request)).pause

    after = await desk.do(by_robot(pause, values={"approve": True}))

    assert isinstance(after.status, Decided)
    assert [who.id for who in after.status.decision.by] == ["token:robot"]


async def test_a_token_cannot_decide_what_it_opened(desk):
    pause = (await desk.open(OpenPause(policy=PolicyRequest(approvers=["token:robot"])), owner="robot")).pause

    with pytest.raises(NotAllowed, match="opened itself"):
        await desk.do(by_robot(pause))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"values": {"approve": "yes"}}, AnswerRefused),
        ({"values": {}}, AnswerRefused),
        ({"values": {"approve": True, "else": 1}}, AnswerRefused),
        ({"verdict": "rejected"}, RequestRefused),
    ],
)
async def test_an_answer_that_breaks_the_form_decides_nothing(desk, answer, error):
    schema = {**FORM, "additionalProperties": False}
    pause = (await desk.open(OpenPause(schema=schema, policy=PolicyRequest(approvers=["token:robot"])))).pause

    with pytest.raises(error):
        await desk.do(by_robot(pause, **answer))

    assert not (await desk.get(pause.id)).has_ended


async def test_a_repeated_request_is_answered_as_the_first_time(desk):
    done = []

    def work() -> Reply:
        done.append(1)
        return Reply(status=201, body="{}")

    knock = Knock(owner="flows", key="k1", fingerprint="f1")
    replies = [await desk.do(lambda uow: answer_once(uow, knock, work, now=NOON)) for _ in range(2)]

    assert replies[0] == replies[1]
    assert len(done) == 1
