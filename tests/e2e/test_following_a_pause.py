"""One pause by its id through the logs of both processes, and all that is counted against what operators are told."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from pausepoint import apause_flow_run, runtime
from pausepoint_playground.server import Playground
from tests.support.checked_forms import Window
from tests.support.flows import waiting_flow
from tests.support.forms import CleanupApproval
from tests.support.programs import ROOT
from tests.support.service import Service, a_serving_process, token_in


def objects(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket mode"])
async def test_each_step_of_a_pause_is_found_once_by_its_id(
    playground: Playground, tmp_path: Path, lead_flows, caplog: pytest.LogCaptureFixture, socket_mode
):
    caplog.set_level(logging.INFO, logger="pausepoint.life")
    more = {"PAUSEPOINT_SLACK_APP_TOKEN": playground.app_token} if socket_mode else {}
    async with a_serving_process(playground, tmp_path, PAUSEPOINT_LOG_FORMAT="json", **more) as serving:
        if socket_mode:
            playground.request_url = None
        lead_flows(serving.url, await asyncio.to_thread(token_in, serving.database))
        alice = playground.as_person("alice")
        asking = apause_flow_run(CleanupApproval, title="Delete 42 runs", flow_name="cleanup", flow_run_id="run-7")
        async with waiting_flow(asking) as flow:
            await alice.click(await alice.wait_for_message("#ops", "Delete 42 runs"), "Approve")
            await flow
        await asyncio.to_thread(runtime.shut_down)
        assert await serving.lives[-1].stop() == 0

    records = [record for record in caplog.records if record.name == "pausepoint.life"]
    (pause_id,) = {record.pause for record in records}
    assert Counter(record.step for record in records) == {"opened": 1, "announced": 1, "released": 1}
    lines = [line for line in objects(serving.stderr) if line.get("pause") == pause_id and line["level"] == "info"]
    assert [line["step"] for line in lines if "step" in line] == ["opened", "announced", "decided", "released"]
    assert {line["run"] for line in lines if "step" in line} == {"run-7"}
    decided = lines[[line.get("step") for line in lines].index("decided")]
    assert (decided["by"], decided["outcome"]) == (alice.person.id, "answered")
    assert decided["request"]
    assert all("Delete 42 runs" not in json.dumps(line) for line in objects(serving.stderr))


async def test_a_click_and_a_check_are_found_by_the_same_id_at_debug(
    playground: Playground, tmp_path: Path, lead_flows
):
    more = {"PAUSEPOINT_LOG_FORMAT": "json", "PAUSEPOINT_LOG_LEVEL": "DEBUG"}
    async with a_serving_process(playground, tmp_path, **more) as serving:
        lead_flows(serving.url, await asyncio.to_thread(token_in, serving.database))
        alice = playground.as_person("alice")
        async with waiting_flow(apause_flow_run(Window, title="Freeze")) as flow:
            await alice.click(await alice.wait_for_message("#ops", "Freeze"), "Answer…")
            await alice.wait_for_view()
            assert (await alice.submit({"Start": "2026-03-01", "End": "2026-03-02"})).closed
            await flow
        await asyncio.to_thread(runtime.shut_down)
        assert await serving.lives[-1].stop() == 0

    lines = objects(serving.stderr)
    (opened,) = [line for line in lines if line.get("step") == "opened"]
    of_pause = [line for line in lines if line.get("pause") == opened["pause"]]
    knocks = [line["kind"] for line in of_pause if line["event"] == "knock answered"]
    assert knocks == ["block_actions", "view_submission"]
    assert [line["outcome"] for line in of_pause if line["event"] == "check answered"] == ["accepted"]


async def test_every_metric_is_explained_to_operators_and_every_one_explained_exists(service: Service, alice):
    async with waiting_flow(apause_flow_run(CleanupApproval, title="Go on?")) as flow:
        await alice.click(await alice.wait_for_message("#ops", "Go on?"), "Approve")
        await flow
    async with aiohttp.ClientSession() as session, session.get(f"{service.url}/metrics") as response:
        text = await response.text()

    guide = (ROOT / "bot/docs/operating.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `(pausepoint_\w+)` \|", guide, re.MULTILINE))
    families = set(re.findall(r"^# TYPE (\w+) \w+$", text, re.MULTILINE))
    assert explained == {name for name in families if not name.endswith("_created")}
    figures = dict(re.findall(r"^(pausepoint_\S+) (\S+)$", text, re.MULTILINE))
    assert figures['pausepoint_pauses{state="decided"}'] == "1.0"
    assert figures['pausepoint_pause_steps_total{step="decided"}'] == "1.0"
    assert float(figures['pausepoint_slack_call_seconds_count{method="chat.postMessage"}']) == 1
    assert float(figures['pausepoint_slack_knock_seconds_count{kind="block_actions"}']) == 1
    assert float(figures['pausepoint_delivery_seconds_count{kind="announce",outcome="delivered"}']) == 1
    assert float(figures['pausepoint_http_request_seconds_count{method="POST",route="open_pause",status="201"}']) == 1
