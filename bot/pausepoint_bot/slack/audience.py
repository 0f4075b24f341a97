"""Whom a message addresses: the approvers to notify, and the name of who asked. Resolved through the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.pauses import Person, Question, Standing
from pausepoint_bot.slack.directory import USER_ID, Directory

_BY_TOKEN: Final = "token:"  # noqa: S105 - how a policy names an API token; no secret

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """People of a question as its message names them.

    `mentions` are user ids that the directory confirmed; `others` are approvers that are no people of Slack's, in
    words; `requester` is a name for display.
    """

    mentions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    requester: str | None = None


async def gather_audience(directory: Directory, question: Question) -> Audience:
    """Resolve everyone a new message addresses.

    Raises:
        DeliveryFailed: for good with code `unknown_approver`, where an approver is nobody who could ever decide; for
            now, where the directory could not be asked.
    """
    mentions: list[str] = []
    others: list[str] = []
    for approver in question.policy.approvers:
        if approver.startswith(_BY_TOKEN):
            others.append(f"API token {approver.removeprefix(_BY_TOKEN)}")
        else:
            mentions.append(await _approver_id(directory, approver))
    requester = await name_requester(directory, question)
    return Audience(mentions=tuple(dict.fromkeys(mentions)), others=tuple(others), requester=requester)


async def _approver_id(directory: Directory, approver: str) -> str:
    by_email = "@" in approver
    person = await (directory.by_email(approver) if by_email else directory.by_id(approver))
    reason = _never_decides(person, by_email=by_email)
    if person is None or reason is not None:
        detail = f"{approver!r} cannot be an approver: {reason}"
        raise DeliveryFailed(detail, code="unknown_approver", lasting=True)
    return person.id


def _never_decides(person: Person | None, *, by_email: bool) -> str | None:
    if person is None:
        return "Slack knows nobody by this user id or e-mail address here; check it"
    if person.standing is Standing.DEACTIVATED:
        return "this account is deactivated; name somebody else"
    if person.standing is Standing.BOT:
        return "this is an app; name a person"
    if by_email and person.standing is Standing.OUTSIDER:
        return "this is somebody of another company, whose e-mail address does not count; name their user id"
    return None


async def name_requester(directory: Directory, question: Question) -> str | None:
    """Return the name of who asked, as good as it can be had: a question never fails for its requester's name."""
    asked_as = question.requester
    if asked_as is None:
        return None
    try:
        person = await (directory.by_email(asked_as) if "@" in asked_as else directory.by_id(asked_as))
    except DeliveryFailed as failure:
        log.info("the requester's name could not be looked up", code=failure.code)
        return asked_as
    return person.name if person is not None else asked_as


def known_mentions(approvers: Sequence[str]) -> tuple[str, ...]:
    """Return those approvers that are user ids by their form; for places where a mention notifies nobody."""
    return tuple(approver for approver in approvers if USER_ID.fullmatch(approver))
