"""What the listeners work with: the store, the clock, the directory, and Slack's client."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.checking import BUDGET_SECONDS, CheckDesk
from pausepoint_bot.errors import DeliveryFailed, NotFound, PausepointError
from pausepoint_bot.pauses import Pause, PauseId, Person, Place, Question, ViewRef
from pausepoint_bot.slack.directory import Directory
from pausepoint_bot.slack.failures import HASH_CONFLICT, TRIGGER_LOST, TRIGGER_USED
from pausepoint_bot.slack.knocks import Click
from pausepoint_bot.slack.listeners.visit import AnyVisit, Visit
from pausepoint_bot.slack.notices import STRANGER, TRY_AGAIN, WHO_ARE_YOU, View
from pausepoint_bot.slack.surface import SlackSurface
from pausepoint_bot.slack.web_client import KNOCK_SECONDS, call
from pausepoint_bot.usecases.check_answer import CheckOutcome
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.keep_draft import Kept, keep_draft, newest_draft, read_draft
from pausepoint_bot.usecases.ports import Clock, Store
from pausepoint_bot.usecases.record_message import record_announced
from pausepoint_bot.usecases.submit_answer import Answer, needs_check, submit_answer

Count = Callable[[str], None]
"""Counts what an operator may want to know of, by name."""

_CLICK_AGAIN: Final = "Slack was too slow to open a window. This click decided nothing; please click again."
_HOOK_SECONDS: Final = 5.0
_RESPONSE_URL_USES: Final = 5  # as often as Slack takes one
_TELL_AGAIN: Final = (1.0, 4.0, 15.0)
"""Seconds before each new try to tell a person something: nothing else will tell them."""

_TRIGGER_SECONDS: Final = 2.8
"""How long after a click a modal may be asked for: its trigger lives three seconds, and so does Slack's patience."""

_LEAST_SECONDS: Final = 0.2
_MOST_QUESTIONS: Final = 1024
_REMEMBERED_PREVIEW: Final = 20_000  # characters

log = structlog.get_logger(__name__)


