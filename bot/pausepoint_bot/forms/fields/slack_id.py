"""A person or a conversation in Slack, by its id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import JsonValue

from pausepoint.wire import SLACK_CHANNEL, SLACK_USER
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.identifiers import is_slack_channel, is_slack_user
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS

_KINDS: Final[dict[str, Literal["user", "channel"]]] = {SLACK_USER: "user", SLACK_CHANNEL: "channel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackId(Asked):
    """The id of a person (`U024BE7LH`) or of a conversation (`C024BE91L`)."""

    kind: Literal["user", "channel"]


def compile_slack_id(node: Node, common: Common) -> SlackId | None:
    """Recognise SlackUser and SlackChannel, as the SDK marks them."""
    kind = _KINDS.get(node.text("format"))
    return SlackId(**common, kind=kind) if node.type == "string" and kind else None


def read_slack_id(field: SlackId, answer: Answer) -> str:
    """Take the id of what was picked."""
    text = answer.strip() if isinstance(answer, str) else ""
    if not (is_slack_user(text) if field.kind == "user" else is_slack_channel(text)):
        wanted = FORMATS[SLACK_USER if field.kind == "user" else SLACK_CHANNEL]
        raise Unreadable(f"Must be {wanted}, you wrote {shown(text)}.")
    return text


def write_slack_id(_: SlackId, value: JsonValue) -> Answer:
    """Pick the one with this id."""
    return value if isinstance(value, str) else None
