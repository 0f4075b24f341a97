"""What is deleted after a time, what stays, and that nobody mistakes the one for the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.effects import Refresh
from pausepoint_bot.errors import KeyReused, NotFound
from pausepoint_bot.pauses import CheckId, Decided, Expired, ListenerId, PauseId, Verdict
from pausepoint_bot.store import Keyring, new_key, open_store
from pausepoint_bot.usecases.answer_once import forget_replies
from pausepoint_bot.usecases.check_answer import Asking, hold_answer
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.follow_events import acknowledge_events
from pausepoint_bot.usecases.forget import (
    FEED_KEPT,
    Retention,
    date_ended,
    forget_answers,
    forget_feeds,
    forget_pauses,
)
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_bot.usecases.settle_check import Word, forget_checks, settle_check
from pausepoint_bot.usecases.submit_answer import Answer, TooLate
from pausepoint_bot.usecases.views import view_of
from tests.support.at_rest import everything_stored
from tests.support.desk import Desk, ann
from tests.support.pauses import NOON

CANARY = "canary7f3a"
DAY = timedelta(days=1)
LISTENER = ListenerId("lis_" + "a" * 16)
OTHER = ListenerId("lis_" + "b" * 16)
FORM = {"type": "object", "properties": {"note": {"type": "string"}}}
SAID = Answer(verdict=Verdict.ANSWERED, values={"note": CANARY}, reason=CANARY)
ASKED = OpenPause(title="Deploy?", schema=FORM, key="deploy-1", listener=LISTENER)
RETENTION = Retention(answers=30 * DAY, pauses=365 * DAY)


@pytest.fixture(params=["in clear", "encrypted"])
async def desk(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Desk]:
    keys = [new_key()] if request.param == "encrypted" else []
    async with open_store(database_url, Keyring(keys)) as store:
        yield Desk(store)


async def forget(desk: Desk, verb: Callable[..., bool], *, days: float) -> bool:
    return await desk.do(partial(verb, retention=RETENTION, now=NOON + days * DAY))


async def decided(desk: Desk, request: OpenPause = ASKED) -> PauseId:
    pause = (await desk.open(request)).pause.id
    await desk.answer(pause, answer=SAID)
    return pause


async def test_an_answer_is_deleted_after_its_time_and_the_decision_stays(desk: Desk) -> None:
    pause = await decided(desk)

    await forget(desk, forget_answers, days=29)
    status = (await desk.get(pause)).status
    assert isinstance(status, Decided)
    assert status.decision.values == SAID.values

    await forget(desk, forget_answers, days=31)
    status = (await desk.get(pause)).status
    assert isinstance(status, Decided)
    decision = status.decision
    assert (decision.values, decision.reason, decision.forgotten) == (None, None, True)
    assert ([who.id for who in decision.by], decision.at, decision.verdict) == (["U1"], NOON, Verdict.ANSWERED)
    view = view_of(await desk.get(pause)).decision
    assert view is not None
    assert view.answer_deleted


async def test_nothing_of_a_deleted_answer_is_left_in_any_table(desk: Desk, database_url: str) -> None:
    pause = (await desk.open(ASKED.model_copy(update={"check": True}))).pause.id
    for number, word in enumerate((Word(owner="someone"), Word(owner="flows"))):
        check = CheckId(f"chk_{number}")
        asking = Asking(check=check, actor=ann(id_=f"U{number}"), answer=SAID)
        await desk.do(partial(hold_answer, pause_id=pause, asking=asking, now=NOON))
        if number == 0:
            continue
        await desk.do(partial(settle_check, pause_id=pause, check_id=CheckId("chk_0"), word=word, now=NOON))
    await desk.do(
        lambda uow: uow.drafts.keep(Draft(pause=pause, person="U1", view="V", at=NOON, answers={"n": CANARY}))
    )
    assert len(await desk.events(LISTENER)) > 1

    await forget(desk, forget_answers, days=31)

    assert await desk.do(lambda uow: uow.pauses.votes(pause)) == []
    assert await desk.do(lambda uow: uow.checks.get(CheckId("chk_0"))) is None
    assert await desk.do(lambda uow: uow.drafts.newest(pause, person="U1")) is None
    (left,) = await desk.events(LISTENER)
    assert left.type == "decided"
    assert left.data.pause is not None
    assert left.data.pause.decision is not None
    assert left.data.pause.decision.answer_deleted
    if database_url.startswith("postgresql"):  # SQLite's log holds what was until it is written over
        assert CANARY.encode() not in everything_stored(database_url)


async def test_a_key_whose_answer_was_deleted_is_refused_with_the_reason(desk: Desk) -> None:
    await decided(desk)
    await forget(desk, forget_answers, days=31)

    with pytest.raises(KeyReused, match="the answer has been deleted since"):
        await desk.open(ASKED)
    with pytest.raises(KeyReused, match="another question"):
        await desk.open(ASKED.model_copy(update={"title": "Delete?"}))


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_verdict_without_values_still_holds_after_its_reason_was_deleted(desk: Desk, verdict: Verdict) -> None:
    approval = OpenPause(title="Deploy?", key="deploy-1")
    pause = (await desk.open(approval)).pause.id
    await desk.answer(pause, answer=Answer(verdict=verdict, reason=CANARY))
    await forget(desk, forget_answers, days=31)

    again = await desk.open(approval)

    assert not again.created
    assert isinstance(again.pause.status, Decided)
    assert (again.pause.status.decision.verdict, again.pause.status.decision.reason) == (verdict, None)


async def test_a_late_answer_to_a_forgotten_pause_is_told_who_decided(desk: Desk) -> None:
    pause = await decided(desk)
    await forget(desk, forget_answers, days=31)

    outcome = await desk.answer(pause, ann(id_="U2"), SAID, now=NOON + 32 * DAY)

    assert isinstance(outcome, TooLate)
    assert await desk.do(lambda uow: uow.pauses.votes(pause)) == []


async def test_a_waiting_pause_keeps_everything_however_old(desk: Desk) -> None:
    pause = (await desk.open(ASKED)).pause.id

    await forget(desk, forget_answers, days=4000)
    await forget(desk, forget_pauses, days=4000)
    await desk.do(partial(forget_feeds, now=NOON + 4000 * DAY))

    await desk.answer(pause, answer=SAID, now=NOON + 4000 * DAY)
    (event,) = await desk.events(LISTENER)
    assert (event.seq, event.type) == (1, "decided")


async def test_without_a_retention_everything_is_kept(desk: Desk) -> None:
    pause = await decided(desk)
    for verb in (forget_answers, forget_pauses):
        assert not await desk.do(partial(verb, retention=Retention(), now=NOON + 40_000 * DAY))
    status = (await desk.get(pause)).status
    assert isinstance(status, Decided)
    assert status.decision.values == SAID.values


async def test_a_pause_is_deleted_after_its_time_and_its_key_asks_anew(desk: Desk) -> None:
    pause = await decided(desk)
    await desk.owed()  # nothing was announced: what is owed is claimed and done
    await desk.do(drop_owed)

    await forget(desk, forget_pauses, days=366)

    with pytest.raises(NotFound):
        await desk.get(pause)
    assert await desk.events(LISTENER) == []
    assert (await desk.open(ASKED)).created


async def test_a_pause_that_still_owes_something_is_kept_until_it_is_delivered(desk: Desk) -> None:
    pause = await decided(desk)
    await desk.do(drop_owed)
    await desk.do(lambda uow: uow.outbox.add(Refresh(pause=pause), lane="slack:C1", due=NOON))

    await forget(desk, forget_pauses, days=366)
    assert isinstance((await desk.get(pause)).status, Decided)

    await desk.do(drop_owed)
    await forget(desk, forget_pauses, days=366)
    with pytest.raises(NotFound):
        await desk.get(pause)


async def test_what_an_older_version_has_ended_is_dated_and_then_deleted(desk: Desk) -> None:
    pause = await decided(desk)
    await desk.do(lambda uow: uow.pauses._connection.exec_driver_sql("UPDATE pauses SET ended_at = NULL"))
    await forget(desk, forget_answers, days=31)
    assert await values_of(desk, pause) == SAID.values

    await desk.do(date_ended)
    await forget(desk, forget_answers, days=31)

    assert await values_of(desk, pause) is None


async def test_of_several_who_delete_at_once_each_leaves_the_others_rows_alone(database_url: str) -> None:
    async with open_store(database_url) as store:
        desk = Desk(store)
        pauses = [await decided(desk, ASKED.model_copy(update={"key": f"k{number}"})) for number in range(30)]
        await asyncio.gather(*(forget(desk, forget_answers, days=31) for _ in range(6)))
        await desk.do(drop_owed)
        await asyncio.gather(*(forget(desk, forget_pauses, days=366) for _ in range(6)))
        for pause in pauses:
            with pytest.raises(NotFound):
                await desk.get(pause)


async def test_a_feed_that_nobody_follows_is_dropped_and_goes_on_after_its_last_seq(desk: Desk) -> None:
    for _ in range(3):
        await decided(desk, OpenPause(title="Deploy?", listener=LISTENER))
    await desk.do(partial(acknowledge_events, listener=LISTENER, seq=2, owner="flows", now=NOON))
    later = NOON + FEED_KEPT + DAY

    await desk.do(partial(forget_feeds, now=later))
    assert await desk.events(LISTENER) == []

    await desk.do(partial(acknowledge_events, listener=LISTENER, seq=3, owner="flows", now=later))
    back = (await desk.open(OpenPause(title="Again?", listener=LISTENER), now=later)).pause.id
    await desk.answer(back, now=later)
    new = (await desk.open(OpenPause(title="Other?", listener=OTHER), now=later)).pause.id
    await desk.answer(new, now=later)
    assert [event.seq for event in await desk.events(LISTENER, after=3)] == [4]
    assert [event.pause for event in await desk.events(OTHER)] == [new]


async def test_a_feed_that_was_followed_lately_is_kept(desk: Desk) -> None:
    await decided(desk, OpenPause(title="Deploy?", listener=LISTENER))
    later = NOON + FEED_KEPT + DAY
    await desk.do(partial(acknowledge_events, listener=LISTENER, seq=0, owner="flows", now=later - 2 * DAY))

    await desk.do(partial(forget_feeds, now=later))

    assert len(await desk.events(LISTENER)) == 1


async def test_a_feed_whose_pause_ended_lately_is_kept_though_its_process_was_silent(desk: Desk) -> None:
    await desk.open(OpenPause(title="Deploy?", listener=LISTENER, timeout_seconds=(FEED_KEPT + DAY).total_seconds()))
    end = NOON + FEED_KEPT + DAY
    await desk.do(partial(expire_pauses, now=end))

    await desk.do(partial(forget_feeds, now=end + DAY))

    (event,) = await desk.events(LISTENER)
    assert event.type == "expired"


async def test_a_long_life_leaves_only_what_is_still_asked_for(database_url: str) -> None:
    async with open_store(database_url) as store:
        desk = Desk(store)
        for year in range(6):
            now = NOON + year * 366 * DAY
            for number in range(15):
                listener = f"lis_{year:08d}{number:08d}"
                asked = OpenPause(title="Deploy?", schema=FORM, listener=listener, timeout_seconds=60)
                pause = (await desk.open(asked, now=now)).pause.id
                if number % 2:
                    await desk.answer(pause, answer=SAID, now=now)
            await desk.do(partial(expire_pauses, now=now + DAY))
            await desk.do(drop_owed)
            await clean(desk, now=now + 364 * DAY)
        rows = await desk.do(counted)

    assert rows == {
        "pauses": 15,
        "votes": 0,
        "checks": 0,
        "drafts": 0,
        "events": 0,
        "listeners": 1,
        "replies": 0,
        "outbox": 0,
    }


async def test_an_expired_pause_is_deleted_too(desk: Desk) -> None:
    pause = (await desk.open(OpenPause(title="Deploy?", timeout_seconds=60))).pause.id
    await desk.do(partial(expire_pauses, now=NOON + DAY))
    assert isinstance((await desk.get(pause)).status, Expired)
    await desk.do(drop_owed)

    await forget(desk, forget_pauses, days=367)

    with pytest.raises(NotFound):
        await desk.get(pause)


async def clean(desk: Desk, *, now) -> None:
    for verb in (forget_replies, forget_checks, forget_feeds):
        await desk.do(partial(verb, now=now))
    for verb in (forget_answers, forget_pauses):
        while await desk.do(partial(verb, retention=RETENTION, now=now)):
            pass


async def values_of(desk: Desk, pause: PauseId):
    status = (await desk.get(pause)).status
    return status.decision.values if isinstance(status, Decided) else None


def drop_owed(uow: UnitOfWork) -> None:
    uow.pauses._connection.exec_driver_sql("DELETE FROM outbox")  # type: ignore[attr-defined]


def counted(uow) -> dict[str, int]:
    names = ("pauses", "votes", "checks", "drafts", "events", "listeners", "replies", "outbox")
    count = uow.pauses._connection.exec_driver_sql
    return {name: count(f"SELECT count(*) FROM {name}").scalar() for name in names}  # noqa: S608 - our own tables


async def test_answers_whose_key_is_lost_keep_no_other_from_being_deleted(database_url: str) -> None:
    async with open_store(database_url, Keyring([new_key()])) as store:
        for number in range(3):
            await decided(Desk(store), ASKED.model_copy(update={"key": f"lost-{number}"}))

    async with open_store(database_url, Keyring([new_key()])) as store:
        desk = Desk(store)
        pause = (await desk.open(ASKED)).pause.id
        await desk.answer(pause, answer=SAID, now=NOON + DAY)

        found = await desk.do(lambda uow: uow.archive.remembered_before(NOON + 9 * DAY, 2))
        assert [each.id for each in found] == [pause]
        assert await forget(desk, forget_answers, days=40) is True
        assert await forget(desk, forget_answers, days=40) is False
