"""The calls that bring answers, and a flow's word on one."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus

from aiohttp import web

from pausepoint.wire import AnswerPause, CheckReply
from pausepoint_bot.api.bodies import knock_of, off_loop_if_large, read_body, read_model
from pausepoint_bot.api.parts import ApiParts
from pausepoint_bot.api.routing import check_id_in, from_reply, pause_id_in
from pausepoint_bot.checking import BUDGET_SECONDS
from pausepoint_bot.pauses import Objection, Pause, PauseId, Token
from pausepoint_bot.usecases.answer_by_token import answer_by_token, answered, checked_answer
from pausepoint_bot.usecases.answer_once import Knock, Reply, answer_once, find_reply
from pausepoint_bot.usecases.check_answer import Checking, CheckOutcome, Saved
from pausepoint_bot.usecases.find_pauses import get_pause
from pausepoint_bot.usecases.form_of import form_of
from pausepoint_bot.usecases.ports import TokenRecord, UnitOfWork
from pausepoint_bot.usecases.settle_check import Word, settle_check
from pausepoint_bot.usecases.submit_answer import AlreadyHeld, Answer, needs_check
from pausepoint_bot.usecases.views import view_of


class AnswerCalls:
    """Reads answers and replies to checks, and hands them to the use cases. Every call has its token already."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    async def answer_pause(self, request: web.Request, record: TokenRecord) -> web.Response:
        """Count the token's answer; where the flow's class must take it first, wait a moment for its word."""
        until = asyncio.get_running_loop().time() + BUDGET_SECONDS
        pause_id, data = pause_id_in(request), await read_body(request)
        knock, token = knock_of(request, data, owner=record.name), Token(name=record.name)
        asked = await off_loop_if_large(data, lambda: read_model(AnswerPause, data))
        pause = await self._warmed(pause_id)
        if pause.question.check:
            if (earlier := await self._parts.store.read(partial(find_reply, knock=knock))) is not None:
                return from_reply(earlier)
            answer = await off_loop_if_large(data, lambda: checked_answer(pause, token, asked))
            if needs_check(pause.question, answer):
                return await self._answer_checked(knock, pause_id, (token, answer), until)
        now = self._parts.clock()

        def work(uow: UnitOfWork) -> Reply:
            return _reply(answer_by_token(uow, pause_id, token, asked, now=now))

        return from_reply(
            await self._parts.store.write(lambda uow: answer_once(uow, knock, lambda: work(uow), now=now))
        )

    async def _answer_checked(
        self, knock: Knock, pause_id: PauseId, given: tuple[Token, Answer], until: float
    ) -> web.Response:
        token, answer = given
        outcome = await self._parts.checks.take(pause_id, token, answer, view=None, until=until)
        reply = _reply(answered(outcome, token), status=_status_of(outcome))
        if knock.key is not None:
            now = self._parts.clock()
            reply = await self._parts.store.write(lambda uow: answer_once(uow, knock, lambda: reply, now=now))
        return from_reply(reply)

    async def _warmed(self, pause_id: PauseId) -> Pause:
        """Compile the form before the transaction, which then finds it remembered and holds up no other."""
        pause = await self._parts.store.read(lambda uow: get_pause(uow, pause_id))
        if pause.question.schema is not None:
            await asyncio.to_thread(form_of, pause.question)
        return pause

    async def reply_to_check(self, request: web.Request, record: TokenRecord) -> web.Response:
        """Take the flow's word on an answer. The first one counts; repeating it does no harm."""
        pause_id, check_id = pause_id_in(request), check_id_in(request)
        data = await read_body(request)
        said = await off_loop_if_large(data, lambda: read_model(CheckReply, data))
        objections = tuple(Objection(pointer=error.pointer, message=error.message) for error in said.errors)
        word, now = Word(owner=record.name, objections=objections), self._parts.clock()
        await self._parts.store.write(lambda uow: settle_check(uow, pause_id, check_id, word, now=now))
        return web.Response(status=HTTPStatus.NO_CONTENT)


def _status_of(outcome: CheckOutcome) -> HTTPStatus:
    is_known = not isinstance(outcome, Checking | Saved | AlreadyHeld)
    return HTTPStatus.OK if is_known else HTTPStatus.ACCEPTED


def _reply(pause: Pause, *, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    return Reply(status=status, body=view_of(pause).model_dump_json())
