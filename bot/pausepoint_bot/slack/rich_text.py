"""Small pieces of rich text, in which no name or value can ping anyone: its text is never read for markup. Pure.

Source of the shapes: Slack's Block Kit reference, rich text block.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.preview.links import find_target, link_spans
from pausepoint_bot.slack.preview.spans import Span, visible

Piece = dict[str, object]

_DATE_FORMAT: Final = "{date_short_pretty} at {time}"


def rich_text(*lines: list[Piece]) -> Block:
    """Write lines, each a row of pieces, as one block."""
    pieces: list[Piece] = []
    for line in lines:
        pieces += [words("\n"), *line] if pieces else line
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}


def words(text: str, *, bold: bool = False, italic: bool = False) -> Piece:
    """Write a text as it is. It must not be empty."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": visible(text), **({"style": style} if style else {})}


def linked(text: str, url: str | None) -> list[Piece]:
    """Write a text that leads to an address, or just the text where the address is none for a person to follow.

    A text that names another host than it leads to is followed by the real one, as in a preview.
    """
    if url is None or find_target(url) is None:
        return [words(text)]
    spans = link_spans((Span(text=visible(text)),), url)
    return [{"type": "link", "url": span.url, "text": span.text} if span.url else words(span.text) for span in spans]


def mention(user: str) -> Piece:
    """Name a person so that they are notified. The id must be one that the directory has confirmed."""
    return {"type": "user", "user_id": user}


def moment(at: datetime) -> Piece:
    """Write a point in time, which each reader's Slack shows in their own time zone."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"type": "date", "timestamp": int(at.timestamp()), "format": _DATE_FORMAT, "fallback": fallback}
