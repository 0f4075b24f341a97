"""Slack's rate limits, as the stand-in keeps them."""

from __future__ import annotations

import pytest

from pausepoint_playground.limits import LIMITS, Throttle


def passing(throttle, method, *, channel="C1", now=0.0):
    """Count how many calls pass at one moment."""
    return next(n for n in range(1000) if throttle.spend(method, channel, now=now) is not None)


@pytest.mark.parametrize(("method", "minute"), [("chat.postMessage", 60), ("chat.update", 50), ("views.open", 100)])
def test_after_a_short_burst_a_method_takes_its_calls_a_minute(method, minute):
    throttle = Throttle()

    burst = passing(throttle, method)
    later = passing(throttle, method, now=60.0)
    steady = sum(throttle.spend(method, "C1", now=60.0 + second / 4) is None for second in range(1, 241))

    assert burst == later == LIMITS[method].burst
    assert steady in {minute - 1, minute}


def test_posts_are_counted_for_each_channel_and_updates_for_all():
    throttle = Throttle()

    assert passing(throttle, "chat.postMessage", channel="C1") == passing(throttle, "chat.postMessage", channel="C2")
    assert passing(throttle, "chat.update", channel="C1") > passing(throttle, "chat.update", channel="C2") == 0


def test_a_refused_call_passes_after_the_seconds_it_was_told_to_wait():
    throttle = Throttle()
    passing(throttle, "chat.update", now=5.5)

    wait = throttle.spend("chat.update", "C1", now=5.5)

    assert wait == 2
    assert throttle.spend("chat.update", "C1", now=5.5 + wait) is None


def test_what_has_no_limit_passes():
    assert Throttle().spend("auth.test", "", now=0.0) is None
