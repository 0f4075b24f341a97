"""What the playground does wrong on command. Settings and their countdowns; no transport."""

from __future__ import annotations

from dataclasses import dataclass, field

from pausepoint_playground.json_values import JsonObject, JsonView

ANY_METHOD = "*"


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
    down: bool = False
    """Answer every API call with 503, and take no clicks."""
    stale_state: bool = False
    """Report with a submit what earlier contents of the view held too, as Slack has been seen to do."""
    rate_limits: dict[str, RateLimit] = field(default_factory=dict)

    def rate_limit(self, method: str = ANY_METHOD, *, times: int = 1, retry_after: int = 1) -> None:
        """Refuse the next `times` calls of a method ("*" for any) with 429."""
        self.rate_limits[method] = RateLimit(times=times, retry_after=retry_after)

    def spend_rate_limit(self, method: str) -> int | None:
        """Give the seconds a refused call must wait, or None if this call may pass."""
        for name in (method, ANY_METHOD):
            limit = self.rate_limits.get(name)
            if limit is not None and limit.times > 0:
                limit.times -= 1
                return limit.retry_after
        return None

    def spend_dropped_ack(self) -> bool:
        """Tell whether this answer is to be thrown away."""
        self.drop_acks, spent = max(self.drop_acks - 1, 0), self.drop_acks > 0
        return spent

    def spend_expired_trigger(self) -> bool:
        """Tell whether this trigger is to be born expired."""
        self.expire_triggers, spent = max(self.expire_triggers - 1, 0), self.expire_triggers > 0
        return spent

    def spend_second_delivery(self) -> bool:
        """Tell whether this interaction is to be sent twice."""
        self.deliver_twice, spent = max(self.deliver_twice - 1, 0), self.deliver_twice > 0
        return spent

    def as_json(self) -> JsonObject:
        """Shape the settings as the page shows them; it knows one rate limit at a time."""
        method, limit = next(iter(self.rate_limits.items()), ("chat.update", RateLimit(times=0, retry_after=3)))
        return {
            "rate_limit": {"method": method, "retry_after": limit.retry_after, "times": limit.times},
            "drop_acks": self.drop_acks,
            "expire_triggers": self.expire_triggers,
            "deliver_twice": self.deliver_twice,
            "down": self.down,
        }

    def set(self, wanted: JsonView) -> None:
        """Take the page's settings; raises ValueError or TypeError for what is none."""
        for name in ("drop_acks", "expire_triggers", "deliver_twice"):
            if name in wanted:
                setattr(self, name, max(int(wanted[name]), 0))
        if "down" in wanted:
            self.down = bool(wanted["down"])
        if (limit := wanted.get("rate_limit")) is not None:
            self.rate_limits.clear()
            self.rate_limit(
                str(limit["method"]), times=max(int(limit["times"]), 0), retry_after=max(int(limit["retry_after"]), 0)
            )
