"""How fast Slack may be called: what it allows, and what it has asked for with `Retry-After`.

Slack takes one message a second per channel, and about fifty changes of messages a minute per workspace (Web API rate
limits: chat.postMessage is special, chat.update is tier 3). Whoever is told to wait must call that method no more until
then: for posting in that channel, for everything else in the whole workspace. The lanes are cut accordingly; open forms
alone have one each, so they rest as a kind.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar, assert_never

from pausepoint_bot.effects import (
    Announce,
    Claim,
    EffectKind,
    Explain,
    Refresh,
    RefreshView,
    Release,
    Retract,
    kind_of,
    lane_of,
    post_lane,
)
from pausepoint_bot.pauses import Pause, Place

T = TypeVar("T")

UPDATES: Final = 10
UPDATES_SPAN: Final = 12
"""So many changes in so many intervals between posts: at Slack's one second, fifty a minute in short bursts."""


class Pace:
    """Knows which lanes are closed for now, and which kinds of effects rest in all lanes.

    `interval` is the least time between two messages in a channel; zero keeps no pace at all. A channel is known by
    several names before its first message was posted: `#ops`, its id, or none for the default one. Their lanes are one
    from the answer on that told where a message stands.
    """

    def __init__(self, interval: timedelta, *, default_channel: str | None = None) -> None:
        self._interval = interval
        self._closed_until: dict[str, datetime] = {}
        self._resting_until: dict[EffectKind, datetime] = {}
        self._updates: deque[datetime] = deque()
        self._default = post_lane(default_channel or "")
        self._learnt: dict[str, str] = {}
        self._latest: datetime | None = None

    @property
    def roads(self) -> Mapping[str, str]:
        """The lanes that are known to be others by another name."""
        names = self._learnt.keys() | {post_lane("")}
        return {name: road for name in names if (road := self._road(name)) != name}

    def learn(self, pause: Pause, place: Place) -> None:
        """Note where the message of this pause, which had none before, stands now."""
        name, road = self._named(lane_of(Announce(pause=pause.id), pause)), post_lane(place.channel)
        if name != road:
            self._learnt[name] = road

    def sent(self, claim: Claim, now: datetime) -> datetime | None:
        """Note an effect that Slack took, or may have taken; return until when its lane is closed now, if it is."""
        match claim.effect:
            case Announce() | Explain():
                return self._posted(claim.lane, now)
            case Refresh():
                return self._updated(claim.lane, now)
            case Retract() | RefreshView() | Release():
                return None
            case _:
                assert_never(claim.effect)

    def wait(self, claim: Claim, until: datetime) -> None:
        """Keep from Slack until then what it has asked to wait for. A receiver of callbacks asks for its own effect."""
        match claim.effect:
            case Announce() | Explain() | Refresh() | Retract():
                _extend(self._closed_until, self._road(claim.lane), until)
            case RefreshView():
                _extend(self._resting_until, kind_of(claim.effect), until)
            case Release():
                pass
            case _:
                assert_never(claim.effect)

    def busy(self, under_way: Iterable[str], now: datetime) -> Collection[str]:
        """Return the lanes, by all their names, and the kinds of which nothing may be sent now."""
        self._keep_up_with(now)
        self._closed_until = _still(self._closed_until, now)
        self._resting_until = _still(self._resting_until, now)
        lanes = {self._road(lane) for lane in (*under_way, *self._closed_until)}
        return {*lanes, *(name for name, road in self.roads.items() if road in lanes), *self._resting_until}

    def next_opening(self) -> datetime | None:
        """Return when the next lane opens, or the next kind has rested enough."""
        return min((*self._closed_until.values(), *self._resting_until.values()), default=None)

    def _keep_up_with(self, now: datetime) -> None:
        """Where the clock was set back, set back with it what is to come: a second must not become an hour."""
        if self._latest is not None and now < self._latest:
            back = self._latest - now
            self._closed_until = {lane: until - back for lane, until in self._closed_until.items()}
            self._resting_until = {kind: until - back for kind, until in self._resting_until.items()}
            self._updates = deque(at - back for at in self._updates)
        self._latest = now

    def _posted(self, lane: str, now: datetime) -> datetime | None:
        return self._close(lane, now + self._interval) if self._interval else None

    def _updated(self, lane: str, now: datetime) -> datetime | None:
        self._updates.append(now)
        if len(self._updates) < UPDATES:
            return None
        until = self._updates.popleft() + UPDATES_SPAN * self._interval
        return self._close(lane, until) if until > now else None

    def _close(self, lane: str, until: datetime) -> datetime:
        _extend(self._closed_until, self._road(lane), until)
        return until

    def _road(self, lane: str) -> str:
        return self._learnt.get(self._named(lane), self._named(lane))

    def _named(self, lane: str) -> str:
        return self._default if lane == post_lane("") else lane


def _extend(ends: dict[T, datetime], what: T, until: datetime) -> None:
    ends[what] = max(until, ends.get(what, until))


def _still(ends: Mapping[T, datetime], now: datetime) -> dict[T, datetime]:
    return {what: until for what, until in ends.items() if until > now}
