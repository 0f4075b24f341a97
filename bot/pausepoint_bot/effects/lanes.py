"""Which effects share a lane, and who goes first. Pure.

A lane is a road to one place by one means, because a slow or refusing place must delay only its own lane, and because
limits are counted so: posting in one Slack channel, changing messages anywhere, deleting them, one person's open form,
or one receiver of callbacks. Within a lane the more urgent goes first, then the older one.
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
from pausepoint_bot.pauses import Decided, Pause

POST_LANE: Final = "slack:"
UPDATE_LANE: Final = "update:"
DELETE_LANE: Final = "delete:"
"""One for all channels: Slack limits chat.update and chat.delete by workspace."""

VIEW_LANE: Final = "view:"
RELEASE_LANE: Final = "callback:"

SLACK_KINDS: Final[frozenset[EffectKind]] = frozenset({"announce", "refresh", "retract", "explain", "refresh_view"})
"""What leaves by the door to Slack."""

_DECIDED: Final = 2
_ENDED: Final = 3
_PROGRESS: Final = 4


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


def priority_of(effect: Effect, pause: Pause | None = None) -> int:
    """Rank the effect: smaller goes first.

    People who wait for an outcome come before new questions; of the messages, those that tell a decision go before
    those of other ends, and these before mere progress. `pause` is as it stands when the effect is owed.
    """
    match effect:
        case Release() | Explain():
            return 0
        case Announce() | RefreshView():
            return 1
        case Refresh():
            return _PROGRESS if pause is None else _rank_of_news(pause)
        case Retract():
            return 5
        case _:
            assert_never(effect)


def lane_of(effect: Effect, pause: Pause) -> str:
    """Name the lane the effect travels in."""
    match effect:
        case Release():
            return RELEASE_LANE + (urlsplit(pause.callback.url).netloc if pause.callback else "")
        case Retract():
            return DELETE_LANE
        case RefreshView(check=check):
            return VIEW_LANE + check
        case Refresh():
            return UPDATE_LANE
        case Announce() | Explain():
            return post_lane(_channel_of(pause))
        case _:
            assert_never(effect)


def post_lane(channel: str) -> str:
    """Name the lane of posting in the channel, by its id or, as long as that is not known, as it was asked for."""
    return POST_LANE + channel


def _channel_of(pause: Pause) -> str:
    return pause.place.channel if pause.place else pause.question.channel or ""


def _rank_of_news(pause: Pause) -> int:
    if isinstance(pause.status, Decided):
        return _DECIDED
    return _ENDED if pause.has_ended else _PROGRESS
