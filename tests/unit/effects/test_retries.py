from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pausepoint_bot.effects import Announce, Refresh, Release, Retract, kind_of, lane_of, next_attempt, schedule_for
from pausepoint_bot.effects.lanes import priority_of
from pausepoint_bot.effects.retries import CALLBACK_ALONE, CALLBACK_BESIDE_FEED, OPEN_FORM, SLACK
from pausepoint_bot.pauses import Callback, ListenerId, Place
from tests.support.pauses import NOON, a_pause

SCHEDULES = [SLACK, CALLBACK_ALONE, CALLBACK_BESIDE_FEED]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_first_retry_follows_the_first_delay(schedule):
    due = next_attempt(schedule, attempts=1, owed_since=NOON, now=NOON, jitter=0)

    assert due == NOON + timedelta(seconds=schedule.delays[0])


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_an_effect_is_given_up_when_its_time_is_over(schedule):
    now = NOON + schedule.give_up_after

    assert next_attempt(schedule, attempts=99, owed_since=NOON, now=now, jitter=0) is None


@pytest.mark.parametrize("schedule", SCHEDULES)
@given(attempts=st.integers(1, 1000), jitter=st.floats(0, 1, exclude_max=True))
def test_jitter_adds_up_to_a_quarter_and_never_makes_a_retry_earlier(schedule, attempts, jitter):
    plain = next_attempt(schedule, attempts=attempts, owed_since=NOON, now=NOON, jitter=0)
    spread = next_attempt(schedule, attempts=attempts, owed_since=NOON, now=NOON, jitter=jitter)

    assert plain is not None
    if spread is not None:
        assert plain <= spread <= NOON + (plain - NOON) * 1.25


def test_a_callback_beside_a_feed_is_tried_for_a_minute_and_one_alone_for_three_days():
    callback = Callback(url="http://127.0.0.1:5000/x", secret="whsec_x")
    pause = a_pause(callback=callback)

    assert schedule_for(Release(pause=pause.id), pause) is CALLBACK_ALONE
    assert schedule_for(Release(pause=pause.id), pause.heard_by(ListenerId("lis_1"), callback)) is CALLBACK_BESIDE_FEED


def attempts(schedule, *, jitter=0.0, each=timedelta()):
    """Return when each attempt begins, in seconds from the first, where every one fails after `each`."""
    begins, due = [], NOON
    while due is not None:
        begins.append((due - NOON).total_seconds())
        due = next_attempt(schedule, attempts=len(begins), owed_since=NOON, now=due + each, jitter=jitter)
    return begins


def test_a_callback_beside_a_feed_is_tried_seven_times_within_a_minute():
    assert attempts(CALLBACK_BESIDE_FEED) == [0, 1, 3, 8, 18, 38, 58]


def test_a_callback_alone_is_tried_until_three_days_are_nearly_over():
    begins = attempts(CALLBACK_ALONE)

    assert begins[:7] == [0, 1, 6, 36, 156, 456, 1356]
    assert len(begins) == 19
    assert timedelta(days=3) - timedelta(hours=8) < timedelta(seconds=begins[-1]) <= timedelta(days=3)


def test_a_message_is_tried_every_five_minutes_for_three_days():
    begins = attempts(SLACK)

    assert begins[:9] == [0, 1, 3, 8, 18, 48, 108, 228, 528]
    assert {later - earlier for earlier, later in pairwise(begins[8:])} == {300}
    assert timedelta(days=3) - timedelta(minutes=5) < timedelta(seconds=begins[-1]) <= timedelta(days=3)


def test_an_open_form_is_tried_for_as_long_as_its_person_looks_at_it():
    assert attempts(OPEN_FORM) == [0, 1, 3, 5]


@pytest.mark.parametrize("schedule", [*SCHEDULES, OPEN_FORM])
@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("seconds", [0, 10])
def test_no_attempt_begins_after_the_end_and_none_gives_up_long_before(schedule, jitter, seconds):
    each = timedelta(seconds=seconds)
    begins = attempts(schedule, jitter=jitter, each=each)

    end = schedule.give_up_after.total_seconds()
    assert begins[-1] <= end
    assert begins[-1] + seconds + schedule.delays[-1] * 1.25 >= end
    assert list(schedule.delays) == sorted(schedule.delays)


def test_each_means_has_its_lane_in_a_channel_and_receivers_have_their_own():
    pause = a_pause(
        place=Place(channel="C1", ts="1.2", permalink=None),
        callback=Callback(url="http://127.0.0.1:5000/x?secret=1", secret="whsec_x"),
    )

    assert lane_of(Announce(pause=pause.id), pause) == "slack:C1"
    assert lane_of(Refresh(pause=pause.id), pause) == "update:"
    assert lane_of(Retract(pause=pause.id, channel="C1", ts="1.3"), pause) == "delete:"
    assert lane_of(Release(pause=pause.id), pause) == "callback:127.0.0.1:5000"


def test_a_release_goes_first_and_a_new_question_before_news_of_old_ones():
    pause = a_pause().id
    effects = [
        Retract(pause=pause, channel="C", ts="1"),
        Refresh(pause=pause),
        Announce(pause=pause),
        Release(pause=pause),
    ]

    assert [kind_of(effect) for effect in sorted(effects, key=priority_of)] == [
        "release",
        "announce",
        "refresh",
        "retract",
    ]
