"""Several answers to one question: exactly one decides, and everybody is told the truth."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint import FlowPauseTimeout, apause_flow_run, decision_of
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.deliveries.replies import Acked
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.service import Service


async def _open_form(person: ActingPerson, title: str) -> None:
    await person.click(await person.wait_for_message("#ops", title), "With notes…")
    await person.wait_for_view()


async def test_of_two_submits_at_the_same_instant_one_decides_and_the_other_is_told_who(
    service: Service, alice: ActingPerson, bob: ActingPerson
):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Both at once")) as flow:
        await _open_form(alice, "Both at once")
        await _open_form(bob, "Both at once")
        results = await asyncio.gather(
            alice.submit({"Approve": "Approve", "Notes": "alice's"}),
            bob.submit({"Approve": "Decline", "Notes": "bob's"}),
        )
        answer = await flow
    decision = decision_of(answer)
    assert decision is not None
    (winner,) = decision.by
    first, second = (alice, bob) if winner.id == alice.person.id else (bob, alice)
    assert answer.notes == f"{first.person.name}'s"
    assert (first.view, [result.closed for result in results].count(True)) == (None, 1)
    assert second.view is not None
    assert second.view.title == "Already settled"
    assert f"by {first.person.name}" in second.view.visible_text


async def test_of_two_taps_at_the_same_instant_one_decides(service: Service, alice: ActingPerson, bob: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Two taps")) as flow:
        message = await alice.wait_for_message("#ops", "Two taps")
        await asyncio.gather(alice.click(message, "Approve"), bob.click(message, "Decline"))
        answer = await flow
    decision = decision_of(answer)
    assert decision is not None
    winner, loser, verdict = (alice, bob, "Approved") if answer.approve else (bob, alice, "Declined")
    assert [who.id for who in decision.by] == [winner.person.id]
    assert (await loser.wait_for_view()).title == "Already settled"
    await alice.wait_until(lambda: f"{verdict} by {winner.person.name}" in message.visible_text)


async def test_the_same_view_delivered_twice_gets_the_first_reply_again(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Twice")) as flow:
        await _open_form(alice, "Twice")
        service.playground.faults.deliver_twice = 1
        result = await alice.submit({"Approve": "Approve", "Notes": "once"})
        assert (result.closed, result.banner, alice.view) == (True, None, None)
        assert await flow == CleanupApproval(approve=True, notes="once")
    (submit,) = service.playground.log.of("view_submission")
    again = await service.playground._courier.interaction(submit.arguments)
    assert again == Acked(body=None)


async def test_a_submit_whose_reply_was_lost_is_repeated_without_harm(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Lost reply")) as flow:
        await _open_form(alice, "Lost reply")
        service.playground.faults.drop_acks = 1
        lost = await alice.submit({"Approve": "Approve", "Notes": "really"})
        assert lost.banner == "We had some trouble connecting. Try again?"
        assert await flow == CleanupApproval(approve=True, notes="really")
        assert (await alice.submit()).closed


async def test_a_late_submit_is_told_by_whom_it_was_decided(service: Service, alice: ActingPerson, bob: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Late")) as flow:
        await _open_form(bob, "Late")
        await alice.click(await alice.wait_for_message("#ops", "Late"), "Approve")
        assert (await flow).approve
    late = await bob.submit({"Approve": "Decline"})
    assert not late.closed
    assert bob.view is not None
    assert bob.view.title == "Already settled"
    assert "Approved by alice" in bob.view.visible_text


async def test_nobody_decides_after_the_deadline(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(CleanupApproval, 0.5, title="Short")) as flow:
        await _open_form(alice, "Short")
        with pytest.raises(FlowPauseTimeout):
            await flow
    message = await alice.wait_for_message("#ops", "Short")
    assert not (await alice.submit({"Approve": "Approve"})).closed
    assert alice.view is not None
    assert alice.view.title == "Already settled"
    assert "Expired: nobody decided in time" in alice.view.visible_text
    await alice.wait_until(lambda: message.buttons == [])
    assert "Expired: nobody decided in time" in message.visible_text
