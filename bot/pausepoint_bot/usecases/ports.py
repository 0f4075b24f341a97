"""What the use cases need from outside, as protocols. Adapters satisfy them by shape; `app.py` alone names adapters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from pausepoint.wire import Event
from pausepoint_bot.effects import Claim, Effect, EffectId
from pausepoint_bot.forms import Form, SchemaProblem
from pausepoint_bot.pauses import Callback, Check, CheckId, ListenerId, Pause, PauseId, Place, Vote
from pausepoint_bot.usecases.drafts import Drafts

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Return now, in UTC."""
        ...


class NewId(Protocol):
    """Makes ids nobody can guess."""

    def __call__(self, prefix: str) -> str:
        """Return a fresh id such as `pau_…`; ids of one process sort by age."""
        ...


class Jitter(Protocol):
    """Spreads retries."""

    def __call__(self) -> float:
        """Return a number in [0, 1)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A named API token as stored: never the token itself, only its SHA-256 (hex)."""

    name: str
    sha256: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None = None


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


class Outbox(Protocol):
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
        """Claim due effects that nobody holds: at most `per_lane` of a lane, none of the `busy` lanes."""
        ...

    def done(self, effect: EffectId) -> None:
        """Forget an effect that was delivered, or that nobody needs any more."""
        ...

    def retry(self, effect: EffectId, *, due: datetime, error: str) -> None:
        """Count a failed attempt and give the claim back until `due`."""
        ...

    def bury(self, effect: EffectId, *, now: datetime, error: str) -> None:
        """Keep the effect as a dead letter."""
        ...

    def next_due(self, busy: Collection[str]) -> datetime | None:
        """Return when the next unburied effect outside the `busy` lanes is due, or its lease ends."""
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
        """Forget events up to and including `seq`."""
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

    def list(self) -> Sequence[TokenRecord]:
        """Return all tokens by name, revoked ones too."""
        ...

    def revoke(self, name: str, *, now: datetime) -> bool:
        """Revoke the token; False where there is none by this name in force."""
        ...


class UnitOfWork(Protocol):
    """One transaction: everything in it is stored together or not at all."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What one or more transactions changed, told after they are durable.

    `claims` are effects born leased to this process; `owing` tells that others became due; `listeners` have news, and
    `events` are that news as far as this process wrote it; `deadlines` tells that a deadline began or ceased to run, or
    that a check was asked; `checks` are those that are pending no more.

    Where several processes share a database, each hears of the others' commits too. `missed` tells that it could not
    for a while: whoever waits for something should look again.
    """

    claims: tuple[Claim, ...] = ()
    owing: bool = False
    listeners: frozenset[ListenerId] = field(default_factory=frozenset)
    events: tuple[tuple[ListenerId, Event], ...] = field(default=(), compare=False)
    deadlines: bool = False
    checks: frozenset[CheckId] = field(default_factory=frozenset)
    missed: bool = False


class Store(Protocol):
    """Runs synchronous use cases off the event loop, each in a transaction of its own."""

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` on a consistent snapshot; it must not write."""
        ...

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return once its changes are durable; an exception rolls all of them back.

        Where another transaction came in its way it is run again: it must have no effect but its transaction.
        """
        ...

    def subscribe(self, hear: Callable[[Committed], None]) -> None:
        """Call `hear` on the event loop after every commit that changed something, whichever process made it."""
        ...


class Presence(Protocol):
    """Knows which flows are there to be asked."""

    def is_connected(self, listener: ListenerId) -> bool:
        """Tell whether the listener follows its feed: it has a poll open, or had one a moment ago."""
        ...


class Surface(Protocol):
    """Where people are asked: Slack."""

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:
        """Say what of the form the surface cannot show. Pure."""
        ...

    async def announce(self, pause: Pause) -> Place:
        """Post the pause's message as it stands.

        Raises:
            DeliveryFailed: it did not arrive, or it is not known whether it did.
        """
        ...

    async def refresh(self, pause: Pause) -> None:
        """Bring the message at `pause.place` up to date.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        ...

    async def explain(self, pause: Pause, check: Check) -> None:
        """Say in the thread of the message at `pause.place` why the flow did not take the answer.

        Raises:
            DeliveryFailed: it did not arrive, or it is not known whether it did.
        """
        ...

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Bring the form in which the answer was given up to date: done, or the form again with what is wrong.

        Raises:
            DeliveryFailed: it did not arrive, or nobody has the form open.
        """
        ...

    async def retract(self, place: Place) -> None:
        """Delete a message of ours.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        ...


class Receiver(Protocol):
    """Where callbacks go."""

    def refusal(self, url: str) -> str | None:
        """Say why callbacks may not go to `url`, without a network call; None if they may."""
        ...

    async def deliver(self, callback: Callback, event: Event) -> None:
        """Send the signed event.

        Raises:
            DeliveryFailed: no 2xx came back.
        """
        ...
