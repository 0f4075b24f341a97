"""With a list of approvers: any one of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pausepoint_bot.pauses.decision import Decision, Vote
from pausepoint_bot.pauses.people import Actor, Person, Standing, Token
from pausepoint_bot.pauses.policies.first_vote import decide_by_first


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Any one of the listed Slack user ids, e-mail addresses or `token:<name>` decides.

    An e-mail address counts only for people of the bot's own workspace: another company vouches for its own addresses.
    """

    approvers: tuple[str, ...]

    def refusal(self, actor: Actor) -> str | None:
        """Refuse whoever is not on the list, and accounts that were deactivated since."""
        if isinstance(actor, Person) and actor.standing is Standing.DEACTIVATED:
            return "This account is deactivated."
        if self._names(actor).isdisjoint(approver.casefold() for approver in self.approvers):
            return "Only the people listed as approvers may decide."
        return None

    def decide(self, votes: Sequence[Vote]) -> Decision | None:
        """Let the first vote decide."""
        return decide_by_first(votes)

    @staticmethod
    def _names(actor: Actor) -> set[str]:
        if isinstance(actor, Token):
            return {f"token:{actor.name}".casefold()}
        names = {actor.id.casefold()}
        if actor.email and actor.standing is not Standing.OUTSIDER:
            names.add(actor.email.casefold())
        return names
