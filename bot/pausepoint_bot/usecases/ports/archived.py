"""What a transaction can do with pauses that have ended, and with feeds that nobody follows any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pausepoint.wire import Event
from pausepoint_bot.pauses import ListenerId, Pause, PauseId


class Archive(Protocol):
    """Pauses by when they ended, and what is deleted of them after a time."""

    def date(self, limit: int) -> int:
        """Note of ended pauses when they did, where a version that did not know it has ended them; return how many."""
        ...

    def remembered_before(self, moment: datetime, limit: int) -> Sequence[Pause]:
        """Return pauses that ended before `moment` and whose answers are still there, the oldest end first."""
        ...

    def forget(self, emptied: Sequence[Pause], *, now: datetime) -> None:
        """Store the pauses without their answers, and delete their votes, checks and drafts."""
        ...

    def ended_before(self, moment: datetime, limit: int) -> Mapping[PauseId, Sequence[ListenerId]]:
        """Return the pauses that ended before `moment` and owe nothing, with who was told of them."""
        ...

    def remove(self, ended: Collection[PauseId]) -> None:
        """Delete the pauses with everything that belongs to them, dead letters too."""
        ...

    def rewrite(self, listener: ListenerId, ends: Mapping[PauseId, Event | None]) -> None:
        """Let the feed tell of these pauses only how they ended, as given; of one with None nothing."""
        ...

    def forget_unseen(self, moment: datetime) -> int:
        """Drop some feeds of listeners that were not heard of since `moment` and wait for nothing; return how many."""
        ...

    def forget_old_drafts(self) -> None:
        """Drop drafts of pauses that have ended."""
        ...
