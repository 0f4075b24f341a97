"""Asking, holding and settling, one at a time; what happens in any order is in the machine beside this."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event

from pausepoint.wire import OpenPause
from pausepoint_bot.effects import Announce, Explain, Refresh, RefreshView
from pausepoint_bot.errors import DeliveryFailed, NotFound
from pausepoint_bot.pauses import (
    Cancelled,
    CheckId,
    CheckState,
    Decided,
    Held,
    Objection,
    Place,
    Standing,
    Verdict,
    ViewRef,
    Waiting,
)
from pausepoint_bot.store.schema import upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.check_answer import Asking, Checking, Objected, Saved, ask_check, hold_answer, mark_slow
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.open_pause import open_pause
from pausepoint_bot.usecases.record_message import record_announced, record_refused
from pausepoint_bot.usecases.send_effects import record_failure
from pausepoint_bot.usecases.settle_check import KEPT, Word, forget_checks, hold_silent, settle_check
from pausepoint_bot.usecases.submit_answer import (
    Accepted,
    AlreadyHeld,
    Answer,
    Refused,
    Repeated,
    TooLate,
    submit_answer,
)
from tests.support.desk import ann
from tests.support.pauses import NOON, a_question

LISTENER = "lis_" + "a" * 16
FORM = {"type": "object", "properties": {"n": {"type": "integer"}}}
ASKED = OpenPause(title="t", key="k", schema=FORM, check=True, listener=LISTENER, rejectable=True)
NO = (Objection(pointer="/n", message="no"),)
VIEW = ViewRef(id="V1", generation=0)
PLACE = Place(channel="C1", ts="1.2", permalink=None)


def asking(number=1, *, who="U1", view=VIEW, **standing):
    answer = Answer(verdict=Verdict.ANSWERED, values={"n": number})
    return Asking(check=CheckId(f"chk_{number}"), actor=ann(id_=who, **standing), answer=answer, view=view)


async def opened(desk, request=ASKED, *, placed=True):
    pause = (await desk.open(request)).pause
    if placed:
        await desk.do(partial(record_announced, pause_id=pause.id, place=PLACE, now=NOON))
    await effects(desk)
    return pause


def ask(desk, pause, what, *, verb=ask_check, now=NOON):
    return desk.do(partial(verb, pause_id=pause.id, asking=what, now=now))


def say(desk, pause, number=1, *, objections=(), now=NOON):
    word = Word(owner="flows", objections=objections)
    return desk.do(partial(settle_check, pause_id=pause.id, check_id=CheckId(f"chk_{number}"), word=word, now=now))


async def effects(desk):
    """Take what is owed, as if it were delivered."""
    claims = await desk.owed(later=timedelta(hours=1))
    await desk.do(lambda uow: [uow.outbox.done(claim.id) for claim in claims] and None)
    return [claim.effect for claim in claims]


async def test_what_the_class_takes_is_decided_in_the_name_and_at_the_moment_of_who_answered(desk):
    pause = await opened(desk)
    assert isinstance(await ask(desk, pause, asking()), Checking)

    await say(desk, pause, now=NOON + timedelta(seconds=1))

    status = (await desk.get(pause.id)).status
    assert isinstance(status, Decided)
    assert (status.decision.at, status.decision.values) == (NOON, {"n": 1})
    assert [who.id for who in status.decision.by] == ["U1"]
    assert [one.type for one in await desk.events(LISTENER)] == ["announced", "check", "decided"]


async def test_an_answer_that_was_not_checked_never_counts(desk):
    pause = await opened(desk)

    with pytest.raises(ValueError, match="only once the flow's class"):
        await desk.answer(pause.id, answer=Answer(verdict=Verdict.ANSWERED, values={"n": 1}))

    assert (await desk.get(pause.id)).status == Waiting()


@pytest.mark.parametrize("verb", [ask_check, hold_answer])
async def test_the_same_gate_stands_before_the_flow_is_asked(desk, verb):
    pause = await opened(desk, ASKED.model_copy(update={"timeout_seconds": 60}))

    assert isinstance(await ask(desk, pause, asking(standing=Standing.GUEST), verb=verb), Refused)
    late = await ask(desk, pause, asking(), verb=verb, now=NOON + timedelta(minutes=2))
    assert isinstance(late, TooLate)
    with pytest.raises(NotFound):
        await desk.do(partial(verb, pause_id="pau_unknown", asking=asking(), now=NOON))
    assert [one.type for one in await desk.events(LISTENER)] == ["announced"]


async def test_who_decided_gets_the_same_reply_again(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())
    await say(desk, pause)

    assert isinstance(await ask(desk, pause, asking(2)), Repeated)
    assert isinstance(await ask(desk, pause, asking(3, who="U2")), TooLate)


async def test_while_an_answer_is_held_others_are_told_whose(desk):
    pause = await opened(desk)
    assert isinstance(await ask(desk, pause, asking(), verb=hold_answer), Saved)

    told = await ask(desk, pause, asking(2, who="U2"))
    rejection = Answer(verdict=Verdict.REJECTED, reason="no")
    rejected = await desk.answer(pause.id, ann(id_="U2"), rejection)

    assert isinstance(told, AlreadyHeld)
    assert isinstance(rejected, AlreadyHeld)
    assert isinstance(told.pause.status, Held)
    assert told.pause.status.vote.approver.id == "U1"
    assert Refresh(pause=pause.id) in await effects(desk)


async def test_a_held_answer_that_is_refused_is_explained_and_its_form_brought_back(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking(), verb=hold_answer)
    await effects(desk)

    await say(desk, pause, objections=NO)

    assert (await desk.get(pause.id)).status == Waiting()
    assert set(await effects(desk)) == {
        Explain(pause=pause.id, check=CheckId("chk_1")),
        Refresh(pause=pause.id),
        RefreshView(pause=pause.id, check=CheckId("chk_1")),
    }


async def test_the_mark_of_slowness_and_the_reply_agree_on_who_was_first(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())
    await say(desk, pause, objections=NO)
    assert isinstance(await desk.do(partial(mark_slow, check_id=CheckId("chk_1"))), Objected)
    assert await effects(desk) == []

    await ask(desk, pause, asking(2))
    assert isinstance(await desk.do(partial(mark_slow, check_id=CheckId("chk_2"))), Checking)
    await say(desk, pause, 2, objections=NO)
    assert await effects(desk) == [RefreshView(pause=pause.id, check=CheckId("chk_2"), else_explain=True)]


async def test_the_first_word_counts_and_a_repeat_changes_nothing(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())

    await say(desk, pause, objections=NO)
    again = await say(desk, pause)

    assert again.state is CheckState.REFUSED
    assert (await desk.get(pause.id)).status == Waiting()


async def test_an_answer_of_a_silent_flow_that_may_be_elsewhere_is_held(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())

    assert isinstance(await desk.do(partial(hold_silent, check_id=CheckId("chk_1"), now=NOON)), Saved)
    await say(desk, pause)
    assert isinstance(await desk.do(partial(hold_silent, check_id=CheckId("chk_1"), now=NOON)), Accepted)


async def test_another_question_under_its_key_supersedes_a_held_pause(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking(), verb=hold_answer)
    await effects(desk)
    newer = ASKED.model_copy(update={"title": "another"})

    await desk.do(partial(open_pause, request=newer, question=a_question(newer), now=NOON))

    status = (await desk.get(pause.id)).status
    assert isinstance(status, Cancelled)
    assert status.reason == "superseded"
    assert RefreshView(pause=pause.id, check=CheckId("chk_1")) in await effects(desk)
    assert (await say(desk, pause)).state is CheckState.TOO_LATE


async def test_a_message_that_was_refused_while_an_answer_was_held_is_tried_again(desk):
    pause = await opened(desk, placed=False)
    await ask(desk, pause, asking(), verb=hold_answer)
    await desk.do(partial(record_refused, pause_id=pause.id, code="not_in_channel", detail="invite", now=NOON))
    assert isinstance((await desk.get(pause.id)).status, Held)
    await effects(desk)

    await say(desk, pause, objections=NO)

    assert Announce(pause=pause.id) in await effects(desk)


async def test_what_a_closed_form_cannot_tell_the_thread_does(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())
    await desk.do(partial(mark_slow, check_id=CheckId("chk_1")))
    await say(desk, pause, objections=NO)
    (claim,) = await desk.owed()
    gone = DeliveryFailed("nobody has the form open", code="view_not_open")
    late = NOON + timedelta(minutes=1)

    await desk.do(partial(record_failure, claim=claim, pause=pause, failure=gone, now=late, jitter=0.0))

    assert await effects(desk) == [Explain(pause=pause.id, check=CheckId("chk_1"))]


async def test_checks_are_forgotten_a_day_after_they_were_asked(desk):
    pause = await opened(desk)
    await ask(desk, pause, asking())
    await say(desk, pause)

    await desk.do(partial(forget_checks, now=NOON + KEPT + timedelta(seconds=1)))

    with pytest.raises(NotFound):
        await say(desk, pause)


def test_a_pause_without_check_costs_nothing_more(tmp_path):
    engine = writing_engine(tmp_path / "plain.db")
    upgrade(engine)
    sent: list[str] = []
    request = OpenPause(title="t", schema=FORM, listener=LISTENER, timeout_seconds=60)
    first, second = a_question(request), a_question(request)
    answer = Answer(verdict=Verdict.ANSWERED, values={"n": 1})

    with engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
        uow = SqlUnitOfWork(connection)
        for question in (first, second):
            open_pause(uow, request, question, now=NOON)
        submit_answer(uow, first.id, ann(), answer, now=NOON)
        assert expire_pauses(uow, now=NOON + timedelta(hours=1)) == 1
        uow.finish()
    engine.dispose()

    assert sent
    assert [statement for statement in sent if "checks" in statement] == []
