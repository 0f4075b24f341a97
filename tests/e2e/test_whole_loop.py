"""A flow pauses, a person decides in Slack, the flow goes on: all of it, over both of Slack's ways in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import pytest

from pausepoint import (
    PauseRejected,
    apause_flow_run,
    decision_of,
    last_decision,
    pause_flow_run,
    runtime,
)
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval, Deployment
from tests.support.service import Service, a_service

PREVIEW = "**Preview (42 runs):**\n\n| run | state |\n|---|---|\n| a1 | Crashed |\n"


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket mode"])
async def test_the_answer_comes_back_typed_and_the_message_says_who_gave_it(tmp_path: Path, lead_flows, socket_mode):
    async with a_service(tmp_path, socket_mode=socket_mode) as service:
        lead_flows(service.url, await service.token())
        alice = service.playground.as_person("alice")
        form = CleanupApproval.with_initial_data(description=PREVIEW)
        async with waiting_flow(apause_flow_run(form, title="Delete 42 runs")) as flow:
            message = await alice.wait_for_message("#ops", "Delete 42 runs")
            assert "Preview (42 runs):" in message.visible_text
            assert "a1   Crashed" in message.visible_text
            assert message.buttons == ["Approve", "Decline", "With notes…"]

            await alice.click(message, "With notes…")
            await alice.wait_for_view()
            result = await alice.submit({"Approve": "Approve", "Notes": "all stale <!channel>"})

            assert result.closed
            answer = await flow
        assert answer == CleanupApproval(approve=True, notes="all stale <!channel>")
        decision = decision_of(answer)
        assert decision is not None
        assert (decision.verdict, [who.id for who in decision.by]) == ("answered", [alice.person.id])
        await alice.wait_until(lambda: "Approved by alice" in message.visible_text)
        assert "all stale <!channel>" in message.visible_text
        assert message.buttons == []
        await asyncio.to_thread(runtime.shut_down)


async def test_one_tap_answers_and_decline_is_an_answer_too(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="One tap")) as flow:
        message = await alice.wait_for_message("#ops", "One tap")
        await alice.click(message, "Decline")
        assert await flow == CleanupApproval(approve=False)
    await alice.wait_until(lambda: "Declined by alice" in message.visible_text)


async def test_a_plain_approval_returns_nothing_and_remembers_who_gave_it(service: Service, alice: ActingPerson):
    async def flow_body() -> object:
        given = await apause_flow_run(title="Go on?")
        decision = last_decision()
        assert decision is not None
        return given, [who.id for who in decision.by]

    async with waiting_flow(flow_body()) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Go on?"), "Approve")
        assert await flow == (None, [alice.person.id])


async def test_a_rejection_raises_with_who_and_why(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(title="Go on?")) as flow:
        message = await alice.wait_for_message("#ops", "Go on?")
        await alice.click(message, "Reject…")
        await alice.wait_for_view("Reject")
        assert (await alice.submit({"Reason": "not on a Friday"})).closed
        with pytest.raises(PauseRejected, match=r"alice.*not on a Friday"):
            await flow
    await alice.wait_until(lambda: "Rejected by alice" in message.visible_text)
    assert "not on a Friday" in message.visible_text


async def test_a_literal_becomes_buttons_and_returns_the_bare_value(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(Literal["retry", "skip"], title="What now?")) as flow:
        message = await alice.wait_for_message("#ops", "What now?")
        retry, skip = message.buttons
        assert ("retry" in retry, "skip" in skip) == (True, True)
        await alice.click(message, skip)
        assert await flow == "skip"


async def test_what_only_the_service_knows_stands_under_its_field_until_it_is_right(
    service: Service, alice: ActingPerson
):
    async with waiting_flow(apause_flow_run(Deployment, title="Deploy")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Deploy"), "Answer…")
        await alice.wait_for_view()
        wrong = await alice.submit({"Service": "web", "Version": "1.4", "Replicas": "3"})
        assert not wrong.closed
        assert wrong.errors.keys() == {"#/version", "#/replicas"}
        assert alice.view is not None
        assert "3" in wrong.errors["#/replicas"]
        right = await alice.submit({"Version": "v1.4", "Replicas": "4"})
        assert right.closed
        assert await flow == Deployment(service="web", version="v1.4", replicas=4)


async def test_synchronous_code_waits_in_its_own_thread(service: Service, alice: ActingPerson):
    async with waiting_flow(asyncio.to_thread(pause_flow_run, CleanupApproval, title="From a thread")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "From a thread"), "Approve")
        assert await flow == CleanupApproval(approve=True)


async def test_the_blocking_call_names_its_twin_in_a_running_loop(service: Service):
    with pytest.raises(RuntimeError, match="await apause_flow_run"):
        pause_flow_run(CleanupApproval, title="Never asked")
    assert service.playground.calls("chat.postMessage") == []
