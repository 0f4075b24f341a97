"""Which response urls exist: five uses each within thirty minutes (Slack's guide on handling interactions)."""

from __future__ import annotations

from dataclasses import dataclass

from pausepoint_playground.ids import Clock, Ids

MOST_USES = 5
LIFETIME_SECONDS = 1800.0
KEPT = 10_000


class ResponseUrlRefused(Exception):
    """A response url that answers nothing any more; `code` is the text Slack gives."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, kw_only=True)
class ResponseUrl:
    """Where an answer goes: the conversation, the person who acted, and the message acted on, if any."""

    channel: str
    user: str
    message_ts: str | None
    expires: float
    uses: int = 0


class ResponseUrls:
    """Hand out paths of response urls and count their uses."""

    def __init__(self, *, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._known: dict[str, ResponseUrl] = {}

    def mint(self, *, channel: str, user: str, message_ts: str | None) -> str:
        """Make a path under /hooks/."""
        while len(self._known) > KEPT:
            self._known.pop(next(iter(self._known)))
        path = f"/hooks/actions/{self._ids.of('T')}/{self._ids.number()}/{self._ids.secret(24)}"
        expires = self._clock() + LIFETIME_SECONDS
        self._known[path] = ResponseUrl(channel=channel, user=user, message_ts=message_ts, expires=expires)
        return path

    def use(self, path: str) -> ResponseUrl:
        """Spend one use; raises ResponseUrlRefused."""
        if (found := self._known.get(path)) is None:
            raise ResponseUrlRefused("no_service")
        if self._clock() >= found.expires:
            raise ResponseUrlRefused("expired_url")
        if found.uses >= MOST_USES:
            raise ResponseUrlRefused("used_url")
        found.uses += 1
        return found
