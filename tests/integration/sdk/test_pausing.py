from __future__ import annotations

import asyncio
from typing import Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from pausepoint import (
    FlowPauseTimeout,
    FormRefused,
    KeyReused,
    PauseCancelled,
    PauseFailed,
    PauseRejected,
    RunInput,
    apause_flow_run,
    decision_of,
    last_decision,
    pause_flow_run,
)
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import FakeBot

SOON = 20


class CleanupApproval(RunInput):
    approve: bool = False
    notes: str = Field(default="", description="Why?")


def test_a_synchronous_flow_gets_the_typed_answer(bot: FakeBot, in_background: Background) -> None:
    form = CleanupApproval.with_initial_data(description="**42 runs**", notes="old ones")
    flow = in_background(pause_flow_run, form, title="Delete 42 runs", channel="#ops", approvers="U1", flow_name="tidy")
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"approve": True, "notes": "fine"})

    answer = flow.result(SOON)
    assert isinstance(answer, CleanupApproval)
    assert answer == CleanupApproval(approve=True, notes="fine")
    request = asked.request
    assert (request.title, request.preview, request.channel) == ("Delete 42 runs", "**42 runs**", "#ops")
    assert request.initial == {"notes": "old ones"}
    assert request.timeout_seconds == 3600
    assert request.check is False
    assert request.policy is not None
    assert request.policy.approvers == ["U1"]
    assert request.flow is not None
    assert request.flow.name == "tidy"


async def test_an_asynchronous_flow_gets_the_typed_answer_and_who_gave_it(bot: FakeBot) -> None:
    flow = asyncio.ensure_future(apause_flow_run(CleanupApproval))
    (asked,) = await asyncio.to_thread(bot.wait_for_pauses)

    bot.decide(asked.id, {"approve": True})

    answer = await asyncio.wait_for(flow, SOON)
    decision = decision_of(answer)
    assert answer.approve is True
    assert decision is not None
    assert (decision.by[0].name, decision.permalink) == ("Ann", "https://slack.test/p1")


def test_a_plain_type_comes_back_bare(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(lambda: (pause_flow_run(Literal["now", "later"]), last_decision()))
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "later"})

    answer, decision = flow.result(SOON)
    assert answer == "later"
    assert decision.by[0].id == "U0ANN"


def test_plain_approval_returns_none_and_sends_no_schema(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, preview="Go?")
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id)

    assert flow.result(SOON) is None
    assert (asked.request.schema_, asked.request.preview) == (None, "Go?")


def test_a_rejection_raises_with_who_and_why(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, verdict="rejected", reason="not on a Friday")

    with pytest.raises(PauseRejected, match=r"Ann.*not on a Friday"):
        flow.result(SOON)


def test_nobody_deciding_in_time_raises_a_timeout(bot: FakeBot) -> None:
    with pytest.raises(FlowPauseTimeout) as caught:
        pause_flow_run(timeout=0.2)

    assert isinstance(caught.value, TimeoutError)


def test_what_slack_refuses_for_good_reaches_the_flow(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, channel="#nowhere")
    (asked,) = bot.wait_for_pauses()

    bot.fail(asked.id, "channel_not_found", "There is no channel #nowhere; invite the bot or name another.")

    with pytest.raises(PauseFailed, match=r"no channel #nowhere.*channel_not_found"):
        flow.result(SOON)


def test_a_cancelled_pause_says_why(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run)
    (asked,) = bot.wait_for_pauses()

    bot.cancel(asked.id, "cancelled")

    with pytest.raises(PauseCancelled) as caught:
        flow.result(SOON)
    assert caught.value.reason == "cancelled"


def test_a_form_that_cannot_be_shown_is_refused_at_the_call(bot: FakeBot) -> None:
    class Login(BaseModel):
        password: SecretStr

    with pytest.raises(FormRefused) as caught:
        pause_flow_run(Login)

    (problem,) = caught.value.problems
    assert problem.pointer == "/schema/properties/password"


def test_the_same_key_and_question_find_the_earlier_answer(bot: FakeBot, in_background: Background) -> None:
    first = in_background(pause_flow_run, CleanupApproval, key="k")
    (asked,) = bot.wait_for_pauses()
    bot.decide(asked.id, {"approve": True})
    first.result(SOON)

    again = pause_flow_run(CleanupApproval, key="k")

    assert again == CleanupApproval(approve=True)


def test_a_key_with_the_decision_of_another_question_is_refused(bot: FakeBot, in_background: Background) -> None:
    first = in_background(pause_flow_run, CleanupApproval, key="k")
    bot.decide(bot.wait_for_pauses()[0].id, {})
    first.result(SOON)

    with pytest.raises(KeyReused, match="'k'"):
        pause_flow_run(str, key="k")


def test_another_question_under_a_waiting_key_supersedes_the_first(bot: FakeBot, in_background: Background) -> None:
    first = in_background(pause_flow_run, CleanupApproval, key="k")
    bot.wait_for_pauses()
    second = in_background(pause_flow_run, str, key="k")

    with pytest.raises(PauseCancelled, match="superseded"):
        first.result(SOON)
    (asked,) = bot.wait_for_pauses()
    bot.decide(asked.id, {"value": "x"})
    assert second.result(SOON) == "x"


def test_two_calls_under_one_key_get_the_same_answer(bot: FakeBot, in_background: Background) -> None:
    flows = [in_background(pause_flow_run, str, key="k") for _ in range(2)]
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: len(asked.callbacks) == 2)

    bot.decide(asked.id, {"value": "both"})

    assert [flow.result(SOON) for flow in flows] == ["both", "both"]


async def test_many_pauses_wait_at_once_and_each_gets_its_own_answer_and_decision(bot: FakeBot) -> None:
    async def flow(number: int) -> tuple[int, str]:
        answer = await apause_flow_run(int, title=f"number {number}")
        decision = last_decision()
        assert decision is not None
        return answer, decision.reason or ""

    flows = asyncio.gather(*(flow(number) for number in range(50)))
    for asked in await asyncio.to_thread(bot.wait_for_pauses, 50):
        number = int(asked.request.title.split()[1])
        await asyncio.to_thread(bot.decide, asked.id, {"value": number}, reason=f"because {number}")

    assert await asyncio.wait_for(flows, SOON) == [(number, f"because {number}") for number in range(50)]


def test_many_threads_pause_at_once(bot: FakeBot, in_background: Background) -> None:
    flows = [in_background(pause_flow_run, int, title=f"number {number}") for number in range(50)]
    for asked in bot.wait_for_pauses(50):
        bot.decide(asked.id, {"value": int(asked.request.title.split()[1])})

    assert [flow.result(SOON) for flow in flows] == list(range(50))


async def test_a_blocking_pause_in_a_running_loop_names_its_twin() -> None:
    with pytest.raises(RuntimeError, match="await apause_flow_run"):
        pause_flow_run()
