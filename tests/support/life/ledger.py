"""What must be so after every step: what has ended stays, who may not has no vote, and each move owes what it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pausepoint_bot.effects import Announce, Effect, EffectId, Explain, Refresh, RefreshView, Release
from pausepoint_bot.pauses import (
    Check,
    CheckId,
    CheckState,
    Decided,
    Expired,
    Failed,
    Held,
    ListenerId,
    Pause,
    PauseId,
    Verdict,
    Vote,
    Waiting,
)
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.ports import PauseFilter
from tests.support.life.database import Transactions

MEMBERS = ("U1", "U2")
GUEST = "U3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is stored, as it stands after a step."""

    pauses: Mapping[PauseId, Pause] = field(default_factory=dict)
    votes: Mapping[PauseId, Sequence[Vote]] = field(default_factory=dict)
    checks: Mapping[CheckId, Check] = field(default_factory=dict)
    typed: frozenset[PauseId] = frozenset()
    owed: Mapping[EffectId, tuple[Effect, bool]] = field(default_factory=dict)


def take_snapshot(database: Transactions, checks: Sequence[CheckId]) -> Snapshot:
    """Read everything that is stored."""

    def read(uow: SqlUnitOfWork) -> Snapshot:
        pauses = {pause.id: pause for pause in uow.pauses.list(PauseFilter(limit=999))}
        return Snapshot(
            pauses=pauses,
            votes={id_: uow.pauses.votes(id_) for id_ in pauses},
            checks={check.id: check for id_ in checks if (check := uow.checks.get(id_)) is not None},
            typed=frozenset(id_ for id_ in pauses if uow.drafts.newest(id_, person=MEMBERS[0]) is not None),
        )

    found = database.do(read)
    owed = {claim.id: (claim.effect, leased) for claim, leased in database.owed()}
    return Snapshot(pauses=found.pauses, votes=found.votes, checks=found.checks, typed=found.typed, owed=owed)


def may_decide(pause: Pause, who: str) -> bool:
    """Tell who may, without asking the policies: those who are listed, or else any full member."""
    listed = pause.question.policy.approvers
    return who in listed if listed else who in MEMBERS


@dataclass(slots=True)
class Ledger:
    """Compares each step with the one before."""

    before: Snapshot = field(default_factory=Snapshot)
    accepted: dict[PauseId, list[int]] = field(default_factory=dict)
    held_for: Counter[PauseId] = field(default_factory=Counter)
    excused: set[Effect] = field(default_factory=set)
    listening: dict[PauseId, tuple[ListenerId, ...]] = field(default_factory=dict)
    """Who waited for each pause as it ended."""

    def look(self, after: Snapshot, now: datetime) -> None:
        """Check one step."""
        for pause in after.pauses.values():
            was = self.before.pauses.get(pause.id)
            _what_has_ended_stays(was, pause)
            if pause.has_ended and pause.id not in self.listening:
                self.listening[pause.id] = pause.listeners
            _only_who_may_has_voted(pause, after.votes[pause.id])
            self._the_deadline_stands_still_while_an_answer_is_held(was, pause, now)
            self._nothing_is_released_that_the_class_refused(pause)
            _checks_and_pauses_agree(pause, [c for c in after.checks.values() if c.pause == pause.id and c.is_open])
            assert not (pause.has_ended and pause.id in after.typed), "a draft outlives its pause"
        _one_holds_a_key(after.pauses.values())
        self._each_move_owes_what_it_should(after)
        self.before = after
        self.excused.clear()

    def _the_deadline_stands_still_while_an_answer_is_held(
        self, was: Pause | None, pause: Pause, now: datetime
    ) -> None:
        if was is not None and isinstance(was.status, Held) and isinstance(pause.status, Waiting):
            self.held_for[pause.id] += (now - was.status.at) // timedelta(microseconds=1)
        assert pause.held_for == timedelta(microseconds=self.held_for[pause.id])
        if isinstance(pause.status, Expired) and was is not None and not was.has_ended:
            assert pause.deadline is not None
            assert pause.deadline <= pause.status.at == now
            assert not self._open_checks(pause), "an answer that was given in time was not held"

    def _open_checks(self, pause: Pause) -> list[Check]:
        return [check for check in self.before.checks.values() if check.pause == pause.id and check.is_open]

    def _nothing_is_released_that_the_class_refused(self, pause: Pause) -> None:
        if pause.question.check and isinstance(pause.status, Decided):
            decision = pause.status.decision
            if decision.verdict is Verdict.ANSWERED:
                assert (decision.values or {}).get("n") in self.accepted.get(pause.id, [])

    def _each_move_owes_what_it_should(self, after: Snapshot) -> None:
        known = {(id_, effect) for id_, (effect, _) in self.before.owed.items()}  # a database may use an id again
        new = {id_: effect for id_, (effect, _) in after.owed.items() if (id_, effect) not in known}
        due, refreshed = _debts(self.before, after)
        found: Counter[Effect] = Counter(effect for effect in new.values() if not isinstance(effect, Refresh))
        assert due <= found, f"not owed: {due - found}"
        assert set(found - due) <= self.excused, f"owed for nothing: {found - due}"
        unclaimed = {
            effect.pause for effect, leased in after.owed.values() if isinstance(effect, Refresh) and not leased
        }
        assert refreshed <= unclaimed, "a message is not brought up to date"
        assert {effect.pause for effect in new.values() if isinstance(effect, Refresh)} <= refreshed


