"""An answer that is shown to the flow's own class before it counts: what is asked, and what came back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pausepoint_bot.pauses.decision import Vote
from pausepoint_bot.pauses.ids import CheckId, PauseId


class CheckState(StrEnum):
    """How a check stands. The first two are open: the flow's word still counts."""

    PENDING = "pending"  # asked a moment ago; someone may be waiting in front of the form
    HELD = "held"  # the answer is kept until the flow is back
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TOO_LATE = "too_late"  # the pause ended otherwise, or another answer is held


OPEN_STATES: Final = frozenset({CheckState.PENDING, CheckState.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What the class says against an answer. `pointer` names the value (RFC 6901), `""` the answer as a whole.

    Both come from the flow: the pointer may name nothing, the message may hold anything.
    """

    pointer: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRef:
    """The surface's form in which the answer was given, as the surface wants to be reminded of it."""

    id: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An answer and what its flow says to it. It may become the vote; until then it decides nothing.

    `view` is where it was given, None for one click or the API. `slow` tells that its person has been answered
    already ("Checking…", "Saved"), so that the outcome must be brought to them.
    """

    id: CheckId
    pause: PauseId
    vote: Vote
    view: ViewRef | None = None
    state: CheckState = CheckState.PENDING
    slow: bool = False
    objections: tuple[Objection, ...] = ()

    @property
    def asked_at(self) -> datetime:
        """When the answer was given."""
        return self.vote.at

    @property
    def is_open(self) -> bool:
        """Whether the flow's word still counts."""
        return self.state in OPEN_STATES
