"""Who stands before us: a person as Slack's directory knows them, or an API token. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pausepoint_bot.pauses.decision import Approver


class Standing(StrEnum):
    """What a person is to the workspace the bot is installed in."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # from another company, in a shared channel
    DEACTIVATED = "deactivated"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A Slack user. Matched by `id`; `name` is for display; `email` only where the workspace vouches for it."""

    id: str
    team: str
    name: str
    email: str | None
    standing: Standing

    def as_approver(self) -> Approver:
        """Return who to record on a decision."""
        return Approver(id=self.id, team=self.team, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token, acting for itself: it can never name a person."""

    name: str

    def as_approver(self) -> Approver:
        """Return who to record on a decision."""
        return Approver(id=f"token:{self.name}", team=None, name=self.name)


Actor = Person | Token
