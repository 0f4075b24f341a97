from __future__ import annotations

from datetime import timedelta

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.effects import (
    Announce,
    Claim,
    Effect,
    EffectId,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
    lane_of,
)
from pausepoint_bot.loops.pace import UPDATES, UPDATES_SPAN, Pace
from pausepoint_bot.pauses import CheckId, Pause, Place
from tests.support.pauses import NOON, a_pause

SECOND = timedelta(seconds=1)
HERE = Place(channel="C1", ts="1.2", permalink=None)
CHECK = CheckId("chk_1")


def in_channel(channel: str | None) -> Pause:
    return a_pause(OpenPause(title="Delete 42 runs", channel=channel))


def claim_of(effect: Effect, pause: Pause) -> Claim:
    return Claim(
        id=EffectId(1), effect=effect, lane=lane_of(effect, pause), attempts=0, owed_since=NOON, lease_until=NOON
    )


def announcing(channel: str | None = "C1") -> Claim:
    pause = in_channel(channel)
    return claim_of(Announce(pause=pause.id), pause)


def announced(pace: Pace, channel: str | None, at=NOON) -> None:
    """Announce a pause in this channel, which turns out to be C1."""
    pause = in_channel(channel)
    pace.learn(pause, HERE)
    pace.sent(claim_of(Announce(pause=pause.id), pause), at)


def refreshing() -> Claim:
    pause = a_pause(place=HERE)
    return claim_of(Refresh(pause=pause.id), pause)


def test_a_channel_takes_one_message_an_interval():
    pace = Pace(SECOND)

    until = pace.sent(announcing(), NOON)

    assert until == pace.next_opening() == NOON + SECOND
    assert pace.busy([], NOON + 0.9 * SECOND) == {"slack:C1"}
    assert pace.busy([], NOON + SECOND) == set()
    assert pace.next_opening() is None


def test_reasons_in_the_thread_are_messages_too():
    pace, pause = Pace(SECOND), a_pause(place=HERE)

    assert pace.sent(claim_of(Explain(pause=pause.id, check=CHECK), pause), NOON) == NOON + SECOND


def test_other_channels_and_changes_of_messages_go_on():
    pace = Pace(SECOND)
    pace.sent(announcing("C1"), NOON)

    busy = pace.busy([], NOON)

    assert announcing("C2").lane not in busy
    assert refreshing().lane not in busy


def test_what_is_under_way_keeps_its_lane():
    assert "callback:a" in Pace(SECOND).busy(["callback:a"], NOON)


def test_an_interval_of_zero_keeps_no_pace():
    pace = Pace(timedelta())

    assert pace.sent(announcing(), NOON) is None
    for _ in range(1000):
        pace.sent(refreshing(), NOON)
    assert pace.busy([], NOON) == set()


@pytest.mark.parametrize("asked", ["#ops", "ops", None])
def test_a_channel_by_another_name_is_the_same_lane_from_its_first_message_on(asked):
    pace = Pace(SECOND)
    announced(pace, asked)

    busy = pace.busy([], NOON)

    assert {announcing("C1").lane, announcing(asked).lane} <= set(busy)
    assert pace.roads == {announcing(asked).lane: "slack:C1"}


def test_the_default_channel_is_known_by_its_name_from_the_start():
    pace = Pace(SECOND, default_channel="#ops")
    assert pace.roads == {"slack:": "slack:#ops"}
    pace.sent(announcing("#ops"), NOON)
    assert announcing(None).lane in pace.busy([], NOON)

    announced(pace, None)

    assert pace.roads == {"slack:": "slack:C1", "slack:#ops": "slack:C1"}
    assert {"slack:", "slack:#ops", "slack:C1"} <= set(pace.busy(["slack:#ops"], NOON + SECOND))


def test_a_name_that_another_channel_got_leads_there():
    pace = Pace(SECOND)
    announced(pace, "#ops")

    pace.learn(in_channel("#ops"), Place(channel="C2", ts="1.3", permalink=None))

    assert pace.roads == {"slack:#ops": "slack:C2"}


