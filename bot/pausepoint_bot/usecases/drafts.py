"""What a person has typed and not submitted yet: the value, and the port it is kept behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from pausepoint_bot.forms import Answer
from pausepoint_bot.pauses import PauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person has typed so far into one modal; `at` orders what was sent from there.

    `answers` are by the surface's names for what was asked. `branches` are the answers with which each set of fields
    was drawn, by its token, so that what comes from a modal is read as what it showed.
    """

    pause: PauseId
    person: str
    view: str
    at: datetime
    answers: Mapping[str, Answer]
    branches: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)


class Drafts(Protocol):
    """What people have typed and not submitted yet: each modal has its own, so that what is seen is what is sent."""

    def keep(self, draft: Draft) -> None:
        """Store the draft in place of the one of the same view."""
        ...

    def find(self, pause: PauseId, *, person: str, view: str) -> Draft | None:
        """Return what the person has typed in a view."""
        ...

    def newest(self, pause: PauseId, *, person: str) -> Draft | None:
        """Return what the person has typed last, in whichever view."""
        ...

    def forget(self, pause: PauseId) -> None:
        """Drop every draft of the pause."""
        ...
