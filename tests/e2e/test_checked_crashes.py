"""The flow or the bot dies, with SIGKILL, while an answer is to be checked: nothing is lost, nothing is un-decided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from pausepoint import apause_flow_run, runtime
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.server import Playground
from tests.support import checked_forms
from tests.support.checked_forms import Slow
from tests.support.flows import flow_process, result_of, waiting_flow
from tests.support.programs import Program
from tests.support.service import Serving, a_serving_process, flow_environment, token_in

WINDOW = ("--title", "Killed", "--key", "nightly", "--form", "window")
RIGHT = {"Start": "2026-03-01", "End": "2026-03-02"}
WRONG = {"Start": "2026-03-02", "End": "2026-03-01"}


@pytest.fixture(autouse=True)
def gate() -> Iterator[None]:
    checked_forms.gate.clear()
    checked_forms.reached.clear()
    yield
    checked_forms.gate.set()


@pytest.fixture
async def serving(playground: Playground, tmp_path: Path, lead_flows) -> AsyncIterator[Serving]:
    async with a_serving_process(playground, tmp_path) as serving:
        lead_flows(serving.url, token_in(serving.database))
        yield serving
        checked_forms.gate.set()
        await asyncio.to_thread(runtime.shut_down)


@pytest.fixture
def alice(playground: Playground) -> ActingPerson:
    return playground.as_person("alice")


@pytest.fixture
def environment(serving: Serving) -> dict[str, str]:
    return flow_environment(serving.url, token_in(serving.database, "other-flows"))


async def killed_before_the_submit(flow: Program, alice: ActingPerson, values: dict[str, object]) -> None:
    """Submit an answer to a flow that was killed; it is kept."""
    message = await alice.wait_for_message("#ops", "Killed", timeout=20)
    await flow.kill()
    await alice.click(message, "Answer…")
    await alice.wait_for_view()
    saved = await alice.submit(values)
    assert (saved.closed, saved.view and saved.view.title) == (False, "Saved")
    await alice.wait_until(lambda: "Answer by alice saved" in message.visible_text)
    assert message.buttons == []


async def test_an_answer_to_a_killed_flow_is_held_and_released_when_it_runs_again(
    playground: Playground, alice: ActingPerson, environment: dict[str, str]
):
    async with flow_process(environment, *WINDOW) as flow:
        await killed_before_the_submit(flow, alice, RIGHT)
    async with flow_process(environment, *WINDOW) as again:
        result = await result_of(again)
    assert result["by"] == [alice.person.id]
    assert result["answer"]["end"] == "2026-03-02"
    assert "Answered by alice" in (await alice.wait_for_view("Done")).visible_text
    message = await alice.wait_for_message("#ops", "Killed")
    await alice.wait_until(lambda: "Answered by alice" in message.visible_text)
    assert len(playground.calls("chat.postMessage")) == 1


async def test_a_held_answer_that_is_refused_is_explained_and_the_question_is_open_again(
    playground: Playground, alice: ActingPerson, environment: dict[str, str]
):
    async with flow_process(environment, *WINDOW) as flow:
        await killed_before_the_submit(flow, alice, WRONG)
    async with flow_process(environment, *WINDOW) as again:
        reply = await alice.wait_for_message("#ops", "did not take the answer by alice", timeout=20)
        assert "The end must be after the start." in reply.visible_text
        assert "The question is open again." in reply.visible_text
        root = next(message for message in alice.messages("#ops") if message.thread_ts is None)
        assert reply.thread_ts == root.ts
        await alice.wait_until(lambda: root.buttons == ["Answer…"])
        await alice.wait_for_view("Killed")
        assert (await alice.submit(RIGHT)).closed
        assert (await result_of(again))["answer"]["start"] == "2026-03-01"


async def test_somebody_else_is_told_whose_answer_is_held(
    playground: Playground, alice: ActingPerson, environment: dict[str, str]
):
    bob = playground.as_person("bob")
    async with flow_process(environment, *WINDOW) as flow:
        message = await alice.wait_for_message("#ops", "Killed", timeout=20)
        await bob.click(message, "Answer…")
        await bob.wait_for_view()
        await killed_before_the_submit(flow, alice, RIGHT)
    told = await bob.submit(WRONG)
    assert (told.view and told.view.title) == "Saved"
    assert told.view is not None
    assert "Answer by alice saved" in told.view.visible_text


async def test_a_one_tap_answer_to_a_killed_flow_is_held_too(
    playground: Playground, alice: ActingPerson, environment: dict[str, str]
):
    arguments = ("--title", "Tapped", "--key", "tap", "--form", "gated")
    async with flow_process(environment, *arguments) as flow:
        message = await alice.wait_for_message("#ops", "Tapped", timeout=20)
        await flow.kill()
        await alice.click(message, "Approve")
        await alice.wait_until(lambda: "Answer by alice saved" in message.visible_text)
    async with flow_process(environment, *arguments) as again:
        reply = await alice.wait_for_message("#ops", "did not take the answer", timeout=20)
        assert "Say why you approve." in reply.visible_text
        await alice.wait_until(lambda: "Approve" in message.buttons)
        await alice.click(message, "Decline")
        assert (await result_of(again))["answer"]["approve"] is False


async def test_the_bot_dies_after_it_said_that_it_checks_and_the_outcome_still_comes(
    playground: Playground, serving: Serving, alice: ActingPerson
):
    async with waiting_flow(apause_flow_run(Slow, title="Crash")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Crash"), "Answer…")
        await alice.wait_for_view()
        await alice.submit({"Number": "4"})
        await alice.wait_for_view("Checking…")
        await serving.kill()
        checked_forms.gate.set()
        await serving.start()
        assert (await flow).number == 4
        assert "Answered by alice" in (await alice.wait_for_view("Done", timeout=20)).visible_text


async def test_the_bot_dies_between_the_question_and_the_reply_and_nothing_is_lost(
    playground: Playground, serving: Serving, alice: ActingPerson
):
    async with waiting_flow(apause_flow_run(Slow, title="Crash")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Crash"), "Answer…")
        await alice.wait_for_view()
        submitting = asyncio.ensure_future(alice.submit({"Number": "4"}))
        assert await asyncio.to_thread(checked_forms.reached.wait, 10)
        await serving.kill()
        assert (await submitting).banner == "We had some trouble connecting. Try again?"
        checked_forms.gate.set()
        await serving.start()
        assert (await flow).number == 4
        assert (await alice.submit()).closed
