"""What the bot owes the outside world, in which order, and when it tries again. Pure."""

from __future__ import annotations

from pausepoint_bot.effects.effect import (
    Announce,
    Claim,
    Effect,
    EffectId,
    EffectKind,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
)
from pausepoint_bot.effects.lanes import RELEASE_LANE, SLACK_KINDS, kind_of, lane_of, post_lane, priority_of
from pausepoint_bot.effects.retries import RetrySchedule, next_attempt, schedule_for

__all__ = [
    "RELEASE_LANE",
    "SLACK_KINDS",
    "Announce",
    "Claim",
    "Effect",
    "EffectId",
    "EffectKind",
    "Explain",
    "Refresh",
    "RefreshView",
    "Release",
    "Retract",
    "RetrySchedule",
    "kind_of",
    "lane_of",
    "next_attempt",
    "post_lane",
    "priority_of",
    "schedule_for",
]
