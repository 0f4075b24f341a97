"""Slack and the receivers of callbacks as a test moves them: well, down, deaf (it arrives, the answer is lost), refusing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pausepoint.wire import Event
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.pauses import Callback, Check, CheckId, Pause, PauseId, Place
from pausepoint_bot.pauses.moves import state_name

Mood = Literal["well", "down", "busy", "deaf", "refusing"]

_FAILURES = {
    "down": DeliveryFailed("nobody answers", code="unreachable"),
    "busy": DeliveryFailed("too many requests", code="ratelimited", retry_after=30.0),
    "deaf": DeliveryFailed("the answer was lost", code="no_answer"),
    "refusing": DeliveryFailed("there is no such channel", code="channel_not_found", lasting=True),
}


@dataclass(slots=True)
class Posted:
    """A message, and the state of the pause that it shows."""

    pause: PauseId
    shows: str


@dataclass(slots=True)
class SlackByHand:
    """The surface: messages by ts, and what has been told of checks."""

    mood: Mood = "well"
    messages: dict[str, Posted] = field(default_factory=dict)
    explained: Counter[CheckId] = field(default_factory=Counter)
    redrawn: Counter[CheckId] = field(default_factory=Counter)
    posts: int = 0

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:
        """Show everything."""
        del form
        return ()

    async def announce(self, pause: Pause) -> Place:
        """Post."""
        assert pause.place is None, "a message that is known is posted again"
        assert not pause.has_ended, "a question is posted that nobody can answer"
        self._hear()
        self.posts += 1
        ts = f"{self.posts}.000001"
        self.messages[ts] = Posted(pause=pause.id, shows=state_name(pause.status))
        self._answer()
        return Place(channel="C1", ts=ts, permalink=None)

    async def refresh(self, pause: Pause) -> None:
        """Bring up to date."""
        assert pause.place is not None
        self._hear()
        if (message := self.messages.get(pause.place.ts)) is not None:
            message.shows = state_name(pause.status)
        self._answer()

    async def explain(self, pause: Pause, check: Check) -> None:
        """Say why."""
        assert pause.place is not None
        self._hear()
        self.explained[check.id] += 1
        self._answer()

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Redraw."""
        assert check.pause == pause.id
        self._hear()
        self.redrawn[check.id] += 1
        self._answer()

    async def retract(self, place: Place) -> None:
        """Delete."""
        self._hear()
        self.messages.pop(place.ts, None)
        self._answer()

    def _hear(self) -> None:
        if self.mood in {"down", "busy", "refusing"}:
            raise _FAILURES[self.mood]

    def _answer(self) -> None:
        if self.mood == "deaf":
            raise _FAILURES[self.mood]


@dataclass(slots=True)
class ReceiverByHand:
    """Where callbacks go: what was told, by pause."""

    mood: Mood = "well"
    told: dict[PauseId, list[Event]] = field(default_factory=dict)

    def refusal(self, url: str) -> str | None:
        """Refuse no address."""
        return None if url else "it is empty"

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Take the event."""
        del callback
        if self.mood in {"down", "busy", "refusing"}:
            raise _FAILURES[self.mood]
        self.told.setdefault(PauseId(event.pause), []).append(event)
        if self.mood == "deaf":
            raise _FAILURES[self.mood]
