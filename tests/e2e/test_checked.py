"""An answer is shown to the flow's own class before it counts: the flow never dies of it, and nothing is un-decided."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from pausepoint import apause_flow_run, decision_of, runtime
from pausepoint_playground.client.acting_person import ActingPerson
from tests.support import checked_forms
from tests.support.checked_forms import Gated, Many, Slow, SlowTap, Window
from tests.support.flows import waiting_flow
from tests.support.service import Service, a_service

WRONG = {"Start": "2026-03-02", "End": "2026-03-01", "Why": "spring"}


@pytest.fixture(autouse=True)
def gate() -> Iterator[None]:
    checked_forms.gate.set()
    yield
    checked_forms.gate.set()


async def open_form(person: ActingPerson, title: str, button: str = "Answer…") -> None:
    await person.click(await person.wait_for_message("#ops", title), button)
    await person.wait_for_view()


async def test_what_only_the_class_knows_stands_under_its_field_until_it_is_right(
    service: Service, alice: ActingPerson
):
    async with waiting_flow(apause_flow_run(Window, title="When?")) as flow:
        await open_form(alice, "When?")
        wrong = await alice.submit(WRONG)
        assert (wrong.closed, wrong.errors) == (False, {"#/end": "The end must be after the start."})
        assert not flow.done()
        right = await alice.submit({"End": "2026-03-05"})
        assert right.closed
        answer = await flow
    assert (answer.end.isoformat(), answer.why) == ("2026-03-05", "spring")
    decision = decision_of(answer)
    assert decision is not None
    assert [who.id for who in decision.by] == [alice.person.id]
    assert service.playground.calls("views.update") == []


async def test_a_validator_that_fails_oddly_refuses_the_answer_and_leaves_the_flow_alive(
    service: Service, alice: ActingPerson
):
    async with waiting_flow(apause_flow_run(Window, title="Odd")) as flow:
        await open_form(alice, "Odd")
        odd = await alice.submit({"Start": "2026-03-01", "End": "2026-03-02", "Why": "boom"})
        assert odd.errors.keys() == {"#/why"}
        assert "its own code failed" in odd.errors["#/why"]
        assert (await alice.submit({"Why": "fine"})).closed
        assert (await flow).why == "fine"


async def test_a_slow_validator_shows_that_it_checks_and_then_that_it_is_done(service: Service, alice: ActingPerson):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Slowly")) as flow:
        await open_form(alice, "Slowly")
        slow = await alice.submit({"Number": "4"})
        assert (slow.closed, slow.view and slow.view.title) == (False, "Checking…")
        assert alice.view is not None
        assert (alice.view.inputs, alice.view.submit) == ([], None)
        message = await alice.wait_for_message("#ops", "Slowly")
        assert message.buttons == ["Answer…"]
        checked_forms.gate.set()
        assert (await flow).number == 4
        done = await alice.wait_for_view("Done")
        assert "Answered by alice" in done.visible_text
        await alice.wait_until(lambda: message.buttons == [])


async def test_a_slow_refusal_brings_the_form_back_with_answers_and_errors(service: Service, alice: ActingPerson):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Slowly wrong")) as flow:
        await open_form(alice, "Slowly wrong")
        await alice.submit({"Number": "3", "Note": "by hand"})
        await alice.wait_for_view("Checking…")
        checked_forms.gate.set()
        form = await alice.wait_for_view("Slowly wrong")
        assert "3 is odd." in form.visible_text
        assert not flow.done()
        assert (await alice.submit({"Number": "8"})).closed
        answer = await flow
    assert (answer.number, answer.note) == (8, "by hand")


async def test_a_slow_refusal_whose_form_was_closed_is_explained_in_the_thread(service: Service, alice: ActingPerson):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Closed")) as flow:
        message = await alice.wait_for_message("#ops", "Closed")
        await open_form(alice, "Closed")
        await alice.submit({"Number": "3"})
        await alice.close()
        checked_forms.gate.set()
        reply = await alice.wait_for_message("#ops", "did not take the answer", timeout=20)
        assert (reply.thread_ts, "3 is odd." in reply.visible_text) == (message.ts, True)
        await alice.click(message, "Answer…")
        assert (await alice.submit({"Number": "2"})).closed
        assert (await flow).number == 2


async def test_a_refused_tap_opens_the_form_with_the_reason(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(Gated, title="One tap")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "One tap"), "Approve")
        form = await alice.wait_for_view("One tap")
        assert "Say why you approve." in form.visible_text
        assert not flow.done()
        assert (await alice.submit({"Notes": "tested"})).closed
        assert await flow == Gated.model_construct(approve=True, notes="tested")


async def test_a_tap_that_the_class_takes_decides_at_once(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(Gated, title="Declined")) as flow:
        message = await alice.wait_for_message("#ops", "Declined")
        await alice.click(message, "Decline")
        assert (await flow).approve is False
    await alice.wait_until(lambda: "Declined by alice" in message.visible_text)
    assert alice.view is None


async def test_of_two_approvers_at_once_one_decides_and_the_other_is_told_who(
    service: Service, alice: ActingPerson, bob: ActingPerson
):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="Both")) as flow:
        await open_form(alice, "Both")
        await open_form(bob, "Both")
        await asyncio.gather(alice.submit({"Number": "2"}), bob.submit({"Number": "4"}))
        checked_forms.gate.set()
        answer = await flow
        winner, loser = (alice, bob) if answer.number == 2 else (bob, alice)
        assert (await winner.wait_for_view("Done")).title == "Done"
        assert f"by {winner.person.name}" in (await loser.wait_for_view("Already settled")).visible_text


async def test_a_rejection_needs_no_check(service: Service, alice: ActingPerson):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Slow, title="No", rejectable=True)) as flow:
        await open_form(alice, "No", "Reject…")
        assert (await alice.submit({"Reason": "never"})).closed
        with pytest.raises(Exception, match="never"):
            await flow


async def test_a_slow_tap_is_told_that_it_is_checked_and_a_refusal_is_explained_in_the_thread(
    service: Service, alice: ActingPerson
):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(SlowTap, title="Tap")) as flow:
        message = await alice.wait_for_message("#ops", "Tap")
        await alice.click(message, "Approve")
        told = await alice.wait_for_message("#ops", "The flow is checking your answer")
        assert told.only_for == alice.person.id
        checked_forms.gate.set()
        reply = await alice.wait_for_message("#ops", "did not take the answer by alice")
        assert reply.thread_ts == message.ts
        assert not flow.done()
        await alice.click(message, "Decline")
        assert (await flow).approve is False


async def test_over_socket_mode_it_is_the_same(tmp_path: Path, lead_flows):
    async with a_service(tmp_path, socket_mode=True) as service:
        lead_flows(service.url, await service.token())
        alice = service.playground.as_person("alice")
        async with waiting_flow(apause_flow_run(Window, title="When?")) as flow:
            await open_form(alice, "When?")
            assert (await alice.submit(WRONG)).errors == {"#/end": "The end must be after the start."}
            assert (await alice.submit({"End": "2026-03-05"})).closed
            assert (await flow).why == "spring"
        await asyncio.to_thread(runtime.shut_down)


async def test_a_form_of_many_pages_shows_what_the_class_says_wherever_it_stands(service: Service, alice: ActingPerson):
    async with waiting_flow(apause_flow_run(Many, title="Many")) as flow:
        await open_form(alice, "Many", "Answer…")
        await alice.submit(numbers_for(alice) | {"F0": "9"})
        wrong = await alice.submit(numbers_for(alice))
        assert not wrong.closed
        assert "F0 and F17 must not add up to 26." in "".join(wrong.errors.values())
        assert not flow.done()
        assert (await alice.submit({"F17": "18"})).closed
        assert (await flow).model_dump()["f17"] == 18


async def test_a_slow_refusal_of_many_pages_comes_back_with_every_page(service: Service, alice: ActingPerson):
    checked_forms.gate.clear()
    async with waiting_flow(apause_flow_run(Many, title="Many")) as flow:
        await open_form(alice, "Many", "Answer…")
        await alice.submit(numbers_for(alice) | {"F0": "9"})
        await alice.submit(numbers_for(alice))
        assert alice.view is not None
        assert alice.view.title == "Checking…"
        checked_forms.gate.set()
        form = await alice.wait_for_view("Many")
        assert "F0 and F17 must not add up to 26." in form.visible_text
        await alice.submit({"F0": "10"})
        assert alice.view is not None
        assert "F17" in alice.view.inputs
        assert (await alice.submit()).closed
        answer = (await flow).model_dump()
    assert (answer["f0"], answer["f5"], answer["f17"]) == (10, 5, 17)


def numbers_for(person: ActingPerson) -> dict[str, str]:
    """Return an answer for every input of the open page: its own number."""
    assert person.view is not None
    return {label: label[1:] for label in person.view.inputs}
