"""The modal behind "Show all": the whole preview, page by page. Pure."""

from __future__ import annotations

from typing import Final

from pausepoint_bot.pauses import Question
from pausepoint_bot.slack.buttons import number_after
from pausepoint_bot.slack.ids import AnswerMetadata, write_metadata
from pausepoint_bot.slack.notices import NOTICE, View
from pausepoint_bot.slack.preview import Block, render_pages
from pausepoint_bot.slack.rich_text import rich_text, words
from pausepoint_bot.slack.titles import title_of, view_title
from pausepoint_bot.slack.widgets.elements import plain_text

TURN: Final = "page@"
"""Followed by the number of the page that the button turns to."""


def render_page(question: Question, page: int) -> View:
    """Show one page of the preview; a page that does not exist is the nearest one that does."""
    pages = render_pages(question.preview) or ((rich_text([words("There is nothing to show.")]),),)
    page = max(0, min(page, len(pages) - 1))
    blocks = list(pages[page])
    if len(pages) > 1:
        blocks += [rich_text([words(f"Page {page + 1} of {len(pages)}", italic=True)]), _turners(page, len(pages))]
    return {
        "type": "modal",
        "callback_id": NOTICE,
        "private_metadata": write_metadata(AnswerMetadata(pause=question.id, generation=0)),
        "title": view_title(title_of(question)),
        "close": plain_text("Close"),
        "blocks": blocks,
    }


def _turners(page: int, pages: int) -> Block:
    buttons = [_turner("Back", page - 1)] if page > 0 else []
    buttons += [_turner("Next", page + 1)] if page < pages - 1 else []
    return {"type": "actions", "elements": buttons}


def _turner(label: str, page: int) -> Block:
    return {"type": "button", "action_id": f"{TURN}{page}", "text": plain_text(label)}


def turned_page(action: str) -> int | None:
    """Return the page a button turns to, None where the name is no such button's."""
    return number_after(TURN, action)
