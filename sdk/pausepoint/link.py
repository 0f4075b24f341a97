"""One process's relation with one bot: ask, wait, answer checks, withdraw. Runs on the background event loop."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextvars import Context
from copy import copy
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from pausepoint.background import Background, on_own_thread
from pausepoint.checks import try_values
from pausepoint.client import BotClient
from pausepoint.configuration import Configuration
from pausepoint.contact import Contact, until_answered
from pausepoint.errors import BadConfiguration, BotUnreachable, KeyReused, PauseError
from pausepoint.feed import Feed
from pausepoint.life import tell
from pausepoint.listener import CallbackServer
from pausepoint.opening import CallbackDoor, Opening
from pausepoint.question import Question
from pausepoint.refusals import RequestRefused
from pausepoint.waiting import Waiter, WaitingRoom, has_ended
from pausepoint.wire import CancelPause, CheckRequest, Event, PauseView

_log: Final = logging.getLogger(__name__)

_RETRY_SECONDS: Final = 60
"""How long something is retried at a stretch; after that nobody cares about a withdrawal."""

_READERS: Final = 8
_GOODBYE_SECONDS: Final = 2


class Link:
    """The pauses that this process has open at one bot."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._patience = configuration.patience
        self._contact = Contact()
        self._client = BotClient(configuration, heard=self._contact.heard)
        self._listener = f"lis_{secrets.token_hex(16)}"
        self._room = WaitingRoom()
        self._feed = Feed(self._client, self._listener, self)
        self._background = Background()
        self._door: CallbackDoor | None = None
        self._door_lock = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None

    async def ask(self, question: Question, context: Context, release: Callable[[PauseView], None]) -> PauseView:
        """Open a pause and return it when it has ended; `release` hears of the end first.

        `context` is where validators of the caller's class run.

        Raises:
            BotUnreachable: the bot was silent for too long.
            FormRefused, KeyReused, BadConfiguration, PauseError: the bot refuses the question.
        """
        door = await self._opened_door()
        request = question.request.model_copy(update={"listener": self._listener})
        opening = Opening(client=self._client, door=door, request=request)
        pause = await self._open(opening, question)
        tell("opened", pause.id, question)
        try:
            if not has_ended(pause):
                ended = asyncio.get_running_loop().create_future()
                waiter = Waiter(question=question, context=context, ended=ended, release=release)
                pause = await self._wait(pause, waiter)
            tell("released", pause.id, question, outcome=pause.state)
            return pause
        finally:
            door.retire(opening.target)

    async def close(self) -> None:
        """Finish what is owed to the bot, for a moment, and close every connection."""
        await self._background.finish(within=_GOODBYE_SECONDS)
        await self._feed.close()
        if self._door is not None:
            await self._door.close()
        await self._client.close()

    def let_go(self) -> None:
        """Close a forked child's copy of the listening socket."""
        if self._door is not None:
            self._door.let_go()

    def deliver(self, event: Event) -> None:
        """Take an event from the feed or a callback; the first of both counts."""
        self._contact.heard()
        if event.type == "announced":
            waiter = next(iter(self._room.waiters(event.pause)), None)
            tell("announced", event.pause, waiter.question if waiter else None)
            return
        self._room.remember(event, now=self._contact.now())
        for waiter in self._room.waiters(event.pause):
            self._hand(event, waiter)

    def reconnected(self) -> None:
        """Read the waiting pauses again: the bot may have come back from a backup."""
        if self._reading is not None:
            self._reading.cancel()  # what it has still to read is read anew
        self._reading = self._background.start(self._read_again())

    def denied(self, error: BadConfiguration) -> None:
        """Tell every waiting call that the bot no longer lets this process read."""
        _fail(self._room.all_waiters(), error)

    async def _opened_door(self) -> CallbackDoor:
        async with self._door_lock:
            if self._door is None:
                self._door = await self._open_door()
            return self._door

    async def _open_door(self) -> CallbackDoor:
        callbacks = self._configuration.callbacks
        if callbacks is None:
            return CallbackDoor(None, required=False)
        server = CallbackServer(callbacks, self.deliver)
        try:
            await server.start()
        except BadConfiguration:
            if callbacks.required:
                raise
            _log.info("no callback server; the event feed does the work alone", exc_info=True)
            return CallbackDoor(None, required=False)
        return CallbackDoor(server, required=callbacks.required)

    async def _open(self, opening: Opening, question: Question) -> PauseView:
        task = self._background.hold(opening.run())
        try:
            return await self._opened(task, opening)
        except KeyReused as error:
            raise KeyReused(question.request.key, error.detail) from error
        except (asyncio.CancelledError, BotUnreachable) as error:
            opening.is_abandoned = True
            if question.outlives_its_code:
                task.cancel()
            else:
                await self._settle_up(self._withdraw_when_open(task), error)
            raise

    async def _opened(self, task: asyncio.Task[PauseView | None], opening: Opening) -> PauseView:
        started = self._contact.now()
        while True:
            left = self._patience.opening - self._contact.silent_since(started)
            if left <= 0:
                raise BotUnreachable(self._configuration.api_url, opening.reason)
            await asyncio.wait({task}, timeout=left)
            if task.done() and (pause := task.result()) is not None:
                return pause

    async def _wait(self, pause: PauseView, waiter: Waiter) -> PauseView:
        early = self._room.enter(pause.id, waiter)
        self._feed.want()
        try:
            for event in early:
                self._hand(event, waiter)
            return await self._end_of(pause, waiter)
        except BaseException as error:
            if not waiter.question.outlives_its_code:
                await self._settle_up(self._withdraw(pause.id), error)
            raise
        finally:
            self._feed.unwant()
            self._room.leave(pause.id, waiter)

    async def _end_of(self, pause: PauseView, waiter: Waiter) -> PauseView:
        """Wait for the end. Only the bot judges deadlines; one silent for long after the deadline is given up."""
        if pause.deadline is None:
            return await waiter.ended
        past_deadline = self._patience.past_deadline
        timeout = (pause.deadline - pause.opened_at).total_seconds() + past_deadline
        deadline = self._contact.now() + timeout - past_deadline
        while True:
            await asyncio.wait({waiter.ended}, timeout=timeout)
            if waiter.ended.done():
                return waiter.ended.result()
            silence = self._contact.silent_since(deadline)
            if silence >= past_deadline:
                raise BotUnreachable(self._configuration.api_url, "silent since before the deadline")
            self._background.start(self._read_pause_again(pause.id))
            timeout = past_deadline - silence

    def _hand(self, event: Event, waiter: Waiter) -> None:
        check = event.data.check
        if check is not None and check.check not in waiter.answered_checks:
            waiter.answered_checks.add(check.check)
            self._background.start(self._answer_check(event.pause, check, waiter))
        if has_ended(event.data.pause):
            waiter.end(event.data.pause)

    async def _answer_check(self, pause_id: str, check: CheckRequest, waiter: Waiter) -> None:
        """Run the class over an answer, in a thread because validators may block, in a copy of the caller's context.

        The bot decides nothing without the reply, so it is repeated for as long as the call waits.
        """
        form = waiter.question.form
        if form is None:
            return
        tried = await on_own_thread(partial(waiter.context.copy().run, try_values, form.model, check.values))
        if tried.answer is not None:
            waiter.question.take(check.values, tried.answer)
        tell("checked", pause_id, waiter.question, outcome="refused" if tried.reply.errors else "accepted")
        while not await self._tell(lambda: self._client.reply_to_check(pause_id, check.check, tried.reply)):
            if waiter not in self._room.waiters(pause_id):
                return

    async def _read_again(self) -> None:
        pauses = iter(self._room)

        async def read() -> None:
            for pause_id in pauses:
                await self._read_pause_again(pause_id)

        await asyncio.gather(*(read() for _ in range(_READERS)))

    async def _read_pause_again(self, pause_id: str) -> None:
        """Read one waiting pause until the bot answers: its feed may run by then as if nothing had been."""
        if not self._room.waiters(pause_id):
            return
        try:
            async with asyncio.timeout(_RETRY_SECONDS):
                pause = await until_answered(lambda: self._client.read_pause(pause_id))
        except RequestRefused as refused:
            if refused.status == HTTPStatus.NOT_FOUND and refused.code == "not_found":
                lost = PauseError(f"The bot no longer knows the pause {pause_id}: its database was reset. Ask again.")
                _fail(self._room.waiters(pause_id), lost)
        except BadConfiguration as error:
            _fail(self._room.waiters(pause_id), error)
        except TimeoutError:
            _log.debug("the pause %s cannot be read now", pause_id)
        else:
            if has_ended(pause):
                for waiter in self._room.waiters(pause_id):
                    waiter.end(pause)

    async def _settle_up(self, withdrawal: Coroutine[Any, Any, None], error: BaseException) -> None:
        """Let a withdrawal run; wait for it a moment, unless the bot is known to be away."""
        task = self._background.start(withdrawal)
        if not isinstance(error, BotUnreachable):
            await asyncio.wait({task}, timeout=self._patience.withdrawal)

    async def _withdraw_when_open(self, opening: asyncio.Task[PauseView | None]) -> None:
        try:
            async with asyncio.timeout(_RETRY_SECONDS):
                pause = await opening
        except (PauseError, TimeoutError) as error:
            _log.debug("there is nothing to withdraw: %s", error)
            return
        if pause is not None and not has_ended(pause):
            await self._withdraw(pause.id)

    async def _withdraw(self, pause_id: str) -> None:
        await self._tell(lambda: self._client.cancel_pause(pause_id, CancelPause(reason="withdrawn")))

    async def _tell(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Tell the bot something that it may by now have no use for; False where it could not be reached for long."""
        try:
            async with asyncio.timeout(_RETRY_SECONDS):
                await until_answered(call)
        except RequestRefused as refused:
            _log.debug("the bot has no use for this any more: %s", refused)
        except BadConfiguration as error:
            _log.warning("the bot could not be told: %s", error)
        except TimeoutError as error:
            _log.warning("the bot could not be told: %s", error)
            return False
        return True


def _fail(waiters: Iterable[Waiter], error: PauseError) -> None:
    for waiter in waiters:
        waiter.fail(copy(error))  # each is raised in a thread of its own