def _what_has_ended_stays(was: Pause | None, pause: Pause) -> None:
    if was is None:
        assert isinstance(pause.status, Waiting)
        return
    if was.has_ended:
        assert pause.status == was.status
    if isinstance(was.status, Held):
        assert not isinstance(pause.status, Expired | Failed)
    if was.place is not None and pause.place is not None:
        assert pause.place.ts == was.place.ts


def _only_who_may_has_voted(pause: Pause, votes: Sequence[Vote]) -> None:
    assert all(may_decide(pause, vote.approver.id) for vote in votes)
    assert len(votes) == (1 if isinstance(pause.status, Decided) else 0)
    if isinstance(pause.status, Decided):
        decision, vote = pause.status.decision, votes[0]
        assert (decision.verdict, decision.values, decision.by) == (vote.verdict, vote.values, (vote.approver,))


def _checks_and_pauses_agree(pause: Pause, open_checks: Sequence[Check]) -> None:
    held = [check.id for check in open_checks if check.state is CheckState.HELD]
    assert held == ([pause.status.check] if isinstance(pause.status, Held) else [])
    assert not (pause.has_ended and open_checks)


def _one_holds_a_key(pauses: Iterable[Pause]) -> None:
    holders = Counter(
        pause.question.key
        for pause in pauses
        if pause.question.key is not None and isinstance(pause.status, Waiting | Held | Decided)
    )
    assert all(number == 1 for number in holders.values())


def _debts(before: Snapshot, after: Snapshot) -> tuple[Counter[Effect], set[PauseId]]:
    """Return what the step's moves owe (the table of legal moves), and whose messages must be brought up to date."""
    due: Counter[Effect] = Counter()
    refreshed: set[PauseId] = set()
    for id_, pause in after.pauses.items():
        was = before.pauses.get(id_)
        due.update(_debts_of_pause(was, pause))
        if was is not None and _must_be_refreshed(was, pause):
            refreshed.add(id_)
    for check in after.checks.values():
        if check.id in before.checks:
            due.update(_debts_of_check(before.checks[check.id], check))
    return due, refreshed


def _debts_of_pause(was: Pause | None, pause: Pause) -> list[Effect]:
    if was is None:
        return [Announce(pause=pause.id)]
    if type(was.status) is type(pause.status):
        return []
    release: list[Effect] = [Release(pause=pause.id)] if pause.has_ended and pause.callback is not None else []
    waits_unseen = isinstance(pause.status, Waiting) and pause.place is None
    return [*release, *([Announce(pause=pause.id)] if waits_unseen else [])]


def _must_be_refreshed(was: Pause, pause: Pause) -> bool:
    if pause.place is None:
        return False
    has_moved = type(was.status) is not type(pause.status)
    came_late = was.place is None and (pause.has_ended or isinstance(pause.status, Held))
    return has_moved or came_late


def _debts_of_check(was: Check, check: Check) -> list[Effect]:
    if was.state is check.state:
        return []
    refused, was_held = check.state is CheckState.REFUSED, was.state is CheckState.HELD
    told: list[Effect] = []
    if refused and (was_held or (check.slow and check.view is None)):
        told.append(Explain(pause=check.pause, check=check.id))
    if check.slow and check.view is not None:
        told.append(RefreshView(pause=check.pause, check=check.id, else_explain=refused and not was_held))
    return told
