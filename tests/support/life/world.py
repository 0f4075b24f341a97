"""Everything around one database: processes that serve it, Slack, receivers, flows that follow their feeds, a clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

from pausepoint.wire import Event
from pausepoint_bot.effects import Explain, RefreshView, Retract
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.pauses import Check, CheckId, ListenerId, Pause, PauseId, Place
from pausepoint_bot.pauses.moves import state_name
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.follow_events import acknowledge_events, events_after
from pausepoint_bot.usecases.record_message import record_announced
from pausepoint_bot.usecases.settle_check import Word, hold_stale_checks, settle_check
from pausepoint_bot.usecases.views import view_of
from tests.support.life.database import Transactions
from tests.support.life.ledger import Ledger, take_snapshot
from tests.support.life.outside import ReceiverByHand, SlackByHand
from tests.support.life.relay import Attempt, RelayByHand
from tests.support.pauses import NOON

T = TypeVar("T")
ENDINGS = frozenset({"decided", "expired", "cancelled", "failed"})
_ROUNDS = 60


@dataclass(slots=True)
class Feed:
    """What a flow's process has read and not acknowledged, and what it was told in all."""

    acknowledged: int = 0
    told: dict[int, Event] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class World:
    """The whole, moved by a test. `turn` is the process that does the next step."""

    database: Transactions
    names: Sequence[str | None]
    now: datetime = NOON
    turn: int = 0
    slack: SlackByHand = field(default_factory=SlackByHand)
    receiver: ReceiverByHand = field(default_factory=ReceiverByHand)
    feeds: dict[ListenerId, Feed] = field(default_factory=dict)
    checks: dict[CheckId, int] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    relays: list[RelayByHand] = field(default_factory=list)
    given_up: set[PauseId] = field(default_factory=set)
    """Pauses of which Slack or the receiver refused something for good."""
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        sender = Sender(self.slack, self.receiver)
        self.relays = [RelayByHand(sender=sender) for _ in self.names]

    @property
    def relay(self) -> RelayByHand:
        """The relay of the process whose turn it is."""
        return self.relays[self.turn]

    def take_turn(self, number: int) -> None:
        """Let another process do the next steps."""
        self.turn = number % len(self.names)
        self.database.holder = self.names[self.turn]

    def do(self, work: Callable[[SqlUnitOfWork], T]) -> T:
        """Run a use case; what is born claimed is the process's own."""
        result = self.database.do(work)
        self.relay.hold(self.database.born)
        return result

    def id(self, prefix: str) -> str:
        """Make an id."""
        return f"{prefix}{next(self._numbers):026d}"

    def get(self, pause: PauseId) -> Pause:
        """Return the pause as stored."""
        found = self.database.do(lambda uow: uow.pauses.get(pause))
        assert found is not None
        return found

    def check(self, check: CheckId) -> Check:
        """Return the check as stored."""
        found = self.database.do(lambda uow: uow.checks.get(check))
        assert found is not None
        return found

    def look(self) -> None:
        """Check the step that was just done."""
        snapshot = take_snapshot(self.database, list(self.checks))
        self.ledger.look(snapshot, self.now)
        for check in snapshot.checks.values():
            if check.is_open:
                assert check.id in self._asked_of(snapshot.pauses[check.pause].listeners[-1])

    def _asked_of(self, listener: ListenerId) -> set[str]:
        """Return what a flow's process has been asked, or will be when it follows its feed."""
        feed = self.feeds[listener]
        ahead = self.database.do(partial(events_after, listener=listener, seq=feed.acknowledged))
        return {event.data.check.check for event in (*feed.told.values(), *ahead) if event.data.check is not None}

    # What anybody does

    def go_on(self, seconds: float) -> None:
        """Let time pass; no attempt takes as long as its lease."""
        self.now += timedelta(seconds=seconds)
        for relay in self.relays:
            relay.run_out(self.now)

    def sweep(self) -> None:
        """Let the sweeper come."""
        self.do(partial(expire_pauses, now=self.now))
        self.do(partial(hold_stale_checks, now=self.now))

    def poll(self, listener: ListenerId, *, owner: str = "flows", keep: bool = True) -> None:
        """Ask for what follows what was read last; without `keep` the answer is lost on its way."""
        feed = self.feeds[listener]
        acknowledge = partial(acknowledge_events, listener=listener, seq=feed.acknowledged, owner=owner, now=self.now)
        self.do(acknowledge)
        events = self.database.do(partial(events_after, listener=listener, seq=feed.acknowledged))
        for event in events if keep else ():
            assert event.seq is not None
            assert event.seq not in feed.told, "an event that was acknowledged came again"
            feed.told[event.seq] = event
            feed.acknowledged = event.seq

    def record(self, attempt: Attempt) -> None:
        """Let the process write down what came of an attempt."""
        effect, result = attempt.claim.effect, attempt.result
        if isinstance(result, Place):
            self.ledger.excused.add(Retract(pause=effect.pause, channel=result.channel, ts=result.ts))
        if isinstance(result, DeliveryFailed) and isinstance(effect, RefreshView):
            self.ledger.excused.add(Explain(pause=effect.pause, check=effect.check))
        if isinstance(result, DeliveryFailed) and result.lasting:
            self.given_up.add(effect.pause)
        self.relay.record(self.database, attempt, self.now)
        if isinstance(result, Place):
            assert self.get(effect.pause).place is not None, "nobody knows where the message stands"

    def click(self, ts: str) -> None:
        """Let someone click in a message: the live one is learnt of, a stray one will be deleted."""
        pause = self.get(self.slack.messages[ts].pause)
        if pause.place is None or pause.place.ts != ts:
            self.ledger.excused.add(Retract(pause=pause.id, channel="C1", ts=ts))
            place = Place(channel="C1", ts=ts, permalink=None)
            self.do(partial(record_announced, pause_id=pause.id, place=place, now=self.now))

    # The end

    def come_to_rest(self) -> None:
        """Let everything be well again, and go on until nothing is owed and no word is awaited."""
        self.slack.mood = self.receiver.mood = "well"
        for relay in self.relays:
            relay.crash()
        for _ in range(_ROUNDS):
            self.go_on(600)
            self.sweep()
            self.look()
            self._reply_to_all()
            self._deliver_all()
            if not self.database.owed() and not any(self.check(id_).is_open for id_ in self.checks):
                break
        else:
            raise AssertionError(f"the outbox does not drain: {self.database.owed()}")
        for listener in self.feeds:
            self.poll(listener)

    def _reply_to_all(self) -> None:
        for id_, number in self.checks.items():
            check = self.check(id_)
            if check.is_open:
                self.ledger.accepted.setdefault(check.pause, []).append(number)
                self.do(
                    partial(settle_check, pause_id=check.pause, check_id=id_, word=Word(owner="flows"), now=self.now)
                )
                self.look()

    def _deliver_all(self) -> None:
        for turn in range(len(self.relays)):
            self.take_turn(turn)
            while self.relay.attempts or self.relay.claim(self.database, self.now):
                for attempt in list(self.relay.attempts):
                    if not attempt.sent:
                        self.relay.send(attempt)
                    self.record(attempt)
                    self.look()

    def everything_was_told(self) -> None:
        """Check what the world saw in the end."""
        for ts in list(self.slack.messages):
            self.click(ts)
            self.look()
        self.go_on(600)
        self._deliver_all()
        buried = {claim.effect.pause for claim in self.database.buried()}
        assert buried <= self.given_up
        for pause in take_snapshot(self.database, ()).pauses.values():
            self._one_message_shows_how_it_stands(pause, trusted=pause.id not in buried)
            self._its_flow_knows_how_it_ended(pause, trusted=pause.id not in buried)

    def _one_message_shows_how_it_stands(self, pause: Pause, *, trusted: bool) -> None:
        shown = {ts: message.shows for ts, message in self.slack.messages.items() if message.pause == pause.id}
        if trusted:
            assert len(shown) <= 1
        if pause.place is not None and trusted:
            assert shown == {pause.place.ts: state_name(pause.status)}

    def _its_flow_knows_how_it_ended(self, pause: Pause, *, trusted: bool) -> None:
        by_callback = self.receiver.told.get(pause.id, [])
        told = [
            event for listener in self.feeds for event in self.feeds[listener].told.values() if event.pause == pause.id
        ]
        endings = [event for event in (*told, *by_callback) if event.type in ENDINGS]
        stands = view_of(pause)
        for event in endings:
            seen = event.data.pause
            assert (seen.state, seen.decision, seen.cancel_reason) == (
                stands.state,
                stands.decision,
                stands.cancel_reason,
            )
        if pause.has_ended:
            for listener in self.ledger.listening.get(pause.id, ()):
                heard = [e for e in self.feeds[listener].told.values() if e.pause == pause.id and e.type in ENDINGS]
                assert len(heard) == 1, "a listener must hear of the end once"
            if pause.callback is not None and not pause.listeners and trusted:
                assert by_callback, "a callback alone must be called"
