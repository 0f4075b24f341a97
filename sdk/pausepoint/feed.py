"""Follow the bot's event feed: one long poll per process, however many pauses wait, and only while one does."""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Protocol

from pausepoint.client import AttemptFailed, BotClient, FeedPage
from pausepoint.contact import Backoff, is_passing
from pausepoint.errors import BadConfiguration, PauseError
from pausepoint.wire import EVENT_FEED_WAIT_SECONDS, Event

_log: Final = logging.getLogger(__name__)

_GOODBYE_SECONDS: Final = 2
_LINGER_SECONDS: Final = 0.2
"""How long the poll outlives the last waiting pause: a flow that asks again at once finds it open, and one that goes on
does not compete with its end."""


class FeedReader(Protocol):
    """Whoever the feed is read for."""

    def deliver(self, event: Event) -> None:
        """Take an event, which may have come before."""
        ...

    def reconnected(self) -> None:
        """Learn that the bot is back after an outage, in which events may have been lost."""
        ...

    def denied(self, error: BadConfiguration) -> None:
        """Learn that the bot no longer lets this process read."""
        ...


class Feed:
    """The event feed of one listener. `want` and `unwant` count the pauses that wait."""

    def __init__(self, client: BotClient, listener: str, reader: FeedReader) -> None:
        self._client = client
        self._listener = listener
        self._reader = reader
        self._wanted = 0
        self._after = 0
        self._acknowledged = 0
        self._following: asyncio.Task[None] | None = None
        self._poll: asyncio.Timeout | None = None

    def want(self) -> None:
        """Follow the feed for one more pause."""
        self._wanted += 1
        if self._following is None or self._following.done():
            self._following = asyncio.get_running_loop().create_task(self._follow(), name="pausepoint event feed")

    def unwant(self) -> None:
        """Follow the feed for one pause fewer; soon after the last one the long poll ends."""
        self._wanted -= 1
        if self._wanted == 0:
            asyncio.get_running_loop().call_later(_LINGER_SECONDS, self._hang_up)

    async def close(self) -> None:
        """Acknowledge what was read and stop."""
        self._hang_up()
        if self._following is not None:
            await asyncio.wait({self._following}, timeout=_GOODBYE_SECONDS)
            self._following.cancel()
            await asyncio.wait({self._following})  # its loop may close next: nothing of it may be left

    def _hang_up(self) -> None:
        if self._wanted == 0 and self._poll is not None:
            self._poll.reschedule(0)

    async def _follow(self) -> None:
        while self._wanted:
            try:
                await self._poll_until_unwanted()
            except BadConfiguration as error:
                self._reader.denied(error)
                return
            await self._say_goodbye()

    async def _poll_until_unwanted(self) -> None:
        backoff, is_outage = Backoff(), False
        while self._wanted:
            try:
                # After an outage the first poll returns at once, so that being back is noticed at once.
                is_hurried = await self._poll_once(wait=0 if is_outage else EVENT_FEED_WAIT_SECONDS)
            except PauseError as error:  # whatever comes instead of events: the flows go on waiting for them
                if isinstance(error, BadConfiguration) and not is_passing(error):
                    raise
                _log.info("the event feed is interrupted: %s", error)
                is_outage = True
                await backoff.rest(at_least=error.retry_after if isinstance(error, AttemptFailed) else 0)
            else:
                if is_outage:
                    self._reader.reconnected()
                if is_hurried:  # a bot that hangs up may be going away
                    await backoff.rest()
                elif not is_outage:
                    backoff = Backoff()
                is_outage = is_hurried

    async def _poll_once(self, *, wait: float) -> bool:
        """Poll, and tell whether the bot answered with nothing long before the wait was over."""
        begin = asyncio.get_running_loop().time()
        page = await self._read(wait)
        if page is None:
            return False
        self._acknowledged, self._after = self._after, page.last_seq
        for event in page.events:
            self._reader.deliver(event)
        return not page.events and asyncio.get_running_loop().time() - begin < wait / 2

    async def _read(self, wait: float) -> FeedPage | None:
        """Return what one long poll brings; None if the last waiting pause ended meanwhile."""
        try:
            async with asyncio.timeout(None) as poll:
                self._poll = poll
                try:
                    return await self._client.read_events(self._listener, after=self._after, wait=wait)
                finally:
                    self._poll = None
        except TimeoutError:
            return None

    async def _say_goodbye(self) -> None:
        """Acknowledge the last events, so that the bot need not keep them; if this is lost, nothing is."""
        if self._acknowledged == self._after:
            return
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._client.read_events(self._listener, after=self._after, wait=0)
        except (PauseError, TimeoutError) as error:
            _log.debug("the last events are not acknowledged: %s", error)
        else:
            self._acknowledged = self._after
