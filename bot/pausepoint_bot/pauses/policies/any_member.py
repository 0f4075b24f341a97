"""Without a list of approvers: any full member of the workspace the bot is installed in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.pauses.decision import Decision, Vote
from pausepoint_bot.pauses.people import Actor, Person, Standing
from pausepoint_bot.pauses.policies.first_vote import decide_by_first

_WHO: Final = "Any full member of this workspace may decide"
_REFUSALS: Final = {
    Standing.GUEST: f"{_WHO}; guests may not.",
    Standing.OUTSIDER: f"{_WHO}; people from other companies may not.",
    Standing.DEACTIVATED: f"{_WHO}; this account is deactivated.",
    Standing.BOT: f"{_WHO}; apps may not.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyMember:
    """Any one full member decides."""

    def refusal(self, actor: Actor) -> str | None:
        """Refuse guests, other companies, apps and API tokens."""
        if not isinstance(actor, Person):
            return f"{_WHO}; an API token counts only where the pause lists it as `token:{actor.name}`."
        return _REFUSALS.get(actor.standing)

    def decide(self, votes: Sequence[Vote]) -> Decision | None:
        """Let the first vote decide."""
        return decide_by_first(votes)
