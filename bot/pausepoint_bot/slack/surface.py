"""Slack as a surface: posts a pause's message, keeps it up to date, takes a stray one back. The door out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.forms import Form, FormRefused, SchemaProblem
from pausepoint_bot.pauses import Check, Pause, Place, Waiting
from pausepoint_bot.slack.after_check import explanation, view_after
from pausepoint_bot.slack.audience import Audience, gather_audience, name_requester
from pausepoint_bot.slack.directory import Directory
from pausepoint_bot.slack.failures import odd_answer
from pausepoint_bot.slack.message import Message, render_message
from pausepoint_bot.slack.refusals import refusals
from pausepoint_bot.slack.web_client import Answer, call
from pausepoint_bot.usecases.form_of import form_of

log = structlog.get_logger(__name__)


class SlackSurface:
    """Shows pauses in Slack. Satisfies the port `Surface`."""

    def __init__(self, client: AsyncWebClient, directory: Directory, *, default_channel: str | None) -> None:
        self._client = client
        self._directory = directory
        self._default_channel = default_channel

    def refusals(self, form: Form) -> Sequence[SchemaProblem]:
        """Say what of the form Slack cannot show. Pure."""
        return refusals(form)

    async def announce(self, pause: Pause) -> Place:
        """Post the pause's message, and return where it stands.

        Raises:
            DeliveryFailed: it did not arrive, or nothing certain came back and it may have.
        """
        channel = pause.question.channel or self._default_channel
        if channel is None:
            detail = "the pause names no channel; name one, or set PAUSEPOINT_SLACK_CHANNEL for pauses that name none"
            raise DeliveryFailed(detail, code="no_channel", lasting=True)
        audience = await gather_audience(self._directory, pause.question)
        message = _render(pause, audience)
        posted = await call(
            self._client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            ),
            subject=channel,
        )
        place = _place_of(posted)
        return replace(place, permalink=await self._permalink(place))

    async def refresh(self, pause: Pause) -> None:
        """Bring the message at `pause.place` up to date.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        if pause.place is None:
            return
        message = await self.message_of(pause)
        await call(
            self._client.chat_update(
                channel=pause.place.channel, ts=pause.place.ts, text=message.text, blocks=message.blocks, parse="none"
            ),
            subject=pause.place.channel,
        )

    async def explain(self, pause: Pause, check: Check) -> None:
        """Say in the message's thread why the flow did not take an answer.

        Raises:
            DeliveryFailed: it did not arrive, or nothing certain came back and it may have.
        """
        if pause.place is None:
            return
        message = explanation(pause, _form_of(pause), check)
        await call(
            self._client.chat_postMessage(
                channel=pause.place.channel,
                thread_ts=pause.place.ts,
                text=message.text,
                blocks=message.blocks,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
            ),
            subject=pause.place.channel,
        )

    async def refresh_view(self, pause: Pause, check: Check) -> None:
        """Bring the view in which an answer was given up to date.

        It is found by the external id that the acknowledgement of the submit gave it. So a view that does not show
        "Checking…" yet is not found and tried again, where by its own id it would be overwritten by its own past.

        Raises:
            DeliveryFailed: nobody has the view open, or it is not open yet; or Slack did not take it.
        """
        view = view_after(pause, _form_of(pause), check)
        if view is None:
            return
        try:
            await call(self._client.views_update(external_id=check.id, view=view))
        except DeliveryFailed as failure:
            if failure.code != "not_found":
                raise
            raise DeliveryFailed("nobody has the form open", code="view_not_open") from failure

    async def retract(self, place: Place) -> None:
        """Delete a message of ours; one that is gone already is as good.

        Raises:
            DeliveryFailed: it did not arrive.
        """
        try:
            await call(self._client.chat_delete(channel=place.channel, ts=place.ts), subject=place.channel)
        except DeliveryFailed as failure:
            if failure.code != "message_not_found":
                raise

    async def message_of(self, pause: Pause) -> Message:
        """Render the message of a pause that was announced before.

        Raises:
            DeliveryFailed: its approvers could not be looked up. A pause that nobody is to answer now needs none.
        """
        if isinstance(pause.status, Waiting):
            audience = await gather_audience(self._directory, pause.question)
        else:
            audience = Audience(requester=await name_requester(self._directory, pause.question))
        return _render(pause, audience)

    async def _permalink(self, place: Place) -> str | None:
        """Look up the link for people; without it everything works, so its failure is only noted."""
        try:
            answer = await call(self._client.chat_getPermalink(channel=place.channel, message_ts=place.ts))
        except DeliveryFailed as failure:
            log.info("a message's link could not be looked up", code=failure.code)
            return None
        link = answer.get("permalink")
        return link if isinstance(link, str) else None


def _render(pause: Pause, audience: Audience) -> Message:
    return render_message(pause, _form_of(pause), audience)


def _form_of(pause: Pause) -> Form | None:
    try:
        return form_of(pause.question)
    except FormRefused as refused:  # it was compiled when the pause was opened, by an older version
        detail = f"this version of pausepoint cannot show the form any more: {refused}"
        raise DeliveryFailed(detail, code="form_refused", lasting=True) from refused


def _place_of(posted: Answer) -> Place:
    channel, ts = posted.get("channel"), posted.get("ts")
    if not isinstance(channel, str) or not isinstance(ts, str):
        raise odd_answer()
    return Place(channel=channel, ts=ts, permalink=None)
