"""The calls on pauses: open, read, list, answer, cancel."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from aiohttp import hdrs, web

from pausepoint.wire import API_VERSION, PAUSE_ID, AnswerPause, CancelPause, OpenPause, PauseList
from pausepoint_bot.api.bodies import knock_of, off_loop_if_large, read_body, read_model, read_query
from pausepoint_bot.api.examination import Examiner
from pausepoint_bot.api.parts import ApiParts
from pausepoint_bot.api.queries import ListPauses, cursor_after, pause_before
from pausepoint_bot.api.readiness import as_json
from pausepoint_bot.errors import NotFound
from pausepoint_bot.pauses import PauseId, Question, Token
from pausepoint_bot.usecases.answer_by_token import answer_by_token
from pausepoint_bot.usecases.answer_once import Reply, answer_once
from pausepoint_bot.usecases.cancel_pause import cancel_pause
from pausepoint_bot.usecases.find_pauses import get_pause, list_pauses
from pausepoint_bot.usecases.form_of import form_of
from pausepoint_bot.usecases.open_pause import open_pause, question_from
from pausepoint_bot.usecases.ports import PauseFilter, TokenRecord, UnitOfWork
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
        examined = await off_loop_if_large(data, lambda: self._examined(data, id_, token.name, now))
        reply = await self._parts.store.write(lambda uow: answer_once(uow, knock, lambda: examined.open(uow), now=now))
        return _from_reply(reply, locate=True)

    def _examined(self, data: bytes, id_: PauseId, owner: str, now: datetime) -> _Examined:
        opening = read_model(OpenPause, data)
        self._examiner.examine(opening)
        return _Examined(request=opening, question=question_from(opening, id_=id_, owner=owner, now=now), now=now)

    async def get_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Read one pause."""
        pause_id, owner = _pause_id(request), _reads_of(token)
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

    async def answer_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Count the token's answer."""
        pause_id, data = _pause_id(request), await read_body(request)
        knock = knock_of(request, data, owner=token.name)
        answer = await off_loop_if_large(data, lambda: read_model(AnswerPause, data))
        await self._warm_form(pause_id)
        now = self._parts.clock()

        def work(uow: UnitOfWork) -> Reply:
            pause = answer_by_token(uow, pause_id, Token(name=token.name), answer, now=now)
            return Reply(status=HTTPStatus.OK, body=view_of(pause).model_dump_json())

        return _from_reply(
            await self._parts.store.write(lambda uow: answer_once(uow, knock, lambda: work(uow), now=now))
        )

    async def _warm_form(self, pause_id: PauseId) -> None:
        """Compile the form before the transaction, which then finds it remembered and holds up no other."""
        pause = await self._parts.store.read(lambda uow: get_pause(uow, pause_id))
        if pause.question.schema is not None:
            await asyncio.to_thread(form_of, pause.question)

    async def cancel_pause(self, request: web.Request, token: TokenRecord) -> web.Response:
        """Withdraw one's own pause."""
        pause_id = _pause_id(request)
        asked = read_model(CancelPause, await read_body(request)) if request.body_exists else CancelPause()
        now = self._parts.clock()
        pause = await self._parts.store.write(
            lambda uow: cancel_pause(uow, pause_id, owner=token.name, reason=asked.reason, now=now)
        )
        return as_json(view_of(pause))


def _pause_id(request: web.Request) -> PauseId:
    text = request.match_info["id"]
    if not PAUSE_ID.fullmatch(text):
        raise NotFound(f"there is no pause {text[:60]!a}; ids look like pau_...")
    return PauseId(text)


def _reads_of(token: TokenRecord) -> str | None:
    """Return whose pauses the token may read; None for everybody's."""
    return None if "read-all" in token.scopes else token.name


def _from_reply(reply: Reply, *, locate: bool = False) -> web.Response:
    headers = {hdrs.LOCATION: f"/{API_VERSION}/pauses/{json.loads(reply.body)['id']}"} if locate else None
    return web.Response(status=reply.status, body=reply.body.encode(), content_type="application/json", headers=headers)
