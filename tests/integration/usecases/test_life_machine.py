"""Whatever people, flows, Slack, crashes and the clock do in whatever order: no answer is lost, and none is told twice.

`pytest tests/integration/usecases/test_life_machine.py --hypothesis-profile=long --timeout=0` goes on for much longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pausepoint.wire import AnswerPause, OpenPause
from pausepoint_bot.errors import KeyReused, NotAllowed, NotWaiting
from pausepoint_bot.pauses import (
    Cancelled,
    CheckId,
    CheckState,
    Decided,
    Held,
    ListenerId,
    Objection,
    Pause,
    Token,
    Verdict,
    ViewRef,
    Waiting,
)
from pausepoint_bot.usecases.answer_by_token import answer_by_token
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.check_answer import (
    Asking,
    Checking,
    CheckOutcome,
    Saved,
    ask_check,
    hold_answer,
    mark_slow,
)
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.keep_draft import keep_draft
from pausepoint_bot.usecases.open_pause import open_pause
from pausepoint_bot.usecases.settle_check import Word, hold_silent, settle_check
from pausepoint_bot.usecases.submit_answer import (
    Accepted,
    AlreadyHeld,
    Answer,
    Refused,
    Repeated,
    TooLate,
    needs_check,
    submit_answer,
)
from tests.support.life.database import Transactions, a_postgres, a_sqlite_file
from tests.support.life.ledger import GUEST, may_decide
from tests.support.life.outside import Mood
from tests.support.life.questions import QUESTIONS, SECRET, person
from tests.support.life.world import Feed, World
from tests.support.pauses import a_question

people = st.sampled_from(["U1", "U2", GUEST])
moods = st.sampled_from(["well", "well", "well", "well", "down", "busy", "deaf", "refusing"])
seldom = st.integers(0, 7)
MOST = 5
"""How many pauses live at a time: so many that they meet, so few that much happens to each."""


class Life(RuleBasedStateMachine):
    """Flows ask and come back, people answer, Slack has its moods, processes die, the clock goes on."""

    database: ClassVar[Callable[[], object]] = staticmethod(a_sqlite_file)
    names: ClassVar[tuple[str | None, ...]] = (None,)

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.world = World(database=self.opened.enter_context(self.database()), names=self.names)
        self.world.take_turn(0)

    def teardown(self) -> None:
        try:
            self.world.come_to_rest()
            self.world.everything_was_told()
        finally:
            self.opened.close()

    @invariant()
    def all_is_well(self) -> None:
        self.world.look()

    @property
    def pauses(self) -> list[Pause]:
        return sorted(self.world.ledger.before.pauses.values(), key=lambda pause: pause.id)

    @property
    def living(self) -> list[Pause]:
        return [pause for pause in self.pauses if not pause.has_ended]

    def pick(self, data: st.DataObject) -> Pause:
        """Choose a pause: mostly one that has not ended."""
        living = st.sampled_from(self.living or self.pauses)
        chosen = data.draw(living | living | st.sampled_from(self.pauses))
        return self.world.get(chosen.id)

    # The machines

    @rule(
        what=st.sampled_from(["time", "time", "sweeper", "sweeper", "turn", "moods", "moods", "death"]),
        seconds=st.sampled_from([0.5, 5, 15, 35]),
        slack=moods,
        receiver=moods,
    )
    def things_go_on(self, what: str, seconds: float, slack: Mood, receiver: Mood) -> None:
        world = self.world
        match what:
            case "time":
                world.go_on(seconds)
            case "sweeper":
                world.sweep()
            case "turn":
                world.take_turn(world.turn + 1)
            case "moods":
                world.slack.mood, world.receiver.mood = slack, receiver
            case _:
                world.relay.crash()

    @precondition(lambda self: any(pause.deadline for pause in self.living))
    @rule(data=st.data(), early=st.booleans(), swept=st.booleans())
    def a_deadline_comes(self, data: st.DataObject, early: bool, swept: bool) -> None:  # noqa: FBT001 - drawn
        """Come to a deadline, or to the instant before it; mostly to one that an answer waits to be checked before."""
        every = {pause.id: pause.deadline for pause in self.living if pause.deadline}
        asked = {check.pause for check in self.world.ledger.before.checks.values() if check.is_open} & set(every)
        deadline = every[data.draw(st.sampled_from(sorted(asked or every)) | st.sampled_from(sorted(every)))]
        instant = deadline - timedelta(microseconds=1) if early else deadline
        self.world.go_on(max(0.0, (instant - self.world.now) / timedelta(seconds=1)))
        if swept:
            self.world.sweep()

    @rule()
    def the_relay_claims(self) -> None:
        self.world.relay.claim(self.world.database, self.world.now)

    @rule(rounds=st.integers(1, 4))
    def the_relay_delivers(self, rounds: int) -> None:
        """Claim, and go on at once, as a relay does that nobody disturbs."""
        for _ in range(rounds):
            self.world.relay.claim(self.world.database, self.world.now)
            for attempt in list(self.world.relay.attempts):
                if not attempt.sent:
                    self.world.relay.send(attempt)
                self.world.record(attempt)
                self.world.look()

    @precondition(lambda self: self.world.relay.attempts)
    @rule(data=st.data())
    def the_relay_goes_on(self, data: st.DataObject) -> None:
        attempts = self.world.relay.attempts
        attempt = attempts[data.draw(st.integers(0, len(attempts) - 1))]
        if attempt.sent:
            self.world.record(attempt)
        else:
            self.world.relay.send(attempt)

    @precondition(lambda self: self.living)
    @rule(data=st.data(), who=people)
    def the_process_dies_before_a_commit(self, data: st.DataObject, who: str) -> None:
        pause, answer = self.pick(data), Answer(verdict=Verdict.REJECTED, reason="no")
        submit = partial(submit_answer, pause_id=pause.id, actor=person(who), answer=answer, now=self.world.now)
        self.world.database.abandon(submit)
        self.world.relay.crash()

    # Flows

    @initialize()
    def a_flow_asks_at_first(self) -> None:
        self.a_flow_asks(key="a", kind="checked", timeout=30, listens=True, called=True, approvers=(), announced=True)

    @precondition(lambda self: len(self.living) < MOST)
    @rule(
        key=st.sampled_from([None, "a", "b", "c"]),
        kind=st.sampled_from([*sorted(QUESTIONS), "checked", "form"]),
        timeout=st.sampled_from([None, 30, 60]),
        listens=st.booleans(),
        called=st.booleans(),
        approvers=st.sampled_from([(), (), ("U1", "U2", "token:judge"), ("U2",)]),
        announced=st.booleans(),
    )
    def a_flow_asks(self, *, key, kind, timeout, listens, called, approvers, announced) -> None:
        self._ask(key=key, kind=kind, timeout=timeout, listens=listens, called=called, approvers=approvers)
        self.world.look()
        if announced:
            self.the_relay_delivers(rounds=1)

    @precondition(lambda self: any(pause.question.key for pause in self.pauses))
    @rule(data=st.data(), listens=st.booleans(), called=st.booleans())
    def a_flow_is_run_again(self, data: st.DataObject, listens: bool, called: bool) -> None:  # noqa: FBT001 - drawn
        """Ask the same under the same key, as a flow does that crashed."""
        question = self.pick(data).question
        if question.key is not None:
            approvers = question.policy.approvers
            self._ask(
                key=question.key, kind=question.title, timeout=30, listens=listens, called=called, approvers=approvers
            )

    def _ask(self, *, key, kind, timeout, listens, called, approvers) -> None:
        world = self.world
        listener = ListenerId(world.id("lis_")) if listens or kind == "checked" else None
        request = OpenPause(
            key=key,
            title=kind,
            timeout_seconds=timeout,
            listener=listener,
            policy={"approvers": list(approvers)},
            callback={"url": "http://127.0.0.1:1/", "secret": SECRET} if called else None,
            **QUESTIONS[kind],
        )
        question = a_question(request, now=world.now)
        holder = self._holder_of(key)
        if listener is not None:
            world.feeds[listener] = Feed()
        asks_the_same = holder is not None and (holder.question.title, holder.question.policy.approvers) == (
            kind,
            approvers,
        )
        if holder is not None and isinstance(holder.status, Decided) and not asks_the_same:
            with pytest.raises(KeyReused):
                world.do(partial(open_pause, request=request, question=question, now=world.now))
            world.feeds.pop(listener, None)
            return
        opened = world.do(partial(open_pause, request=request, question=question, now=world.now))
        assert opened.created is not asks_the_same
        assert opened.pause.question.title == kind
        if holder is not None:
            after = world.get(holder.id)
            assert (opened.pause.id == holder.id) is asks_the_same
            assert asks_the_same or (isinstance(after.status, Cancelled) and after.status.reason == "superseded")

    def _holder_of(self, key: str | None) -> Pause | None:
        holders = (pause for pause in self.pauses if key is not None and pause.question.key == key)
        return next((pause for pause in holders if isinstance(pause.status, Waiting | Held | Decided)), None)

    @precondition(lambda self: self.world.feeds)
    @rule(data=st.data(), arrives=st.booleans())
    def a_flow_follows_its_feed(self, data: st.DataObject, arrives: bool) -> None:  # noqa: FBT001 - drawn
        self.world.poll(data.draw(st.sampled_from(sorted(self.world.feeds))), keep=arrives)

    @precondition(lambda self: self.world.checks)
    @rule(data=st.data(), takes=st.booleans())
    def the_flow_says_its_word(self, data: st.DataObject, takes: bool) -> None:  # noqa: FBT001 - drawn
        every, stored = sorted(self.world.checks), self.world.ledger.before.checks
        living = [id_ for id_ in every if stored[id_].is_open]
        check = self.world.check(data.draw(st.sampled_from(living or every) | st.sampled_from(every)))
        word = Word(owner="flows", objections=() if takes else (Objection(pointer="/n", message="no"),))
        if check.is_open and takes:
            self.world.ledger.accepted.setdefault(check.pause, []).append(self.world.checks[check.id])
        say = partial(settle_check, pause_id=check.pause, check_id=check.id, word=word, now=self.world.now)
        settled = self.world.do(say)
        if check.is_open:
            assert settled.state is (CheckState.ACCEPTED if takes else CheckState.REFUSED)
        else:
            assert settled == check

    @precondition(lambda self: self.pauses)
    @rule(data=st.data(), reason=st.sampled_from(["withdrawn", "cancelled"]), seldom=seldom)
    def the_flow_withdraws(self, data: st.DataObject, reason: str, seldom: int) -> None:
        if seldom:
            return
        pause = self.pick(data)
        withdraw = partial(cancel_pause, pause_id=pause.id, owner="flows", reason=reason, now=self.world.now)
        if pause.has_ended and not isinstance(pause.status, Cancelled):
            with pytest.raises(NotWaiting):
                self.world.do(withdraw)
        else:
            assert isinstance(self.world.do(withdraw).status, Cancelled)

    # People

    @precondition(lambda self: self.world.slack.messages)
    @rule(data=st.data())
    def someone_clicks(self, data: st.DataObject) -> None:
        self.world.click(data.draw(st.sampled_from(sorted(self.world.slack.messages))))

    @precondition(lambda self: self.pauses)
    @rule(
        data=st.data(),
        answers=st.lists(st.tuples(people, st.integers(0, 99), st.booleans(), st.booleans()), min_size=1, max_size=3),
        types=st.booleans(),
    )
    def people_answer(self, data: st.DataObject, answers, types: bool) -> None:  # noqa: FBT001 - drawn
        """Let several answer the same at the same instant; a repeat of the first is what Slack sends twice."""
        pause = self.pick(data)
        if types:
            draft = Draft(pause=pause.id, person="U1", view="V1", at=self.world.now, answers={"#/n": "1"})
            self.world.do(partial(keep_draft, draft=draft))
        for who, number, present, in_view in [*answers, answers[0]]:
            values = {"n": number} if pause.question.schema else None
            answer = Answer(verdict=Verdict.ANSWERED, values=values)
            self._give(self.world.get(pause.id), who, answer, number=number, present=present, in_view=in_view)

    def _give(self, pause: Pause, who: str, answer: Answer, *, number: int, present: bool, in_view: bool) -> None:
        world, actor = self.world, person(who)
        if not needs_check(pause.question, answer):
            work = partial(submit_answer, actor=actor, answer=answer)
        else:
            view = ViewRef(id="V1", generation=0) if in_view else None
            asking = Asking(check=CheckId(world.id("chk_")), actor=actor, answer=answer, view=view)
            work = partial(ask_check if present else hold_answer, asking=asking)
        outcome = world.do(partial(work, pause_id=pause.id, now=world.now))
        if isinstance(outcome, Checking | Saved):
            world.checks[outcome.check.id] = number
        self._is_what_was_due(pause, who, outcome)
        world.look()

    def _is_what_was_due(self, pause: Pause, who: str, outcome: CheckOutcome) -> None:
        if not may_decide(pause, who):
            assert isinstance(outcome, Refused)
        elif pause.has_ended or pause.is_past_deadline(self.world.now):
            assert isinstance(outcome, Repeated | TooLate)
        elif isinstance(pause.status, Held):
            assert isinstance(outcome, AlreadyHeld)
        else:
            assert isinstance(outcome, Accepted | Checking | Saved)

    @precondition(lambda self: self.pauses)
    @rule(data=st.data(), who=people, seldom=seldom)
    def someone_rejects(self, data: st.DataObject, who: str, seldom: int) -> None:
        if seldom > 1:
            return
        pause, answer = self.pick(data), Answer(verdict=Verdict.REJECTED, reason="no")
        submit = partial(submit_answer, pause_id=pause.id, actor=person(who), answer=answer, now=self.world.now)
        self._is_what_was_due(pause, who, self.world.do(submit))

    @precondition(lambda self: self.pauses)
    @rule(data=st.data(), token=st.sampled_from(["judge", "flows", "other"]), rejects=st.booleans())
    def a_token_answers(self, data: st.DataObject, token: str, rejects: bool) -> None:  # noqa: FBT001 - drawn
        pause = self.pick(data)
        if pause.question.check and not rejects:
            return
        request = (
            AnswerPause(verdict="rejected")
            if rejects
            else AnswerPause(values={"n": 1} if pause.question.schema else None)
        )
        answer = partial(
            answer_by_token, pause_id=pause.id, token=Token(name=token), request=request, now=self.world.now
        )
        if not may_decide(pause, f"token:{token}"):
            with pytest.raises(NotAllowed):
                self.world.do(answer)
            return
        with suppress(NotWaiting):
            assert isinstance(self.world.do(answer).status, Decided)

    @precondition(lambda self: self.world.checks)
    @rule(data=st.data(), here=st.booleans())
    def someone_waits_no_longer(self, data: st.DataObject, here: bool) -> None:  # noqa: FBT001 - drawn
        check = data.draw(st.sampled_from(sorted(self.world.checks)))
        self.world.do(
            partial(mark_slow, check_id=check) if here else partial(hold_silent, check_id=check, now=self.world.now)
        )


SCALE = max(1, settings.default.max_examples // 100)
CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_life_on_sqlite() -> None:
    calm = settings(max_examples=30 * SCALE, stateful_step_count=100, deadline=None, suppress_health_check=CALM)
    run_state_machine_as_test(Life, settings=calm)


def test_life_on_postgresql_with_two_processes(postgres) -> None:
    @contextmanager
    def lent() -> Iterator[Transactions]:
        with postgres.lent_database() as url, a_postgres(url) as database:
            yield database

    class Replicas(Life):
        database = staticmethod(lent)
        names = ("one", "two")

    calm = settings(max_examples=4 * SCALE, stateful_step_count=100, deadline=None, suppress_health_check=CALM)
    run_state_machine_as_test(Replicas, settings=calm)