def test_who_is_told_to_wait_posts_nothing_in_that_channel_by_any_name():
    pace = Pace(SECOND)
    announced(pace, "#ops")

    pace.wait(announcing("#ops"), NOON + 30 * SECOND)

    busy = pace.busy([], NOON + 29 * SECOND)
    assert {"slack:#ops", "slack:C1"} <= set(busy)
    assert announcing("C2").lane not in busy
    assert refreshing().lane not in busy
    assert pace.next_opening() == NOON + 30 * SECOND
    assert pace.busy([], NOON + 30 * SECOND) == set()


def test_a_shorter_wait_does_not_end_a_longer_one():
    pace = Pace(SECOND)

    pace.wait(announcing(), NOON + 30 * SECOND)
    pace.sent(announcing(), NOON)
    pace.wait(announcing(), NOON + 5 * SECOND)

    assert pace.busy([], NOON + 29 * SECOND) == {"slack:C1"}


@pytest.mark.parametrize(
    ("effect", "rests"),
    [
        (Refresh(pause=a_pause().id), "update:"),
        (Retract(pause=a_pause().id, channel="C1", ts="1.2"), "delete:"),
        (RefreshView(pause=a_pause().id, check=CHECK), "refresh_view"),
    ],
)
def test_where_slack_limits_a_method_for_the_workspace_it_rests_in_all_channels(effect, rests):
    pace = Pace(SECOND)

    pace.wait(claim_of(effect, a_pause(place=HERE)), NOON + 30 * SECOND)

    assert pace.busy([], NOON + 29 * SECOND) == {rests}
    assert pace.busy([], NOON + 30 * SECOND) == set()


def test_a_receiver_that_asks_to_wait_holds_up_no_other_effect():
    pace, pause = Pace(SECOND), a_pause()

    pace.wait(claim_of(Release(pause=pause.id), pause), NOON + 30 * SECOND)

    assert pace.busy([], NOON) == set()


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.5, 1.1])
def test_no_more_than_fifty_messages_are_changed_in_any_minute_however_fast_each_is(seconds):
    pace, now, changes = Pace(SECOND), NOON, []
    while now < NOON + timedelta(minutes=5):
        while "update:" in pace.busy([], now):
            opening = pace.next_opening()
            assert opening is not None
            now = opening
        changes.append(now)
        pace.sent(refreshing(), now)
        now += timedelta(seconds=seconds)

    counts = [sum(start <= at < start + timedelta(minutes=1) for at in changes) for start in changes]

    assert max(counts) <= 50
    assert len(changes) >= 4.5 * 50


def test_a_handful_of_changes_goes_at_once():
    pace = Pace(SECOND)
    for _ in range(UPDATES - 1):
        pace.sent(refreshing(), NOON)
    assert pace.busy([], NOON) == set()

    until = pace.sent(refreshing(), NOON)

    assert pace.busy([], NOON) == {"update:"}
    assert until == pace.next_opening() == NOON + UPDATES_SPAN * SECOND


def test_a_clock_that_is_set_back_closes_no_lane_for_longer():
    pace, pause, hour = Pace(SECOND), a_pause(), timedelta(hours=1)
    pace.sent(announcing("C1"), NOON)
    pace.wait(claim_of(RefreshView(pause=pause.id, check=CHECK), pause), NOON + 5 * SECOND)
    for _ in range(UPDATES):
        pace.sent(refreshing(), NOON)
    assert pace.busy([], NOON) == {"slack:C1", "update:", "refresh_view"}

    assert pace.busy([], NOON - hour) == {"slack:C1", "update:", "refresh_view"}
    assert pace.busy([], NOON - hour + 6 * SECOND) == {"update:"}
    assert pace.busy([], NOON - hour + UPDATES_SPAN * SECOND) == set()
    assert pace.sent(refreshing(), NOON - hour + UPDATES_SPAN * SECOND) is None
