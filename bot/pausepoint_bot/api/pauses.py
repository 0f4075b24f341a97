"""The calls on pauses: open, read, list, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from pausepoint.wire import CancelPause, OpenPause, PauseList
from pausepoint_bot.api.bodies import knock_of, off_loop_if_large, read_body, read_model, read_query
from pausepoint_bot.api.examination import Examiner
from pausepoint_bot.api.parts import ApiParts
from pausepoint_bot.api.queries import ListPauses, cursor_after, pause_before
from pausepoint_bot.api.readiness import as_json
from pausepoint_bot.api.routing import from_reply, pause_id_in
from pausepoint_bot.pauses import PauseId, Question
from pausepoint_bot.usecases.answer_once import Reply, answer_once
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.find_pauses import get_pause, list_pauses
from pausepoint_bot.usecases.open_pause import open_pause, question_from
from pausepoint_bot.usecases.ports import PauseFilter, TokenRecord, UnitOfWork
from pausepoint_bot.usecases.token_channels import channel_for
from pausepoint_bot.usecases.views import view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examined:
    """A request to open a pause that nothing but the database can still refuse."""

    request: OpenPause
    question: Question
    now: datetime

    def open(self, uow: UnitOfWork) -> Reply:
        opened = open_pause(uow, self.request, self.question, now=self.now)
        status = HTTPStatus.CREATED if opened.created else HTTPStatus.OK
        return Reply(status=status, body=view_of(opened.pause).model_dump_json())


class PauseCalls:
    """Reads requests, hands them to the use cases and writes what comes back. Every call has its token already."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts
        self._examiner = Examiner(parts.surface, parts.receiver)

    async def open_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Open a pause, or find the one that holds its key."""
        data = await read_body(request)
        knock = knock_of(request, data, owner=token.name)
        id_, now = PauseId(self._parts.new_id("pau_")), self._parts.clock()
        examined = await off_loop_if_large(data, lambda: self._examined(data, id_, token, now))
        reply = await self._parts.store.write(lambda uow: answer_once(uow, knock, lambda: examined.open(uow), now=now))
        return from_reply(reply, locate=True)

    def _examined(self, data: bytes, id_: PauseId, token: TokenRecord, now: datetime) -> _Examined:
        asked = read_model(OpenPause, data)
        channel = channel_for(token, asked.channel, default=self._parts.default_channel)
        opening = asked if channel == asked.channel else asked.model_copy(update={"channel": channel})
        self._examiner.examine(opening)
        return _Examined(request=opening, question=question_from(opening, id_=id_, owner=token.name, now=now), now=now)

    async def get_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Read one pause."""
        pause_id, owner = pause_id_in(request), _reads_of(token)
        pause = await self._parts.store.read(lambda uow: get_pause(uow, pause_id, owner=owner))
        return as_json(view_of(pause))

    async def list_pauses(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Read a page of pauses. One more is asked for than shown, to know whether there is a next page."""
        query = read_query(ListPauses, request)
        wanted = PauseFilter(
            owner=_reads_of(token),
            state=query.state,
            key=query.key,
            before=None if query.cursor is None else pause_before(query.cursor),
            limit=query.limit + 1,
        )
        found = await self._parts.store.read(lambda uow: list_pauses(uow, wanted))
        page = found[: query.limit]
        following = cursor_after(page[-1].id) if len(found) > len(page) else None
        return as_json(PauseList(pauses=[view_of(pause) for pause in page], next=following))

    async def cancel_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Withdraw one's own pause."""
        pause_id = pause_id_in(request)
        asked = read_model(CancelPause, await read_body(request)) if request.body_exists else CancelPause()
        now = self._parts.clock()
        pause = await self._parts.store.write(
            lambda uow: cancel_pause(uow, pause_id, owner=token.name, reason=asked.reason, now=now)
        )
        return as_json(view_of(pause))


def _reads_of(token: TokenRecord) -> str | None:
    """Return whose pauses the token may read; None for everybody's."""
    return None if "read-all" in token.scopes else token.name
