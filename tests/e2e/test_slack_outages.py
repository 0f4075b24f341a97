"""Slack misbehaves: nothing is lost, nothing is asked twice, and the flow waits on."""

from __future__ import annotations

from pausepoint import apause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.service import Service


async def test_a_message_that_slack_refuses_for_now_is_posted_later_and_once(service: Service, alice: ActingPerson):
    service.playground.faults.rate_limit("chat.postMessage", times=1, retry_after=1)
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Later")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Later"), "Approve")
        assert (await flow).approve
    posts = service.playground.calls("chat.postMessage")
    assert [post.ok for post in posts] == [False, True]
    assert posts[1].at - posts[0].at >= 1


async def test_an_outcome_that_slack_refuses_for_now_does_not_hold_up_the_flow(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Outcome")) as flow:
        message = await alice.wait_for_message("#ops", "Outcome")
        await alice.click(message, "With notes…")
        await alice.wait_for_view()
        service.playground.faults.rate_limit("chat.update", times=1, retry_after=1)
        assert (await alice.submit({"Approve": "Decline"})).closed
        assert not (await flow).approve
        assert message.buttons != []
    await alice.wait_until(lambda: "Declined by alice" in message.visible_text)


async def test_a_click_whose_trigger_died_is_told_to_click_again_and_then_opens(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Slow")) as flow:
        message = await alice.wait_for_message("#ops", "Slow")
        service.playground.faults.expire_triggers = 1
        await alice.click(message, "With notes…")
        await alice.wait_for_message("#ops", "please click again")
        assert alice.view is None
        await alice.click(message, "With notes…")
        await alice.wait_for_view()
        await alice.submit({"Approve": "Approve"})
        assert (await flow).approve


async def test_a_tap_that_slack_delivers_twice_decides_once(service: Service, alice: ActingPerson):
    service.playground.faults.deliver_twice = 1
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Twice")) as flow:
        message = await alice.wait_for_message("#ops", "Twice")
        await alice.click(message, "Approve")
        assert (await flow).approve
    await alice.wait_until(lambda: "Approved by alice" in message.visible_text)
    assert alice.view is None
