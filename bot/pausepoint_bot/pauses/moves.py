"""The one table of a pause's legal moves. Pure.

A pause starts waiting and ends once. Nothing leaves an ended state: a decision is never taken back, and a late answer
is told who was first.

    waiting -> decided | expired | cancelled | failed
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pausepoint_bot.errors import NotWaiting
from pausepoint_bot.pauses.pause import Cancelled, Decided, Expired, Failed, Pause, Status, Waiting

MOVES: Final[dict[type[Status], frozenset[type[Status]]]] = {
    Waiting: frozenset({Decided, Expired, Cancelled, Failed}),
    Decided: frozenset(),
    Expired: frozenset(),
    Cancelled: frozenset(),
    Failed: frozenset(),
}

STATE_NAMES: Final[dict[type[Status], str]] = {
    Waiting: "waiting",
    Decided: "decided",
    Expired: "expired",
    Cancelled: "cancelled",
    Failed: "failed",
}


def state_name(status: Status) -> str:
    """Name the state as the API and the database do."""
    return STATE_NAMES[type(status)]


def move(pause: Pause, status: Status) -> Pause:
    """Return the pause in its new state.

    Raises:
        NotWaiting: the table does not allow the move.
    """
    if type(status) not in MOVES[type(pause.status)]:
        raise NotWaiting(f"pause {pause.id} is {state_name(pause.status)} and cannot become {state_name(status)}")
    return replace(pause, status=status)
