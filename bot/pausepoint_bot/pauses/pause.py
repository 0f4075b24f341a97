"""What a pause is: the question that was asked (never changes), where it stands, and where it is shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from pydantic import JsonValue

from pausepoint_bot.pauses.decision import Decision, Vote
from pausepoint_bot.pauses.ids import CheckId, ListenerId, PauseId

Values = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The flow that waits, as its author named it."""

    name: str
    run_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTerms:
    """Who may decide, as the flow asked: Slack user ids, e-mail addresses, `token:<name>`. Empty: see policies."""

    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Where the flow's process wants its signed webhook."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of whom, by whom, until when. Never changes once the pause is open.

    `owner` is the name of the API token that opened it. `channel` is as asked for: a name or an id, or None for the
    default one. `check` asks for every answer to be shown to the flow's own class before it counts. `deadline` None
    waits for ever; it is as asked for, while the one in force is `Pause.deadline`.
    """

    id: PauseId
    owner: str
    key: str | None
    digest: str
    title: str
    preview: str
    schema: Values | None
    initial: Values | None
    check: bool
    rejectable: bool
    channel: str | None
    policy: PolicyTerms
    requester: str | None
    flow: Flow | None
    opened_at: datetime
    deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the live message stands: Slack's channel id and message ts, and a link for people."""

    channel: str
    ts: str
    permalink: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Nobody has decided yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An answer is kept until the flow is back to check it. Since it was given, `at`, the deadline stands still."""

    vote: Vote
    check: CheckId

    @property
    def at(self) -> datetime:
        """When the answer was given."""
        return self.vote.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Somebody decided. Never changes."""

    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """The deadline came first."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The flow withdrew its question, asked a newer one under the same key, or someone cancelled it."""

    reason: Literal["withdrawn", "superseded", "cancelled"]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Slack refused for good: `code` is Slack's, `detail` says what to do."""

    code: str
    detail: str
    at: datetime


Status = Waiting | Held | Decided | Expired | Cancelled | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A question, where it stands (`status`), where it is shown (`place`), and who waits for the outcome.

    `listeners` are the SDK processes to tell, the latest last; `callback` is the latest one's webhook. `held_for` is
    how long answers were held that the flow then refused.
    """

    question: Question
    status: Status = Waiting()
    place: Place | None = None
    listeners: tuple[ListenerId, ...] = ()
    callback: Callback | None = None
    held_for: timedelta = timedelta()

    @property
    def id(self) -> PauseId:
        """The pause's id."""
        return self.question.id

    @property
    def has_ended(self) -> bool:
        """Whether nothing can change its outcome any more."""
        return isinstance(self.status, Decided | Expired | Cancelled | Failed)

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; None while it has not."""
        match self.status:
            case Decided(decision=decision):
                return decision.at
            case Expired(at=at) | Cancelled(at=at) | Failed(at=at):
                return at
            case Waiting() | Held():
                return None
            case _:
                assert_never(self.status)

    def without_answer(self) -> Pause:
        """Return the pause that has ended without what was answered; who decided, what and when stays."""
        if not isinstance(self.status, Decided):
            return self
        decision = replace(self.status.decision, values=None, reason=None, forgotten=True)
        return replace(self, status=Decided(decision=decision))

    @property
    def deadline(self) -> datetime | None:
        """The deadline in force: the one asked for, moved by the time that answers were held."""
        asked = self.question.deadline
        return None if asked is None else asked + self.held_for

    def is_past_deadline(self, now: datetime) -> bool:
        """Tell whether the deadline has come, even if nothing has expired the pause yet."""
        return isinstance(self.status, Waiting) and self.deadline is not None and now >= self.deadline

    def heard_by(self, listener: ListenerId | None, callback: Callback | None) -> Pause:
        """Tell `listener` too from now on; the newest listener's callback replaces the older one's."""
        if listener is None:
            return replace(self, callback=callback or self.callback)
        others = tuple(known for known in self.listeners if known != listener)
        return replace(self, listeners=(*others, listener)[-_MOST_LISTENERS:], callback=callback)


_MOST_LISTENERS = 8  # a flow re-run with its key that often has left dead processes behind, not waiting ones
