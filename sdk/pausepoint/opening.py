"""Open a pause at the bot: repeat until it answers, under one Idempotency-Key. Runs on the background event loop."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from pausepoint.client import AttemptFailed, BotClient
from pausepoint.contact import Backoff
from pausepoint.listener import CallbackServer
from pausepoint.refusals import CallbackNotAllowed
from pausepoint.wire import CallbackTarget, OpenPause, PauseView


class CallbackDoor:
    """The callback server, given up when the bot refuses to use it and nobody asked for it."""

    def __init__(self, server: CallbackServer | None, *, required: bool) -> None:
        self._server = server
        self._required = required

    def new_target(self) -> CallbackTarget | None:
        """Make the address of one pause; None where the feed does the work alone."""
        return None if self._server is None else self._server.new_target()

    def retire(self, target: CallbackTarget | None) -> None:
        """Expect nothing more at an address."""
        if self._server is not None and target is not None:
            self._server.retire(target)

    async def give_up(self, refused: CallbackNotAllowed) -> None:
        """Do without callbacks from now on; raise `refused` if the user asked for them."""
        if self._required:
            raise refused
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            await self._server.stop()

    def let_go(self) -> None:
        """Close a forked child's copy of the socket."""
        if self._server is not None:
            self._server.let_go()


@dataclass(slots=True, kw_only=True)
class Opening:
    """One pause being opened. `target` is where its callback goes; `reason` why the last attempt failed."""

    client: BotClient
    door: CallbackDoor
    request: OpenPause
    target: CallbackTarget | None = None
    reason: str = "no answer"
    may_have_arrived: bool = False
    is_abandoned: bool = False

    async def run(self) -> PauseView | None:
        """Return the pause as the bot opened it; None if the caller left before the bot can have heard of it."""
        backoff, key = Backoff(), secrets.token_urlsafe(24)
        self.target = self.door.new_target()
        while True:
            try:
                return await self._attempt(key)
            except CallbackNotAllowed as refused:
                await self.door.give_up(refused)
                self.target, key = None, secrets.token_urlsafe(24)
            except AttemptFailed as failed:
                self.reason = failed.reason
                self.may_have_arrived |= failed.may_have_arrived
                if self.is_abandoned and not self.may_have_arrived:
                    return None
                await backoff.rest(at_least=failed.retry_after)

    async def _attempt(self, key: str) -> PauseView:
        request = self.request.model_copy(update={"callback": self.target})
        return await self.client.open_pause(request, idempotency_key=key)
