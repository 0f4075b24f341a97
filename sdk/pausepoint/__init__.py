"""Pause a Python flow until a person has decided in Slack, and go on with a typed answer. Public names only."""

from pausepoint.decisions import Approver, Decision, decision_of, last_decision
from pausepoint.errors import (
    BadConfiguration,
    BotUnreachable,
    FlowPauseTimeout,
    FormProblem,
    FormRefused,
    KeyReused,
    PauseCancelled,
    PauseError,
    PauseFailed,
    PauseRejected,
)
from pausepoint.flow_runs import apause_flow_run, pause_flow_run
from pausepoint.run_input import RunInput
from pausepoint.slack_types import SlackChannel, SlackUser

__all__ = [
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
]
