"""Which effects share a lane, and who goes first. Pure.

A lane is a road to one place: a Slack channel, one person's open form, or one receiver of callbacks. A slow or refusing
place delays only its own lane. Within a lane the more urgent kind goes first, then the older one.
"""

from __future__ import annotations

from typing import Final, assert_never
from urllib.parse import urlsplit

from pausepoint_bot.effects.effect import (
    Announce,
    Effect,
    EffectKind,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
)
from pausepoint_bot.pauses import Pause

DEFAULT_CHANNEL_LANE: Final = "slack:"
VIEW_LANE: Final = "view:"
RELEASE_LANE: Final = "callback:"

_PRIORITIES: Final[dict[EffectKind, int]] = {
    "release": 0,
    "announce": 1,
    "refresh_view": 1,
    "refresh": 2,
    "explain": 2,
    "retract": 3,
}


def kind_of(effect: Effect) -> EffectKind:
    """Name the effect's kind as the database does."""
    match effect:
        case Announce():
            return "announce"
        case Refresh():
            return "refresh"
        case Retract():
            return "retract"
        case Release():
            return "release"
        case Explain():
            return "explain"
        case RefreshView():
            return "refresh_view"
        case _:
            assert_never(effect)


def priority_of(effect: Effect) -> int:
    """Rank the effect: smaller goes first."""
    return _PRIORITIES[kind_of(effect)]


def lane_of(effect: Effect, pause: Pause) -> str:
    """Name the lane the effect travels in."""
    match effect:
        case Release():
            return RELEASE_LANE + (urlsplit(pause.callback.url).netloc if pause.callback else "")
        case Retract(channel=channel):
            return DEFAULT_CHANNEL_LANE + channel
        case RefreshView(check=check):
            return VIEW_LANE + check
        case Announce() | Refresh() | Explain():
            asked_for = pause.question.channel or ""
            return DEFAULT_CHANNEL_LANE + (pause.place.channel if pause.place else asked_for)
        case _:
            assert_never(effect)
