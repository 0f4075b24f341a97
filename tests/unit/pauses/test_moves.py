from __future__ import annotations

import itertools
from datetime import timedelta
from typing import get_args

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.errors import NotWaiting
from pausepoint_bot.pauses import (
    Approver,
    Cancelled,
    CheckId,
    Decided,
    Decision,
    Expired,
    Failed,
    Held,
    ListenerId,
    Status,
    Verdict,
    Vote,
    Waiting,
    move,
    resume,
    state_name,
)
from pausepoint_bot.pauses.moves import MOVES
from tests.support.pauses import NOON, a_pause

ENDED = [
    Decided(
        decision=Decision(
            verdict=Verdict.ANSWERED,
            values={"approve": True},
            reason=None,
            by=(Approver(id="U1", team="T1", name="Ann"),),
            at=NOON,
        )
    ),
    Expired(at=NOON),
    Cancelled(reason="withdrawn", at=NOON),
    Failed(code="channel_not_found", detail="no such channel", at=NOON),
]


def test_the_table_knows_every_status():
    assert set(MOVES) == set(get_args(Status))


@pytest.mark.parametrize("status", ENDED, ids=state_name)
def test_a_waiting_pause_can_end_in_every_way(status):
    assert move(a_pause(), status).status == status


@pytest.mark.parametrize(("first", "second"), list(itertools.product(ENDED, [*ENDED, Waiting()])))
def test_an_ended_pause_never_changes(first, second):
    ended = move(a_pause(), first)

    with pytest.raises(NotWaiting, match=ended.id):
        move(ended, second)


HELD = Held(
    vote=Vote(
        approver=Approver(id="U1", team="T1", name="Ann"),
        verdict=Verdict.ANSWERED,
        values={"approve": True},
        reason=None,
        at=NOON + timedelta(seconds=10),
    ),
    check=CheckId("chk_1"),
)


@pytest.mark.parametrize("status", ENDED, ids=state_name)
def test_a_held_pause_is_decided_or_withdrawn_and_nothing_else_ends_it(status):
    held = move(a_pause(), HELD)

    if isinstance(status, Decided | Cancelled):
        assert move(held, status).status == status
    else:
        with pytest.raises(NotWaiting, match="held"):
            move(held, status)


def test_the_deadline_moves_by_the_time_that_answers_were_held():
    pause = a_pause(OpenPause(title="t", timeout_seconds=60))
    for _ in range(2):
        held = move(pause, HELD)
        assert not held.is_past_deadline(NOON + timedelta(hours=1))
        pause = resume(held, now=NOON + timedelta(seconds=40))

    assert pause.status == Waiting()
    assert pause.deadline == NOON + timedelta(seconds=60 + 30 + 30)
    assert pause.question.deadline == NOON + timedelta(seconds=60)


def test_a_clock_that_was_set_back_takes_no_time_away():
    pause = a_pause(OpenPause(title="t", timeout_seconds=60))

    assert resume(move(pause, HELD), now=NOON).deadline == pause.deadline


def test_only_a_held_pause_waits_again():
    with pytest.raises(NotWaiting):
        resume(a_pause(), now=NOON)


def test_the_newest_listener_comes_last_and_only_once():
    pause = a_pause()
    for name in ("lis_a", "lis_b", "lis_a"):
        pause = pause.heard_by(ListenerId(name), None)

    assert pause.listeners == ("lis_b", "lis_a")


def test_a_flow_that_was_run_again_many_times_leaves_no_endless_list_of_listeners():
    pause = a_pause()
    for number in range(100):
        pause = pause.heard_by(ListenerId(f"lis_{number}"), None)

    assert len(pause.listeners) == 8
    assert pause.listeners[-1] == "lis_99"