class Desk:
    """The listeners' tools. Everything that leaves from here answers the knock in hand, and nothing else."""

    def __init__(  # noqa: PLR0913 - each is one tool
        self,
        *,
        store: Store,
        clock: Clock,
        client: AsyncWebClient,
        directory: Directory,
        surface: SlackSurface,
        checks: CheckDesk,
        count: Count,
    ) -> None:
        self._checks = checks
        self._store = store
        self._clock = clock
        self._client = client
        self._directory = directory
        self._surface = surface
        self._questions: OrderedDict[PauseId, Question] = OrderedDict()
        self.count = count

    def now(self) -> datetime:
        """Tell the time."""
        return self._clock()

    async def find(self, pause: PauseId) -> Pause | None:
        """Read a pause; None where there is none by this id."""
        try:
            found = await self._store.read(partial(get_pause, pause_id=pause))
        except NotFound:
            return None
        self._remember(found.question)
        _bind(found.question)
        return found

    async def find_question(self, pause: PauseId) -> Question | None:
        """Read what is asked, or remember it: a question never changes. None where there is no such pause."""
        remembered = self._questions.get(pause)
        if remembered is not None:
            _bind(remembered)
            return remembered
        found = await self.find(pause)
        return found.question if found is not None else None

    def _remember(self, question: Question) -> None:
        """Keep what was read for the submit that follows a click; long previews would fill the memory."""
        if len(question.preview) <= _REMEMBERED_PREVIEW:
            self._questions[question.id] = question
            self._questions.move_to_end(question.id)
        while len(self._questions) > _MOST_QUESTIONS:
            self._questions.popitem(last=False)

    async def identify(self, user: str) -> Person | tuple[str, ...]:
        """Look up who knocks; where that cannot be known, return what to tell them."""
        try:
            person = await self._directory.by_id(user)
        except DeliveryFailed as failure:
            log.warning("a person could not be looked up", code=failure.code, detail=failure.detail)
            return (*WHO_ARE_YOU, TRY_AGAIN)
        return person if person is not None else STRANGER

    async def submit(
        self, question: Question, person: Person, answer: Answer, *, visit: AnyVisit, view: ViewRef | None = None
    ) -> CheckOutcome:
        """Take the person's answer, in one transaction; or ask the flow first, where its class has a say.

        Raises:
            NotFound: there is no such pause.
        """
        if needs_check(question, answer):
            until = visit.arrived + BUDGET_SECONDS
            return await self._checks.take(question.id, person, answer, view=view, until=until)
        return await self._store.write(
            partial(submit_answer, pause_id=question.id, actor=person, answer=answer, now=self._clock())
        )

    async def find_draft(self, pause: PauseId, *, person: str, views: Iterable[str]) -> tuple[Pause, Draft | None]:
        """Return what the person has typed in the first of these modals that anything was sent from.

        Raises:
            NotFound: there is no such pause.
        """
        return await self._store.read(partial(read_draft, pause_id=pause, person=person, views=tuple(views)))

    async def newest_draft(self, pause: PauseId, *, person: str) -> Draft | None:
        """Return what the person typed last in a form of the pause."""
        return await self._store.read(partial(newest_draft, pause_id=pause, person=person))

    async def keep(self, draft: Draft) -> Kept:
        """Keep what was sent from a modal.

        Raises:
            NotFound: there is no such pause.
        """
        return await self._store.write(partial(keep_draft, draft=draft))

    async def note_message(self, pause: Pause, click: Click) -> None:
        """Note where the clicked message stands: the live one is learnt of, a stray one will be deleted."""
        channel, ts = click.channel_id, click.container.message_ts
        if channel is None or ts is None or (pause.place is not None and pause.place.ts == ts):
            return
        if pause.place is not None:
            self.count("stray_message")
        place = Place(channel=channel, ts=ts, permalink=None)
        await self._store.write(partial(record_announced, pause_id=pause.id, place=place, now=self._clock()))

    async def open_view(self, visit: Visit[Click], view: View) -> None:
        """Open a modal, on top of the one that was clicked in. A dead trigger asks for another click."""
        click = visit.knock
        show = self._client.views_push if click.view is not None else self._client.views_open
        left = visit.arrived + _TRIGGER_SECONDS - asyncio.get_running_loop().time()
        try:
            seconds = min(KNOCK_SECONDS, max(left, _LEAST_SECONDS))
            await call(show(trigger_id=click.trigger_id, view=view), seconds=seconds)
        except DeliveryFailed as failure:
            if failure.code in TRIGGER_USED:
                self.count("repeated_click")
                return
            name = "expired_trigger" if failure.code in TRIGGER_LOST else "view_not_opened"
            self.count(name)
            log.warning(name, code=failure.code, detail=failure.detail)
            self.tell_afterwards(visit, _CLICK_AGAIN)

    async def turn_view(self, click: Click, view: View, *, whatever: bool = False) -> bool:
        """Show something else in the modal that was clicked in, `whatever` it shows or as long as it shows the same.

        False where it has changed since the click, so that nothing was done.
        """
        if click.view is None:
            return True
        seen = None if whatever else click.view.hash or None
        try:
            await call(self._client.views_update(view_id=click.view.id, hash=seen, view=view), seconds=KNOCK_SECONDS)
        except DeliveryFailed as failure:
            log.info("a modal was not redrawn", code=failure.code)
            return failure.code != HASH_CONFLICT
        return True

    def tell_afterwards(self, visit: Visit[Click], text: str) -> None:
        """Tell the person something that only they see, once the click is acknowledged."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        visit.afterwards.append(partial(self._tell, visit.knock.response_url, body))

    async def _tell(self, url: str, body: dict[str, object]) -> None:
        """Say it, however often it takes; a message that is said twice does no harm."""
        for wait in (*_TELL_AGAIN, None):
            if await self._use_response_url(url, body) or wait is None:
                return
            await asyncio.sleep(wait)

    def show_afterwards(self, visit: Visit[Click], pause: Pause) -> None:
        """Show the outcome in the message at once; the outbox will bring it there in any case."""
        visit.afterwards.append(partial(self._keep_showing, visit.knock.response_url, pause))

    async def _keep_showing(self, url: str, pause: Pause) -> None:
        """Show the pause; and again, if it went on meanwhile: the older state may have arrived after the newer one."""
        now: Pause | None = pause
        for _ in range(_RESPONSE_URL_USES):
            if now is None:
                return
            shown = now
            await self._replace_message(url, shown)
            if shown.has_ended:
                return
            try:
                now = await self.find(shown.id)
            except PausepointError as error:
                log.info("an outcome was not looked at again", code=error.code)
                return
            if now is not None and now.status == shown.status:
                return

    async def _replace_message(self, url: str, pause: Pause) -> None:
        try:
            message = await self._surface.message_of(pause)
        except DeliveryFailed as failure:
            log.info("an outcome was not shown at once", code=failure.code)
            return
        body = {"replace_original": True, "text": message.text, "blocks": message.blocks}
        await self._use_response_url(url, body)  # once: later it might show what is no longer so

    async def _use_response_url(self, url: str, body: dict[str, object]) -> bool:
        """Post to a click's response_url; False where it may work another time."""
        session = self._client.session
        if not url or session is None:
            return True
        timeout = aiohttp.ClientTimeout(total=_HOOK_SECONDS)
        try:
            async with session.post(url, json=body, timeout=timeout, allow_redirects=False) as response:
                status = response.status
        except (aiohttp.InvalidURL, ValueError) as error:  # no address at all
            log.info("a click's response_url is none", error=type(error).__name__)
            return True
        except (aiohttp.ClientError, OSError) as error:
            log.info("a click's response_url was not reached", error=type(error).__name__)
            return False
        if status >= HTTPStatus.BAD_REQUEST:
            log.info("a click's response_url refused", status=status)
        return status != HTTPStatus.TOO_MANY_REQUESTS and status < HTTPStatus.INTERNAL_SERVER_ERROR


def _bind(question: Question) -> None:
    """Name the pause in every log line that follows in the same task."""
    structlog.contextvars.bind_contextvars(pause=question.id)
