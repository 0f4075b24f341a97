"""How long ago the bot was last heard, and how long to wait before asking it again. One event loop's clock."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from pausepoint.client import AttemptFailed
from pausepoint.errors import PauseError
from pausepoint.refusals import NOT_UNDERSTOOD, AnsweredByAnother, RequestRefused

Result = TypeVar("Result")

_FIRST_SECONDS: Final = 0.1
_LONGEST_SECONDS: Final = 3.0
_SERVER_ERROR: Final = 500


class Contact:
    """When the bot last spoke, by the running loop's clock."""

    def __init__(self) -> None:
        self._heard_at = self.now()

    def now(self) -> float:
        """Read the loop's clock, in seconds."""
        return asyncio.get_running_loop().time()

    def heard(self) -> None:
        """Note that the bot has just spoken."""
        self._heard_at = self.now()

    def silent_since(self, start: float) -> float:
        """Return for how many seconds the bot has been silent, counted from `start` at the earliest."""
        return self.now() - max(start, self._heard_at)


class Backoff:
    """Waits between attempts: doubling from 0.1 s up to 3 s, each shortened at random so that callers spread out."""

    def __init__(self) -> None:
        self._next = _FIRST_SECONDS

    async def rest(self, *, at_least: float = 0) -> None:
        """Wait before the next attempt."""
        longest = min(_LONGEST_SECONDS, self._next)
        self._next = longest * 2
        await asyncio.sleep(max(at_least, longest * (0.5 + secrets.randbelow(500) / 1000)))


def is_passing(error: PauseError) -> bool:
    """Tell whether the same request may succeed later: no answer, another's than the bot's, or a fault of its own."""
    if isinstance(error, RequestRefused):
        return error.status >= _SERVER_ERROR or error.code == NOT_UNDERSTOOD
    return isinstance(error, AttemptFailed | AnsweredByAnother)


async def until_answered(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Repeat `attempt` until the bot answers it; raise what is no passing fault."""
    backoff = Backoff()
    while True:
        try:
            return await attempt()
        except PauseError as error:
            if not is_passing(error):
                raise
            await backoff.rest(at_least=error.retry_after if isinstance(error, AttemptFailed) else 0)
