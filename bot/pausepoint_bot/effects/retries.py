"""When a failed effect is tried again, as lists a person can read. Pure: time and jitter are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pausepoint_bot.effects.effect import Effect, RefreshView, Release
from pausepoint_bot.pauses import Pause

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySchedule:
    """Seconds to wait after each failed attempt; the last repeats until the effect is given up.

    `dead_letter` tells whether giving up is news for an operator, or whether something else does the work.
    """

    delays: tuple[int, ...]
    give_up_after: timedelta
    dead_letter: bool


SLACK: Final = RetrySchedule(
    delays=(1, 2, 5, 10, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE), give_up_after=timedelta(days=3), dead_letter=True
)
OPEN_FORM: Final = RetrySchedule(delays=(1, 2), give_up_after=timedelta(seconds=5), dead_letter=False)
CALLBACK_BESIDE_FEED: Final = RetrySchedule(
    delays=(1, 2, 5, 10, 20, 20), give_up_after=timedelta(seconds=60), dead_letter=False
)
CALLBACK_ALONE: Final = RetrySchedule(
    delays=(1, 5, 30, 2 * _MINUTE, 5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR),
    give_up_after=timedelta(days=3),
    dead_letter=True,
)


def schedule_for(effect: Effect, pause: Pause) -> RetrySchedule:
    """Choose the schedule: a callback beside a listener's feed is tried for a minute, one alone for three days.

    A form is looked at for seconds: later its person has closed it, and reads the outcome in the message.
    """
    if isinstance(effect, RefreshView):
        return OPEN_FORM
    if isinstance(effect, Release):
        return CALLBACK_BESIDE_FEED if pause.listeners else CALLBACK_ALONE
    return SLACK


def next_attempt(
    schedule: RetrySchedule, *, attempts: int, owed_since: datetime, now: datetime, jitter: float
) -> datetime | None:
    """Return when to try again after `attempts` failures, or None to give up.

    `jitter` in [0, 1) adds up to a quarter of the delay, so that what failed together does not return together.
    """
    delay = schedule.delays[min(attempts, len(schedule.delays)) - 1]
    due = now + timedelta(seconds=delay * (1 + jitter / 4))
    return due if due <= owed_since + schedule.give_up_after else None
