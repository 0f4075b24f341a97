"""What a transaction can do with each thing that is stored, and the records that are not of the pure rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pausepoint.wire import Event
from pausepoint_bot.effects import Claim, Effect, EffectId, EffectKind
from pausepoint_bot.pauses import Check, CheckId, ListenerId, Pause, PauseId, Vote
from pausepoint_bot.usecases.drafts import Drafts
from pausepoint_bot.usecases.life import LifeStep
from pausepoint_bot.usecases.ports.archived import Archive
from pausepoint_bot.usecases.ports.owed import OwedEffects


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedChannel:
    """A channel in which a token may open pauses, by name (without "#"), by id, or by both once both are known."""

    name: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A named API token as stored: never the token itself, only its SHA-256 (hex).

    `channels` are those in which it may open pauses; None where it may in any.
    """

    name: str
    sha256: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None = None
    channels: tuple[AllowedChannel, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseFilter:
    """Which pauses to list, newest first. `before` is the id of the last one of the previous page."""

    owner: str | None = None
    state: str | None = None
    key: str | None = None
    before: PauseId | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """What an idempotent request was answered the first time."""

    fingerprint: str
    status: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """How many effects of a kind are owed, or were given up (`buried`), and since when the oldest of them is."""

    kind: str
    buried: bool
    count: int
    since: datetime


class Pauses(Protocol):
    """The pauses and their votes."""

    def add(self, pause: Pause) -> None:
        """Store a new pause."""
        ...

    def get(self, pause: PauseId) -> Pause | None:
        """Return the pause as it stands in this transaction."""
        ...

    def save(self, pause: Pause) -> None:
        """Store the pause's status, place, listeners, callback and the time it was held; its question never changes."""
        ...

    def holding_key(self, *, owner: str, flow: str | None, key: str) -> Pause | None:
        """Return the waiting, held or decided pause that holds the key."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[Pause]:
        """Return waiting pauses whose deadline has come, the oldest deadline first."""
        ...

    def next_deadline(self) -> datetime | None:
        """Return the earliest deadline of a waiting pause."""
        ...

    def list(self, wanted: PauseFilter) -> Sequence[Pause]:
        """Return pauses, newest first."""
        ...

    def count_by_state(self) -> Mapping[str, int]:
        """Count the pauses in each state; one that no pause is in is left out. Looks at an index entry of each."""
        ...

    def add_vote(self, pause: PauseId, vote: Vote) -> None:
        """Record a vote. One approver has one vote per pause."""
        ...

    def votes(self, pause: PauseId) -> Sequence[Vote]:
        """Return the votes in order of time."""
        ...


class Checks(Protocol):
    """The answers that flows are asked about."""

    def add(self, check: Check) -> None:
        """Store a new check."""
        ...

    def get(self, check: CheckId) -> Check | None:
        """Return the check as it stands in this transaction."""
        ...

    def save(self, check: Check) -> None:
        """Store the check's state, slowness and objections; what it asks never changes."""
        ...

    def open_of(self, pause: PauseId) -> Sequence[Check]:
        """Return the pause's checks on which the flow's word still counts, oldest first."""
        ...

    def pending_since(self, moment: datetime, limit: int) -> Sequence[Check]:
        """Return pending checks asked at `moment` or before, oldest first."""
        ...

    def oldest_pending(self) -> datetime | None:
        """Return when the oldest pending check was asked."""
        ...

    def forget_before(self, moment: datetime) -> None:
        """Drop checks that were asked before `moment` and are settled."""
        ...


class Outbox(OwedEffects, Protocol):
    """The effects owed."""

    def add(
        self,
        effect: Effect,
        *,
        lane: str,
        due: datetime,
        lease_until: datetime | None = None,
        pause: Pause | None = None,
    ) -> None:
        """Owe an effect. With `lease_until` it is born claimed by this process, which is handed it on commit.

        `pause` is handed over with it, to save reading what this transaction has just written.

        A `Refresh` that is owed already and unclaimed is not owed twice.
        """
        ...

    def claim(
        self, *, now: datetime, lease_until: datetime, busy: Collection[str], limit: int, per_lane: int
    ) -> Sequence[Claim]:
        """Claim due effects that nobody holds: at most `per_lane` of a lane, none of the `busy` lanes and kinds."""
        ...

    def join_lanes(self, roads: Mapping[str, str], *, now: datetime) -> None:
        """Let what is due in a lane travel in the one that it is known to be by another name."""
        ...

    def spend(self, effect: EffectId, *, lane: str, until: datetime) -> None:
        """Forget a delivered effect; until then no other process sends in the lane."""
        ...

    def holds(self, effect: EffectId) -> bool:
        """Tell whether this process still has in its hands what it has claimed, which then stays so.

        Once its lease had ended, another one may have claimed it, and have given it back with newer news.
        """
        ...

    def done(self, effect: EffectId) -> None:
        """Forget an effect that was delivered, or that nobody needs any more."""
        ...

    def retry(
        self, effect: EffectId, *, due: datetime, error: str, failed: bool = True, keeps_lane: bool = False
    ) -> None:
        """Give the claim back until `due`, and count a failed attempt unless the other side only asked to wait.

        With `keeps_lane` no other process sends in its lane until then.
        """
        ...

    def bury(self, effect: EffectId, *, now: datetime, error: str) -> None:
        """Keep the effect as a dead letter."""
        ...

    def hurry(self, kinds: Collection[EffectKind], *, now: datetime) -> None:
        """Let effects of these kinds be due now that have failed before, are not claimed and wait to be tried again."""
        ...

    def free(self, *, now: datetime) -> None:
        """Give back every claim, whoever made it: whoever calls this is the only one who claims."""
        ...

    def next_due(self, busy: Collection[str]) -> datetime | None:
        """Return when the next unburied effect outside the `busy` lanes and kinds is due, or its lease ends."""
        ...

    def owed(self) -> Sequence[Owed]:
        """Sum up what is owed, and the dead letters, by kind."""
        ...


class Events(Protocol):
    """Each listener's feed."""

    def bind(self, listener: ListenerId, *, owner: str, now: datetime) -> bool:
        """Give the listener to its first token; False where it belongs to another one."""
        ...

    def append(self, listener: ListenerId, event: Event) -> None:
        """Append the event to the listener's feed under the next seq."""
        ...

    def after(self, listener: ListenerId, seq: int, limit: int) -> Sequence[Event]:
        """Return events past `seq`, in order, with their seq filled in."""
        ...

    def acknowledge(self, listener: ListenerId, seq: int) -> None:
        """Forget events up to and including `seq`.

        Those to come are counted from there at least: whoever read further than a restored backup misses none.
        """
        ...


class Replies(Protocol):
    """First answers to idempotent requests."""

    def find(self, *, owner: str, key: str) -> StoredReply | None:
        """Return what the request was answered, if it came before."""
        ...

    def remember(self, *, owner: str, key: str, reply: StoredReply, now: datetime) -> None:
        """Keep the answer."""
        ...

    def forget_before(self, moment: datetime) -> None:
        """Drop old answers."""
        ...


class Tokens(Protocol):
    """API tokens."""

    def add(self, token: TokenRecord) -> bool:
        """Store a token; False where the name is taken."""
        ...

    def by_hash(self, sha256: str) -> TokenRecord | None:
        """Return the unrevoked token with this hash."""
        ...

    def named(self, name: str) -> TokenRecord | None:
        """Return the unrevoked token with this name."""
        ...

    def limit(self, name: str, channels: tuple[AllowedChannel, ...], *, was: tuple[AllowedChannel, ...] | None) -> bool:
        """Change the token's channels; False where they are not, or no longer, what they `was`."""
        ...

    def list(self) -> Sequence[TokenRecord]:
        """Return all tokens by name, revoked ones too."""
        ...

    def revoke(self, name: str, *, now: datetime) -> bool:
        """Revoke the token; False where there is none by this name in force."""
        ...


class UnitOfWork(Protocol):
    """One transaction: everything in it is stored together or not at all."""

    @property
    def archive(self) -> Archive:
        """The pauses that have ended."""
        ...

    @property
    def pauses(self) -> Pauses:
        """The pauses and their votes."""
        ...

    @property
    def checks(self) -> Checks:
        """The answers that flows are asked about."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The effects owed."""
        ...

    @property
    def events(self) -> Events:
        """The listeners' feeds."""
        ...

    @property
    def replies(self) -> Replies:
        """First answers to idempotent requests."""
        ...

    @property
    def tokens(self) -> Tokens:
        """API tokens."""
        ...

    @property
    def drafts(self) -> Drafts:
        """What people have typed so far."""
        ...

    def note(self, step: LifeStep) -> None:
        """Remember a step of a pause's life, to be told once the transaction is durable."""
        ...

    @property
    def steps(self) -> Sequence[LifeStep]:
        """What was noted in this transaction so far."""
        ...
