"""A pause and the rules of its life. Pure: no I/O, no clock, no randomness; time and ids are arguments."""

from __future__ import annotations

from pausepoint_bot.pauses.check import OPEN_STATES, Check, CheckState, Objection, ViewRef
from pausepoint_bot.pauses.decision import Approver, Decision, Verdict, Vote
from pausepoint_bot.pauses.ids import CheckId, ListenerId, PauseId
from pausepoint_bot.pauses.moves import move, resume, state_name
from pausepoint_bot.pauses.pause import (
    Callback,
    Cancelled,
    Decided,
    Expired,
    Failed,
    Flow,
    Held,
    Pause,
    Place,
    PolicyTerms,
    Question,
    Status,
    Waiting,
)
from pausepoint_bot.pauses.people import Actor, Person, Standing, Token
from pausepoint_bot.pauses.policies import Policy, policy_for

__all__ = [
    "OPEN_STATES",
    "Actor",
    "Approver",
    "Callback",
    "Cancelled",
    "Check",
    "CheckId",
    "CheckState",
    "Decided",
    "Decision",
    "Expired",
    "Failed",
    "Flow",
    "Held",
    "ListenerId",
    "Objection",
    "Pause",
    "PauseId",
    "Person",
    "Place",
    "Policy",
    "PolicyTerms",
    "Question",
    "Standing",
    "Status",
    "Token",
    "Verdict",
    "ViewRef",
    "Vote",
    "Waiting",
    "move",
    "policy_for",
    "resume",
    "state_name",
]
