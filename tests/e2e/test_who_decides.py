"""Who may decide: members, or those whom the flow lists; everybody else is told who may."""

from __future__ import annotations

import pytest

from pausepoint import PauseFailed, apause_flow_run, decision_of
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.service import Service


@pytest.mark.parametrize("stranger", ["guest", "visitor", "connect"])
async def test_guests_and_other_companies_decide_nothing_unless_listed(
    service: Service, alice: ActingPerson, stranger: str
):
    person = service.playground.as_person(stranger)
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Members only")) as flow:
        message = await person.wait_for_message("#ops", "Members only")
        await person.click(message, "Approve")
        assert (await person.wait_for_view()).title == "You cannot decide this"
        await alice.click(message, "Decline")
        answer = await flow
    decision = decision_of(answer)
    assert decision is not None
    assert [who.id for who in decision.by] == [alice.person.id]


async def test_approvers_are_found_by_their_address_mentioned_and_alone_in_deciding(
    service: Service, alice: ActingPerson, bob: ActingPerson
):
    asked = apause_flow_run(CleanupApproval, title="For Bob", approvers="bob@example.com")
    async with waiting_flow(asked) as flow:
        message = await alice.wait_for_message("#ops", "For Bob")
        assert bob.person.id in str(message.blocks)
        await alice.click(message, "With notes…")
        assert "bob" in (await alice.wait_for_view("You cannot decide this")).visible_text.lower()
        await bob.click(message, "Approve")
        assert (await flow).approve


async def test_an_approver_whom_slack_does_not_know_fails_the_pause_at_once(service: Service):
    with pytest.raises(PauseFailed, match=r"nobody@example\.com"):
        await apause_flow_run(CleanupApproval, title="For nobody", approvers="nobody@example.com")


async def test_a_token_that_is_listed_answers_through_the_api(service: Service, call_api, monkeypatch):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="For a bot", approvers="token:robot")) as flow:
        await service.playground.as_person("alice").wait_for_message("#ops", "For a bot")
        monkeypatch.setenv("PAUSEPOINT_API_TOKEN", await service.token("robot", "answer", "read-all"))
        _, listed = await call_api("GET", "/v1/pauses")
        path = f"/v1/pauses/{listed['pauses'][0]['id']}/answer"
        status, problem = await call_api("POST", path, {"verdict": "answered", "values": {"approve": "perhaps"}})
        assert (status, problem["errors"][0]["pointer"]) == (422, "/values/approve")
        status, _ = await call_api("POST", path, {"verdict": "answered", "values": {"approve": True}})
        assert status == 200
        answer = await flow
    decision = decision_of(answer)
    assert decision is not None
    assert (answer.approve, [who.id for who in decision.by]) == (True, ["token:robot"])
