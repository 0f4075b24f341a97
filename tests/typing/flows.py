"""Real uses of the SDK, with the types that a checker must see. Checked by mypy and pyright, never run."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, assert_type

from pydantic import BaseModel, Field

from pausepoint import (
    Approver,
    Decision,
    PauseRejected,
    RunInput,
    SlackUser,
    apause_flow_run,
    decision_of,
    last_decision,
    pause_flow_run,
)
from pausepoint.testing import answering


class Approval(RunInput):
    approve: bool = False
    notes: str = ""
    reviewer: SlackUser | None = None


class Model(BaseModel):
    x: int


def synchronous() -> None:
    assert_type(pause_flow_run(Approval), Approval)
    assert_type(pause_flow_run(wait_for_input=Approval, timeout=None), Approval)
    assert_type(pause_flow_run(Approval.with_initial_data("**hi**", notes="n")), Approval)
    assert_type(pause_flow_run(Approval.with_initial_data("a").with_initial_data(approve=True)), Approval)
    assert_type(pause_flow_run(Model, 60, 10, "key"), Model)
    assert_type(pause_flow_run(Model, timedelta(hours=1), title="t", approvers=["U1"], rejectable=True), Model)
    assert_type(pause_flow_run(str), str)
    assert_type(pause_flow_run(list[str]), list[str])
    assert_type(pause_flow_run(Literal["a", "b"]), object)
    assert_type(pause_flow_run(int | None), object)
    assert_type(pause_flow_run(Annotated[int, Field(ge=1)]), object)


def plain_approval() -> None:
    try:
        pause_flow_run(
            title="Go?", preview="**x**", channel="#ops", requester="U2", flow_name="f", flow_url="https://x"
        )
        pause_flow_run(None)
    except PauseRejected as rejected:
        assert_type(rejected.by, tuple[Approver, ...])
        assert_type(rejected.reason, str | None)


async def asynchronous() -> None:
    answer = await apause_flow_run(Approval)
    assert_type(answer, Approval)
    assert_type(await apause_flow_run(str, key="k"), str)
    assert_type(await apause_flow_run(Literal[1, 2]), object)
    await apause_flow_run()
    assert_type(decision_of(answer), Decision | None)
    assert_type(last_decision(), Decision | None)


def in_a_test() -> None:
    with answering(Approval(approve=True)) as pauses:
        assert_type(pauses.asked[0].preview, str)
