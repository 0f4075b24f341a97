"""What the playground does wrong on command. Settings and their countdowns; no transport."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.outages import SLOW_SECONDS, Outage, OutageKind, outage_from

ANY_METHOD = "*"
ANY_CHANNEL = ""

_COUNTED = ("drop_acks", "expire_triggers", "deliver_twice", "redeliver", "hold_back", "dead_connections")


@dataclass(slots=True, kw_only=True)
class RateLimit:
    """Refuse the next `times` calls with 429 and `Retry-After: retry_after` (whole seconds)."""

    times: int
    retry_after: int


@dataclass(slots=True, kw_only=True)
class Faults:
    """Misbehaviour still to come; each number counts down as it is spent."""

    drop_acks: int = 0
    """Throw away the app's next answers: the person sees the connection banner."""
    expire_triggers: int = 0
    """Hand out this many triggers that have expired already."""
    deliver_twice: int = 0
    """Send this many interactions a second time, at the same moment."""
    redeliver: int = 0
    """Send this many interactions again, up to three times, until they are answered. Slack does so with events only."""
    hold_back: int = 0
    """Deliver this many interactions out of order: after the answer to the next one, or a second later."""
    dead_connections: int = 0
    """Take this many websockets, and cut them before a word is said."""
    down: bool = False
    """Answer every API call with 503, and take no clicks."""
    stale_state: bool = False
    """Report with a submit what earlier contents of the view held too, as Slack has been seen to do."""
    keep_limits: bool = False
    """Hold the app to the rate limits of the methods, as Slack does."""
    retry_waits: tuple[float, ...] = (0.0,)
    """Seconds before each repetition of what was not answered. Slack: at once, after a minute, after five more."""
    rate_limits: dict[tuple[str, str], RateLimit] = field(default_factory=dict)
    outage: Outage | None = None
    """How the API is out of order now; people can still click. Begin and end it with the methods below."""

    def rate_limit(
        self, method: str = ANY_METHOD, *, channel: str = ANY_CHANNEL, times: int = 1, retry_after: int = 1
    ) -> None:
        """Refuse the next `times` calls of a method ("*" for any) with 429, everywhere or in the channel of this id."""
        self.rate_limits[method, channel] = RateLimit(times=times, retry_after=retry_after)

    def spend_rate_limit(self, method: str, channel: str = ANY_CHANNEL) -> int | None:
        """Give the seconds a refused call must wait, or None if this call may pass."""
        for name in ((method, channel), (method, ANY_CHANNEL), (ANY_METHOD, channel), (ANY_METHOD, ANY_CHANNEL)):
            limit = self.rate_limits.get(name)
            if limit is not None and limit.times > 0:
                limit.times -= 1
                return limit.retry_after
        return None

    def begin_outage(self, kind: OutageKind, *methods: str, seconds: float = SLOW_SECONDS) -> None:
        """Put the API, or only these methods, out of order until `end_outage`; an outage under way ends."""
        self.end_outage()
        self.outage = Outage(kind=kind, methods=frozenset(methods), seconds=seconds)

    def end_outage(self) -> None:
        """Answer again; calls left hanging are answered now."""
        if self.outage is not None:
            self.outage.over.set()
        self.outage = None

    @contextmanager
    def outage_of(self, kind: OutageKind, *methods: str, seconds: float = SLOW_SECONDS) -> Iterator[None]:
        """Put the API, or only these methods, out of order for the length of a block."""
        self.begin_outage(kind, *methods, seconds=seconds)
        try:
            yield
        finally:
            self.end_outage()

    def spend(self, name: str) -> bool:
        """Count one of the numbers down; tell whether there was any left."""
        left: int = getattr(self, name)
        setattr(self, name, max(left - 1, 0))
        return left > 0

    def as_json(self) -> JsonObject:
        """Shape the settings as the page shows them; it knows one rate limit at a time."""
        limits = iter(self.rate_limits.items())
        (method, _), limit = next(limits, (("chat.update", ANY_CHANNEL), RateLimit(times=0, retry_after=3)))
        return {
            "rate_limit": {"method": method, "retry_after": limit.retry_after, "times": limit.times},
            "down": self.down,
            "keep_limits": self.keep_limits,
            "outage": self.outage.as_json() if self.outage else None,
            **{name: getattr(self, name) for name in _COUNTED},
        }

    def set(self, wanted: JsonView) -> None:
        """Take the page's settings; raises KeyError, ValueError or TypeError for what is none."""
        for name in set(_COUNTED).intersection(wanted):
            setattr(self, name, max(int(wanted[name]), 0))
        for name in {"down", "keep_limits"}.intersection(wanted):
            setattr(self, name, bool(wanted[name]))
        if "outage" in wanted:
            outage = outage_from(wanted["outage"]) if wanted["outage"] else None
            self.end_outage()
            self.outage = outage
        if (limit := wanted.get("rate_limit")) is not None:
            self.rate_limits.clear()
            self.rate_limit(
                str(limit["method"]),
                channel=str(limit.get("channel") or ANY_CHANNEL),
                times=max(int(limit["times"]), 0),
                retry_after=max(int(limit["retry_after"]), 0),
            )
