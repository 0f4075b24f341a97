"""Two processes on one PostgreSQL: one that outlived its lease does not undo what the other has done since."""

from __future__ import annotations

from functools import partial

from pausepoint_bot.effects import Refresh
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Place
from pausepoint_bot.store import open_store
from pausepoint_bot.usecases.send_effects import claim_effects, record_done, record_failure
from pausepoint_bot.usecases.settle import LEASE, owe
from tests.support.desk import Desk
from tests.support.pauses import NOON


async def test_who_comes_late_with_its_record_does_not_forget_the_outcome_that_is_owed_since(postgres_url: str) -> None:
    async with open_store(postgres_url) as one, open_store(postgres_url) as another:
        slow, quick, later = Desk(one), Desk(another), NOON + LEASE
        pause = (await slow.open()).pause
        (announced,) = await slow.do(partial(claim_effects, busy=(), now=NOON))
        place = Place(channel="C1", ts="1.000100", permalink=None)
        await slow.do(partial(record_done, claim=announced, now=NOON, place=place))
        standing = await slow.get(pause.id)
        await slow.do(lambda uow: owe(uow, Refresh(pause=pause.id), standing, now=NOON))
        (late,) = await slow.do(partial(claim_effects, busy=(), now=NOON))
        (failed,) = await quick.do(partial(claim_effects, busy=(), now=later))
        failure = DeliveryFailed("HTTP 500")
        await quick.do(partial(record_failure, claim=failed, pause=standing, failure=failure, now=later, jitter=0.0))
        await quick.answer(pause.id, now=later)

        await slow.do(partial(record_done, claim=late, now=later))

        (owed,) = await quick.do(partial(claim_effects, busy=(), now=later))
        assert owed.effect == Refresh(pause=pause.id)
