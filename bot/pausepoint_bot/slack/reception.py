"""Every knock passes here, over HTTP or Socket Mode alike: its shape is checked, then bolt finds the listener."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from pausepoint_bot.slack.knocks import AnyKnock, Click, Malformed, Submit, Typing, read_knock
from pausepoint_bot.slack.listeners import VISIT, build_app
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.visit import Visit, update_view
from pausepoint_bot.slack.notices import ORG_WIDE, trouble_notice

_BAD_REQUEST: Final = 400

Answered = Callable[[str, float], None]
"""Hears of each knock: its kind, as Slack names it, and the seconds until its answer was ready."""

log = structlog.get_logger(__name__)


def _tell_nobody(_kind: str, _seconds: float) -> None:
    """Tell nobody, where nobody wants the figures."""


class Reception:
    """Takes payloads that are known to be Slack's, and answers each."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._app = build_app(desk)
        self.answered: Answered = _tell_nobody

    async def receive(self, payload: object) -> tuple[BoltResponse, Visit[AnyKnock] | None]:
        """Answer a payload; what the visit leaves for afterwards is to be done once the answer is sent."""
        begin = asyncio.get_running_loop().time()
        reply, visit = await self._answer(payload)
        seconds = asyncio.get_running_loop().time() - begin
        self.answered(visit.knock.type if visit else "other", seconds)
        if visit is not None:
            log.debug("knock answered", kind=visit.knock.type, status=reply.status, seconds=round(seconds, 4))
        return reply, visit

    async def _answer(self, payload: object) -> tuple[BoltResponse, Visit[AnyKnock] | None]:
        try:
            knock = read_knock(payload)
        except Malformed as malformed:
            self._desk.count("malformed_payload")
            log.warning("a payload was not understood", reason=str(malformed))
            return BoltResponse(status=_BAD_REQUEST, body=""), None
        if knock is None:
            log.info("a payload of a kind that nobody here listens to was let pass")
            return BoltResponse(status=200, body=""), None
        visit = Visit(knock=knock)
        if knock.is_enterprise_install:
            return await self._turn_away(visit), visit
        request = AsyncBoltRequest(body=_for_bolt(knock), mode="socket_mode", context={VISIT: visit})
        return await self._app.async_dispatch(request), visit

    async def _turn_away(self, visit: Visit[AnyKnock]) -> BoltResponse:
        """Say that an organisation-wide installation is not supported; nothing is decided."""
        view, knock = trouble_notice(*ORG_WIDE), visit.knock
        if isinstance(knock, Click):
            await self._desk.open_view(Visit(knock=knock, afterwards=visit.afterwards), view)
        return BoltResponse(status=200, body=update_view(view) or "" if isinstance(knock, Submit) else "")


def _for_bolt(knock: AnyKnock) -> dict[str, object]:
    """Return as much of the payload as bolt needs to find the listener; the rest it never sees.

    Bolt reads some thirty members without looking at their types, and fails on an odd one.
    """
    body: dict[str, object] = {"type": knock.type, "user": {"id": knock.user.id}}
    match knock:
        case Click(actions=actions):
            first = actions[0]
            return body | {"actions": [{"type": first.type, "action_id": first.action_id, "block_id": first.block_id}]}
        case Typing(action_id=action_id, block_id=block_id):
            return body | {"action_id": action_id, "block_id": block_id}
        case _:
            return body | {"view": {"id": knock.view.id, "type": "modal", "callback_id": knock.view.callback_id}}
