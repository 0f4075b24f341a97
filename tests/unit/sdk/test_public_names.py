from __future__ import annotations

import inspect
import subprocess
import sys

import pausepoint
from pausepoint import slack_types, wire

NAMES = {
    "Approver",
    "BadConfiguration",
    "BotUnreachable",
    "Decision",
    "FlowPauseTimeout",
    "FormProblem",
    "FormRefused",
    "KeyReused",
    "PauseCancelled",
    "PauseError",
    "PauseFailed",
    "PauseRejected",
    "RunInput",
    "SlackChannel",
    "SlackUser",
    "apause_flow_run",
    "decision_of",
    "last_decision",
    "pause_flow_run",
}


def test_the_public_names_are_these() -> None:
    assert set(pausepoint.__all__) == NAMES
    assert all(hasattr(pausepoint, name) for name in NAMES)


def test_both_calls_take_the_same_arguments_in_prefects_order() -> None:
    blocking, awaited = map(inspect.signature, (pausepoint.pause_flow_run, pausepoint.apause_flow_run))

    assert list(blocking.parameters)[:4] == ["wait_for_input", "timeout", "poll_interval", "key"]
    assert blocking.parameters == awaited.parameters
    assert blocking.parameters["timeout"].default == 3600


def test_importing_costs_no_more_modules_than_a_pydantic_model() -> None:
    script = """
import sys
from pydantic import BaseModel
class Empty(BaseModel): pass
before = set(sys.modules)
import pausepoint
print(*sorted(set(sys.modules) - before))
"""
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)

    assert all(name.split(".")[0] == "pausepoint" for name in loaded.stdout.split())
    assert "pausepoint.wire" not in loaded.stdout.split()


def test_the_slack_types_carry_the_formats_of_the_wire() -> None:
    (user,), (channel,) = (kind.__metadata__ for kind in (slack_types.SlackUser, slack_types.SlackChannel))

    assert user.json_schema_extra == {"format": wire.SLACK_USER}
    assert channel.json_schema_extra == {"format": wire.SLACK_CHANNEL}
