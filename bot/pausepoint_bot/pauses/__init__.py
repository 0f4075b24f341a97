"""A pause and the rules of its life. Pure: no I/O, no clock, no randomness; time and ids are arguments."""

from __future__ import annotations

from pausepoint_bot.pauses.decision import Approver, Decision, Verdict, Vote
from pausepoint_bot.pauses.moves import move, state_name
from pausepoint_bot.pauses.pause import (
    Callback,
    Cancelled,
    Decided,
    Expired,
    Failed,
    Flow,
    ListenerId,
    Pause,
    PauseId,
    Place,
    PolicyTerms,
    Question,
    Status,
    Waiting,
)
from pausepoint_bot.pauses.people import Actor, Person, Standing, Token
from pausepoint_bot.pauses.policies import Policy, policy_for

__all__ = [
    "Actor",
    "Approver",
    "Callback",
    "Cancelled",
    "Decided",
    "Decision",
    "Expired",
    "Failed",
    "Flow",
    "ListenerId",
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
    "Vote",
    "Waiting",
    "move",
    "policy_for",
    "state_name",
]
