"""The bot or the flow dies in the middle of a wait, with SIGKILL; the answer still arrives, once.

The whole proof is `python -m tests.crash`: here stand short versions of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pausepoint import apause_flow_run, runtime
from pausepoint_playground.server import Playground
from tests.crash.kills import kill_again_and_again
from tests.crash.many import answer_many
from tests.crash.trouble import live_through
from tests.crash.world import Plan
from tests.support.flows import flow_process, result_of, waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.service import Serving, a_serving_process, flow_environment, token_in, until_recorded


@pytest.fixture
async def serving(playground: Playground, tmp_path: Path, lead_flows) -> AsyncIterator[Serving]:
    async with a_serving_process(playground, tmp_path) as serving:
        lead_flows(serving.url, token_in(serving.database))
        yield serving
        await asyncio.to_thread(runtime.shut_down)


async def test_a_flow_waits_through_a_crash_of_the_bot_and_gets_its_answer_afterwards(
    playground: Playground, serving: Serving
):
    alice = playground.as_person("alice")
    environment = flow_environment(serving.url, token_in(serving.database, "other-flows"))
    async with (
        waiting_flow(apause_flow_run(CleanupApproval, title="In this process")) as here,
        flow_process(environment, "--title", "In its own process") as there,
    ):
        first = await alice.wait_for_message("#ops", "In this process")
        second = await alice.wait_for_message("#ops", "In its own process", timeout=20)
        await until_recorded(serving.database)
        await serving.kill()
        await serving.start()
        await alice.click(first, "Approve")
        await alice.click(second, "Decline")
        assert await here == CleanupApproval(approve=True)
        assert await result_of(there) == {"answer": {"approve": False, "notes": ""}, "by": [alice.person.id]}
    await alice.wait_until(lambda: "Approved by alice" in first.visible_text)
    assert len(playground.calls("chat.postMessage")) == 2


async def test_a_click_while_the_bot_is_away_changes_nothing_and_the_next_one_counts(
    playground: Playground, serving: Serving
):
    alice = playground.as_person("alice")
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Away")) as flow:
        message = await alice.wait_for_message("#ops", "Away")
        await alice.click(message, "With notes…")
        await alice.wait_for_view()
        await serving.kill()
        lost = await alice.submit({"Approve": "Approve", "Notes": "kept"})
        assert lost.banner == "We had some trouble connecting. Try again?"
        await serving.start()
        assert (await alice.submit()).closed
        assert await flow == CleanupApproval(approve=True, notes="kept")


async def test_a_bot_that_starts_while_slack_is_out_of_order_serves_its_flows_and_asks_again(
    playground: Playground, serving: Serving
):
    alice = playground.as_person("alice")
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Outage")) as flow:
        message = await alice.wait_for_message("#ops", "Outage")
        await until_recorded(serving.database)
        await serving.kill()
        playground.faults.rate_limit("auth.test", times=2, retry_after=1)
        await serving.start()
        await alice.click(message, "Approve")
        assert (await alice.wait_for_view()).title == "That did not work"
        assert not flow.done()
        await alice.close()
        await serving.lives[-1].wait_for("Slack is ready")
        await alice.click(message, "Approve")
        assert await flow == CleanupApproval(approve=True)


async def test_a_flow_that_was_killed_finds_its_answer_when_it_is_run_again_with_its_key(
    playground: Playground, serving: Serving
):
    alice = playground.as_person("alice")
    environment = flow_environment(serving.url, token_in(serving.database, "other-flows"))
    arguments = ("--title", "Killed", "--key", "nightly")
    async with flow_process(environment, *arguments) as flow:
        message = await alice.wait_for_message("#ops", "Killed", timeout=20)
        await flow.kill()
    await alice.click(message, "Approve")
    async with flow_process(environment, *arguments) as again:
        assert await result_of(again) == {"answer": {"approve": True, "notes": ""}, "by": [alice.person.id]}
    assert len(playground.calls("chat.postMessage")) == 1


async def test_a_flow_that_was_killed_and_runs_again_waits_for_the_same_message(
    playground: Playground, serving: Serving
):
    alice = playground.as_person("alice")
    environment = flow_environment(serving.url, token_in(serving.database, "other-flows"))
    arguments = ("--title", "Killed", "--key", "nightly")
    async with flow_process(environment, *arguments) as flow:
        message = await alice.wait_for_message("#ops", "Killed", timeout=20)
        await flow.kill()
    async with flow_process(environment, *arguments) as again:
        await alice.click(message, "Decline")
        assert (await result_of(again))["answer"] == {"approve": False, "notes": ""}
    assert len(playground.calls("chat.postMessage")) == 1


async def test_nothing_secret_is_in_all_that_the_service_says(playground: Playground, tmp_path: Path, lead_flows):
    async with a_serving_process(playground, tmp_path, PAUSEPOINT_LOG_LEVEL="DEBUG") as serving:
        token = token_in(serving.database)
        lead_flows(serving.url, token)
        alice = playground.as_person("alice")
        async with waiting_flow(apause_flow_run(CleanupApproval, title="Secretive")) as flow:
            await alice.click(await alice.wait_for_message("#ops", "Secretive"), "Approve")
            await flow
        with pytest.raises(Exception, match="channel"):
            await apause_flow_run(CleanupApproval, title="Lost", channel="#nowhere")
        await asyncio.to_thread(runtime.shut_down)
        assert await serving.lives[-1].stop() == 0
        said = serving.stderr
    assert "channel_not_found" in said
    for secret in (token, playground.bot_token, playground.signing_secret, playground.app_token, "whsec_", "Traceback"):
        assert secret not in said


async def test_nothing_is_lost_when_the_service_dies_wherever_it_stands(tmp_path: Path):
    plan = Plan(database=f"sqlite:///{tmp_path / 'crash.db'}", seed=11)
    assert await kill_again_and_again(plan, 4, people=4)


@pytest.mark.parametrize("trouble", ["disk", "slack"])
async def test_nothing_is_lost_while_something_is_out_of_order(tmp_path: Path, trouble: str):
    plan = Plan(database=f"sqlite:///{tmp_path / 'crash.db'}", seed=12)
    assert await live_through(trouble, plan, seconds=1, people=3)


async def test_nothing_is_lost_while_the_database_is_cut_off(postgres_url: str):
    assert await live_through("database", Plan(database=postgres_url, seed=13), seconds=1, people=3)


async def test_one_of_two_replicas_dies_and_every_flow_that_waits_is_answered(postgres_url: str):
    assert await answer_many(Plan(database=postgres_url, replicas=2, seed=14), 60)
