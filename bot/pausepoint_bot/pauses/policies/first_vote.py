"""One vote decides: the earliest one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pausepoint_bot.pauses.decision import Decision, Vote


def decide_by_first(votes: Sequence[Vote]) -> Decision | None:
    """Return the decision of the earliest vote (ties by approver id, so that order of arrival cannot matter)."""
    if not votes:
        return None
    first = min(votes, key=lambda vote: (vote.at, vote.approver.id))
    return Decision(verdict=first.verdict, values=first.values, reason=first.reason, by=(first.approver,), at=first.at)
