"""A pause that ends without an answer: the flow hears of it, and so does whoever reads the message."""

from __future__ import annotations

import asyncio
import signal
import time

import pytest

from pausepoint import FlowPauseTimeout, KeyReused, PauseCancelled, PauseFailed, apause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support.flows import flow_process, waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.service import Service, flow_environment


async def test_it_expires_on_time_and_the_message_says_so(service: Service, alice: ActingPerson):
    began = time.monotonic()
    async with waiting_flow(apause_flow_run(CleanupApproval, 1, title="Quick")) as flow:
        message = await alice.wait_for_message("#ops", "Quick")
        with pytest.raises(FlowPauseTimeout):
            await flow
    assert 1 <= time.monotonic() - began < 3
    await alice.wait_until(lambda: "Expired: nobody decided in time" in message.visible_text)
    assert message.buttons == []


async def test_a_flow_that_is_cancelled_withdraws_its_question(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Never mind")) as flow:
        message = await alice.wait_for_message("#ops", "Never mind")
        flow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await flow
    await alice.wait_until(lambda: "Withdrawn: the flow no longer waits" in message.visible_text)
    assert message.buttons == []


async def test_a_process_that_is_interrupted_withdraws_its_question(service: Service, alice: ActingPerson):
    environment = flow_environment(service.url, await service.token("others"))
    async with flow_process(environment, "--title", "Interrupted") as flow:
        message = await alice.wait_for_message("#ops", "Interrupted", timeout=20)
        assert await flow.stop(signal.SIGINT) != 0
    await alice.wait_until(lambda: "Withdrawn: the flow no longer waits" in message.visible_text)


async def test_one_cancelled_by_hand_ends_its_flow(service: Service, alice: ActingPerson, call_api):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="By hand")) as flow:
        message = await alice.wait_for_message("#ops", "By hand")
        _, listed = await call_api("GET", "/v1/pauses")
        (pause,) = listed["pauses"]
        status, _ = await call_api("POST", f"/v1/pauses/{pause['id']}/cancel", {"reason": "cancelled"})
        assert status == 200
        with pytest.raises(PauseCancelled, match="cancelled before anybody decided"):
            await flow
    await alice.wait_until(lambda: "Cancelled" in message.visible_text)


async def test_another_question_under_the_same_key_supersedes_the_first(service: Service, alice: ActingPerson):
    async with (
        waiting_flow(apause_flow_run(CleanupApproval, key="k", title="Delete 42")) as first,
        waiting_flow(
            _after(alice, "Delete 42", apause_flow_run(CleanupApproval, key="k", title="Delete 43"))
        ) as second,
    ):
        old = await alice.wait_for_message("#ops", "Delete 42")
        new = await alice.wait_for_message("#ops", "Delete 43")
        with pytest.raises(PauseCancelled, match="superseded"):
            await first
        await alice.wait_until(lambda: "Superseded: the flow has asked a newer question" in old.visible_text)
        await alice.click(new, "Approve")
        assert (await second).approve


async def _after(person: ActingPerson, title: str, flow):
    await person.wait_for_message("#ops", title)
    return await flow


async def test_a_decided_key_answers_the_same_question_and_no_other(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, key="k", title="Delete 42")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Delete 42"), "Approve")
        assert (await flow).approve
    assert (await apause_flow_run(CleanupApproval, key="k", title="Delete 42")).approve
    with pytest.raises(KeyReused, match="another key"):
        await apause_flow_run(CleanupApproval, key="k", title="Delete 43")
    assert len(service.playground.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("channel", "code", "advice"),
    [
        ("#nowhere", "channel_not_found", "#nowhere"),
        ("#elsewhere", "not_in_channel", "/invite"),
        ("#archived", "is_archived", "archived"),
    ],
)
async def test_a_channel_that_cannot_be_used_fails_at_once_with_what_to_do(
    service: Service, channel: str, code: str, advice: str
):
    began = time.monotonic()
    with pytest.raises(PauseFailed) as failed:
        await asyncio.wait_for(apause_flow_run(CleanupApproval, channel=channel, title="Lost"), 20)
    assert failed.value.code == code
    assert advice in str(failed.value)
    assert time.monotonic() - began < 3
