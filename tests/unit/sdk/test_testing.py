from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel, Field, field_validator

from pausepoint import (
    FlowPauseTimeout,
    PauseCancelled,
    PauseRejected,
    RunInput,
    apause_flow_run,
    decision_of,
    last_decision,
    pause_flow_run,
)
from pausepoint.testing import AnswerDoesNotFit, Asked, Cancelled, Pauses, Rejected, TimedOut, answering


class Approval(RunInput):
    approve: bool
    days: int = Field(default=1, le=10, alias="howLong")

    @field_validator("days")
    @classmethod
    def not_seven(cls, value: int) -> int:
        if value == 7:
            raise ValueError("seven is unlucky")
        return value


@pytest.fixture
def approved() -> Iterator[Pauses]:
    with answering(Approval(approve=True)) as pauses:
        yield pauses


def test_it_works_as_a_fixture_and_records_what_was_asked(approved: Pauses) -> None:
    form = Approval.with_initial_data("**look**", days=3)

    answer = pause_flow_run(form, title="Sure?", approvers=["U1"], channel="#ops", flow_name="tidy")

    assert answer == Approval(approve=True)
    assert approved.asked == [
        Asked(
            title="Sure?",
            preview="**look**",
            wait_for_input=form,
            schema=form.model_json_schema(),
            initial={"howLong": 3},
            key=None,
            channel="#ops",
            approvers=("U1",),
            rejectable=False,
            requester=None,
            flow_name="tidy",
            timeout_seconds=3600,
        )
    ]


def test_the_answer_says_who_gave_it(approved: Pauses) -> None:
    decision = decision_of(pause_flow_run(Approval))

    assert decision is not None
    assert decision == last_decision()
    assert decision.by[0].id == "U0TESTER"


def test_a_list_answers_one_pause_after_the_other() -> None:
    with answering([{"approve": False}, "text", None, ["a", "b"]]):
        answers = [pause_flow_run(Approval), pause_flow_run(str), pause_flow_run(), pause_flow_run(list[str])]
        with pytest.raises(AnswerDoesNotFit, match="one more pause asks: 'again'"):
            pause_flow_run(title="again")

    assert answers == [Approval(approve=False), "text", None, ["a", "b"]]


def test_a_function_answers_what_it_is_asked() -> None:
    with answering(lambda asked: len(asked.title)):
        assert pause_flow_run(int, title="four") == 4


def test_nobody_answers_a_person_rejects_or_the_pause_is_cancelled() -> None:
    with answering([TimedOut(), Rejected("no"), Rejected("form"), Cancelled()]):
        with pytest.raises(FlowPauseTimeout):
            pause_flow_run()
        with pytest.raises(PauseRejected, match="no"):
            pause_flow_run()
        with pytest.raises(PauseRejected, match="form"):
            pause_flow_run(Approval, rejectable=True)
        with pytest.raises(PauseCancelled):
            pause_flow_run()


class Other(BaseModel):
    colour: str


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"approve": True, "howLong": 11}, "howLong: .*less than or equal to 10"),
        ({"approve": True, "howLong": 7}, "seven is unlucky"),
        ({}, "approve: Field required"),
        (Other(colour="red"), "colour: Extra inputs"),
        ("yes", "has fields, and 'yes' has none"),
        (Rejected(), "rejectable=True"),
    ],
)
def test_an_answer_that_no_person_could_give_fails_the_test(answer: object, said: str) -> None:
    with answering(answer), pytest.raises(AnswerDoesNotFit, match=said):
        pause_flow_run(Approval)


def test_a_plain_approval_takes_no_values() -> None:
    with answering(True), pytest.raises(AnswerDoesNotFit, match="answered with None"):
        pause_flow_run()


async def test_asynchronous_flows_are_answered_each_with_its_own_decision() -> None:
    async def flow(title: str) -> tuple[str, object]:
        return await apause_flow_run(str, title=title), last_decision()

    before = last_decision()
    with answering(lambda asked: asked.title):
        answers = await asyncio.gather(flow("a"), flow("b"))

    assert [answer for answer, _ in answers] == ["a", "b"]
    assert all(decision is not None for _, decision in answers)
    assert last_decision() is before


def test_threads_are_answered_too() -> None:
    with answering("x") as pauses, ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(pause_flow_run, str) for _ in range(20)]]

    assert answers == ["x"] * 20
    assert len(pauses.asked) == 20


def test_the_innermost_answers_count() -> None:
    with answering("outer"):
        with answering("inner"):
            assert pause_flow_run(str) == "inner"
        assert pause_flow_run(str) == "outer"
