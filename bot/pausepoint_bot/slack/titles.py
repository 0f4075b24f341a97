"""A question's title wherever it is shown. Pure."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.pauses import Question
from pausepoint_bot.slack.limits import VIEW_TITLE, shorten
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.preview.spans import visible
from pausepoint_bot.slack.widgets.elements import plain_text

_UNTITLED: Final = "(untitled)"  # Slack takes no empty text, and a title of spaces reads as none


def title_of(question: Question) -> str:
    """Return the title as it may be shown: nothing in it hidden, and never blank."""
    title = visible(question.title)
    return title if title.strip() else _UNTITLED


def view_title(text: str) -> Block:
    """Return a modal's title, cut to Slack's 24 characters."""
    return plain_text(shorten(text, VIEW_TITLE))
