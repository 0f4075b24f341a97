"""The one table of a pause's legal moves. Pure.

A pause starts waiting and ends once. Nothing leaves an ended state: a decision is never taken back, and a late answer
is told who was first.

    waiting -> held | decided | expired | cancelled | failed
    held    -> waiting | decided | cancelled

A held pause does not expire: its deadline stands still. Nor does it fail, for it may yet be decided.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.errors import NotWaiting
from pausepoint_bot.pauses.pause import Cancelled, Decided, Expired, Failed, Held, Pause, Status, Waiting

MOVES: Final[dict[type[Status], frozenset[type[Status]]]] = {
    Waiting: frozenset({Held, Decided, Expired, Cancelled, Failed}),
    Held: frozenset({Waiting, Decided, Cancelled}),
    Decided: frozenset(),
    Expired: frozenset(),
    Cancelled: frozenset(),
    Failed: frozenset(),
}

STATE_NAMES: Final[dict[type[Status], str]] = {
    Waiting: "waiting",
    Held: "held",
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


def resume(pause: Pause, *, now: datetime) -> Pause:
    """Let a held pause wait again; its deadline moves by the time it was held.

    Raises:
        NotWaiting: the pause is not held.
    """
    held = pause.status
    waiting = move(pause, Waiting())
    # A clock that was set back must not shorten anybody's time.
    held_for = max(now - held.at, timedelta()) if isinstance(held, Held) else timedelta()
    return replace(waiting, held_for=pause.held_for + held_for)
