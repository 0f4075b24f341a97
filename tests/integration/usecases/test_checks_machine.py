"""Whatever people, flows and the clock do in whatever order: no answer kills a flow, and no decision is taken back."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event

from pausepoint.wire import Event, OpenPause
from pausepoint_bot.effects import Explain, RefreshView
from pausepoint_bot.errors import KeyReused, NotWaiting
from pausepoint_bot.pauses import (
    Check,
    CheckId,
    CheckState,
    Decided,
    Expired,
    Held,
    ListenerId,
    Objection,
    Pause,
    PauseId,
    Place,
    Verdict,
    ViewRef,
    Waiting,
)
from pausepoint_bot.store.schema import upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.check_answer import Asking, Checking, Saved, ask_check, hold_answer, mark_slow
from pausepoint_bot.usecases.expire_pauses import expire_pauses
from pausepoint_bot.usecases.open_pause import open_pause
from pausepoint_bot.usecases.ports import PauseFilter
from pausepoint_bot.usecases.record_message import record_announced
from pausepoint_bot.usecases.settle_check import Word, hold_stale_checks, settle_check
from pausepoint_bot.usecases.submit_answer import Answer, submit_answer
from tests.support.desk import ann
from tests.support.pauses import NOON, a_question

T = TypeVar("T")
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}}
people = st.sampled_from(["U1", "U2", "U3"])
FAR = NOON + timedelta(days=400)


@dataclass
class Seen:
    """What the world was told of one pause."""

    pause: Pause
    accepted: list[int] = field(default_factory=list)
    held_for: timedelta = timedelta()


def _do_not_wait_for_the_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class AnswersAndChecks(RuleBasedStateMachine):
    """People answer, flows reply, come and go, the clock goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.engine = writing_engine(Path(self.directory.name) / "machine.db")
        upgrade(self.engine)
        event.listen(self.engine, "connect", _do_not_wait_for_the_disk)
        self.engine.dispose()
        self.now: datetime = NOON
        self.seen: dict[PauseId, Seen] = {}
        self.checks: dict[CheckId, int] = {}
        self.explained: set[CheckId] = set()
        self.to_refresh: set[CheckId] = set()
        self.snapshots: dict[CheckId, Check] = {}
        self.listeners: dict[PauseId, list[ListenerId]] = {}
        self.numbers = iter(range(10**6))

    def teardown(self) -> None:
        effects = self.do(
            lambda uow: [
                c.effect for c in uow.outbox.claim(now=FAR, lease_until=FAR, busy=(), limit=9999, per_lane=9999)
            ]
        )
        assert {e.check for e in effects if isinstance(e, RefreshView)} == self.to_refresh
        assert Counter(e.check for e in effects if isinstance(e, Explain)) == Counter(self.explained)
        self.engine.dispose()
        self.directory.cleanup()

    def do(self, work: Callable[[SqlUnitOfWork], T]) -> T:
        with self.engine.begin() as connection:
            uow = SqlUnitOfWork(connection)
            result = work(uow)
            uow.finish()
            return result

    def all(self) -> list[Pause]:
        return list(self.do(lambda uow: uow.pauses.list(PauseFilter(limit=999))))

    def id(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers):026d}"

    # What happens

    @rule(seconds=st.sampled_from([0.5, 5, 15, 25]))
    def time_goes_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @initialize()
    def a_flow_asks_at_first(self) -> None:
        self.a_flow_asks(key="a", title="one", timeout=30)

    @rule(
        key=st.sampled_from([None, "a", "a", "b"]),
        title=st.sampled_from(["one", "one", "one", "other"]),
        timeout=st.sampled_from([None, 30]),
    )
    def a_flow_asks(self, key: str | None, title: str, timeout: float | None) -> None:
        listener = self.id("lis_")
        request = OpenPause(
            key=key, title=title, schema=SCHEMA, check=True, timeout_seconds=timeout, listener=listener, rejectable=True
        )
        question = a_question(request, now=self.now)
        with suppress(KeyReused):
            opened = self.do(partial(open_pause, request=request, question=question, now=self.now))
            self.listeners.setdefault(opened.pause.id, []).append(ListenerId(listener))
            place = Place(channel="C1", ts=f"{next(self.numbers)}.1", permalink=None)
            if opened.created:
                self.do(partial(record_announced, pause_id=opened.pause.id, place=place, now=self.now))

    def pick(self, data: st.DataObject) -> Pause:
        every = sorted(self.all(), key=lambda pause: pause.id)
        living = [pause for pause in every if not pause.has_ended]
        return data.draw(st.sampled_from(living or every) | st.sampled_from(every))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), who=people, number=st.integers(0, 99), connected=st.booleans(), in_view=st.booleans())
    def someone_answers(self, data: st.DataObject, who: str, number: int, connected: bool, in_view: bool) -> None:  # noqa: FBT001 - drawn
        pause, check = self.pick(data), CheckId(self.id("chk_"))
        asking = Asking(
            check=check,
            actor=ann(id_=who),
            answer=Answer(verdict=Verdict.ANSWERED, values={"n": number}),
            view=ViewRef(id="V1", generation=0) if in_view else None,
        )
        verb = ask_check if connected else hold_answer
        outcome = self.do(partial(verb, pause_id=pause.id, asking=asking, now=self.now))
        if isinstance(outcome, Checking | Saved):
            self.checks[check] = number
        self.lives_on(pause)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), who=people, seldom=st.integers(0, 7))
    def someone_rejects(self, data: st.DataObject, who: str, seldom: int) -> None:
        if seldom:
            return
        pause = self.pick(data)
        answer = Answer(verdict=Verdict.REJECTED, reason="no")
        self.do(partial(submit_answer, pause_id=pause.id, actor=ann(id_=who), answer=answer, now=self.now))
        self.lives_on(pause)

    @precondition(lambda self: self.checks)
    @rule(data=st.data(), takes=st.booleans())
    def the_flow_says_its_word(self, data: st.DataObject, takes: bool) -> None:  # noqa: FBT001 - drawn
        every = sorted(self.checks)
        living = [id_ for id_ in every if self.snapshots[id_].is_open]
        check = self.check(data.draw(st.sampled_from(living or every) | st.sampled_from(every)))
        pause = self.do(lambda uow: uow.pauses.get(check.pause))
        assert pause is not None
        objections = () if takes else (Objection(pointer="/n", message="no"),)
        word = Word(owner=pause.question.owner, objections=objections)
        settled = self.do(partial(settle_check, pause_id=pause.id, check_id=check.id, word=word, now=self.now))
        if check.is_open and takes:
            self.seen[pause.id].accepted.append(self.checks[check.id])
        if check.is_open and not takes:
            assert settled.state is CheckState.REFUSED
            if check.state is CheckState.HELD or (check.slow and check.view is None):
                self.explained.add(check.id)
        self.lives_on(pause)

    @precondition(lambda self: self.checks)
    @rule(data=st.data())
    def a_person_waits_no_longer(self, data: st.DataObject) -> None:
        self.do(partial(mark_slow, check_id=data.draw(st.sampled_from(sorted(self.checks)))))

    @rule()
    def the_sweeper_comes(self) -> None:
        self.do(partial(expire_pauses, now=self.now))
        self.do(partial(hold_stale_checks, now=self.now))

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), seldom=st.integers(0, 7))
    def the_flow_withdraws(self, data: st.DataObject, seldom: int) -> None:
        with suppress(NotWaiting):
            if seldom == 0:
                pause = self.pick(data)
                self.do(partial(cancel_pause, pause_id=pause.id, owner="flows", reason="withdrawn", now=self.now))

    # What must hold

    def check(self, id_: CheckId) -> Check:
        found = self.do(lambda uow: uow.checks.get(id_))
        assert found is not None
        return found

    def lives_on(self, before: Pause) -> None:
        """No answer, and nothing a class says to one, ends a pause in any way but with a decision."""
        after = self.do(lambda uow: uow.pauses.get(before.id))
        assert after is not None
        assert type(after.status) is type(before.status) or isinstance(after.status, Waiting | Held | Decided)

    @invariant()
    def all_is_well(self) -> None:
        self.do(self._look)

    def _look(self, uow: SqlUnitOfWork) -> None:
        for pause in uow.pauses.list(PauseFilter(limit=999)):
            self._nothing_is_undone(pause)
            self._nothing_is_released_that_the_class_refused(pause)
            self._the_deadline_stands_still_while_an_answer_is_held(pause)
            open_checks = uow.checks.open_of(pause.id)
            self._checks_and_pauses_agree(pause, open_checks)
            told = uow.events.after(self.listeners[pause.id][-1], 0, 999)
            self._who_waits_has_been_asked(open_checks, told)
        for id_ in self.checks:
            check = uow.checks.get(id_)
            assert check is not None
            self._who_was_told_to_wait_will_hear(check)

    def _nothing_is_undone(self, pause: Pause) -> None:
        seen = self.seen.setdefault(pause.id, Seen(pause=pause))
        before = seen.pause.status
        if seen.pause.has_ended:
            assert pause.status == before
        if isinstance(before, Held):
            assert not isinstance(pause.status, Expired)
            seen.held_for += self.now - before.vote.at if isinstance(pause.status, Waiting) else timedelta()
        seen.pause = pause

    def _nothing_is_released_that_the_class_refused(self, pause: Pause) -> None:
        if isinstance(pause.status, Decided) and pause.status.decision.verdict is Verdict.ANSWERED:
            assert (pause.status.decision.values or {}).get("n") in self.seen[pause.id].accepted

    def _the_deadline_stands_still_while_an_answer_is_held(self, pause: Pause) -> None:
        assert pause.held_for == self.seen[pause.id].held_for
        if isinstance(pause.status, Expired) and pause.deadline is not None:
            assert pause.status.at >= pause.deadline

    @staticmethod
    def _checks_and_pauses_agree(pause: Pause, open_checks: Sequence[Check]) -> None:
        held = [check.id for check in open_checks if check.state is CheckState.HELD]
        assert held == ([pause.status.check] if isinstance(pause.status, Held) else [])
        assert not (pause.has_ended and open_checks)

    @staticmethod
    def _who_waits_has_been_asked(open_checks: Sequence[Check], told: Sequence[Event]) -> None:
        """Whoever came last knows of every answer that still needs a word, and of one end at most."""
        asked = {one.data.check.check for one in told if one.data.check is not None}
        assert {check.id for check in open_checks} <= asked
        assert sum(one.type in {"decided", "expired", "cancelled"} for one in told) <= 1

    def _who_was_told_to_wait_will_hear(self, check: Check) -> None:
        """Note whose view must be brought up to date; at the end, those and no others are."""
        before = self.snapshots.setdefault(check.id, check)
        if check.state is not before.state and check.slow and check.view is not None:
            self.to_refresh.add(check.id)
        self.snapshots[check.id] = check


TestAnswersAndChecks = AnswersAndChecks.TestCase
TestAnswersAndChecks.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
