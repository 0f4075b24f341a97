"""Who may decide, and when the votes make a decision. Pure; one file per policy, one line each in `policy_for`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pausepoint_bot.pauses.decision import Decision, Vote
from pausepoint_bot.pauses.pause import PolicyTerms
from pausepoint_bot.pauses.people import Actor
from pausepoint_bot.pauses.policies.any_member import AnyMember
from pausepoint_bot.pauses.policies.listed import Listed

__all__ = ["AnyMember", "Listed", "Policy", "policy_for"]


class Policy(Protocol):
    """A rule over actors and votes: order-free, final (a decision stands whatever votes follow) and total."""

    def refusal(self, actor: Actor) -> str | None:
        """Say why `actor` may not decide, in words for them; None if they may."""
        ...

    def decide(self, votes: Sequence[Vote]) -> Decision | None:
        """Return the decision that the votes make, or None while more are needed."""
        ...


def policy_for(terms: PolicyTerms) -> Policy:
    """Return the policy that a pause's terms ask for."""
    if terms.approvers:
        return Listed(approvers=terms.approvers)
    return AnyMember()
