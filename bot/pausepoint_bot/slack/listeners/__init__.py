"""What answers Slack's knocks: one function per button and modal, registered here by the ids they carry."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.errors import PausepointError
from pausepoint_bot.slack.buttons import ANSWER, APPROVE, ONE_CLICK, REJECT
from pausepoint_bot.slack.ids import ANSWER_MODAL, BACK, SHOW_ALL
from pausepoint_bot.slack.knocks import AnyKnock
from pausepoint_bot.slack.listeners.clicks import decide, open_answer, open_rejection
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.reading import show_all, turn_page
from pausepoint_bot.slack.listeners.redraws import redraw, turn_back
from pausepoint_bot.slack.listeners.submits import take_answer, take_rejection
from pausepoint_bot.slack.listeners.suggestions import suggest
from pausepoint_bot.slack.listeners.visit import Reply, Visit
from pausepoint_bot.slack.pages import TURN
from pausepoint_bot.slack.rejecting import REJECT_MODAL

VISIT: Final = "visit"
"""Where the knock travels in bolt's context."""

_ANY: Final = re.compile("")
_INPUT: Final = re.compile("^[a-z_]+@[0-9]+$")
"""What inputs of a form are called; buttons with such names have listeners of their own, which come first."""

_OUT_OF_ORDER: Final = 503
_NOBODY: Final = AuthorizeResult(enterprise_id=None, team_id=None)

log = structlog.get_logger(__name__)
K = TypeVar("K", bound=AnyKnock)
Listener = Callable[[AsyncAck, AsyncBoltContext], Awaitable[None]]


class _Authorized(AsyncAuthorize):
    """Lets every request pass without a call to Slack: there is one installation, known since the start."""

    async def __call__(self, **_: object) -> AuthorizeResult:
        return _NOBODY


def build_app(desk: Desk) -> AsyncApp:
    """Build the bolt app that finds the listener of a knock. What is Slack's is judged at the door, before this.

    The app answers when its listener is done. Bolt's other way starts each listener as a task that nobody owns and
    looks every ten milliseconds whether it has acknowledged, which at a thousand submits at once is most of the work.
    No listener does anything after its acknowledgement, so nothing is held back by it.
    """
    app = AsyncApp(
        name="slack_bolt",  # bolt sets the level of the logger of this name: "pausepoint" is the parent of ours
        client=AsyncWebClient(retry_handlers=[]),
        authorize=_Authorized(),  # type: ignore[no-untyped-call] # bolt's base class has no annotations
        signing_secret="",
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )
    app.view(ANSWER_MODAL)(_listening(desk, take_answer))
    app.view(REJECT_MODAL)(_listening(desk, take_rejection))
    app.action(re.compile(f"^{ONE_CLICK}"))(_listening(desk, decide))
    app.action(APPROVE)(_listening(desk, decide))
    app.action(ANSWER)(_listening(desk, open_answer))
    app.action(REJECT)(_listening(desk, open_rejection))
    app.action(SHOW_ALL)(_listening(desk, show_all))
    app.action(re.compile(f"^{TURN}"))(_listening(desk, turn_page))
    app.action(BACK)(_listening(desk, turn_back))
    app.action(_INPUT)(_listening(desk, redraw))
    app.options(_ANY)(_listening(desk, suggest))
    for listen in (app.action, app.view_submission, app.view_closed):
        listen(_ANY)(_acknowledge)
    app.error(_say_out_of_order)
    return app


def _listening(desk: Desk, handle: Callable[[Desk, Visit[K]], Awaitable[Reply]]) -> Listener:
    """Make a bolt listener of a function that answers a visit."""

    async def listener(ack: AsyncAck, context: AsyncBoltContext) -> None:
        reply = await handle(desk, context[VISIT])
        await ack(reply or "")

    return listener


async def _acknowledge(ack: AsyncAck) -> None:
    """Let pass what asks for nothing: a notice that is closed, an input that was touched."""
    await ack()


async def _say_out_of_order(error: Exception) -> BoltResponse:
    """Answer when a listener failed: Slack then keeps the modal open and asks the person to try again."""
    if isinstance(error, PausepointError):  # its sentence says it all; a database that is away fails every knock
        log.error("a knock could not be answered", code=error.code, detail=error.detail)
    else:
        log.error("a knock could not be answered", exc_info=error)
    return BoltResponse(status=_OUT_OF_ORDER, body="")
