"""A pause's markdown as Slack blocks, for messages and modals alike.

Here live the two calls others use, and the figures of a message's preview and of a page. The way of a text: parser
(tokens), inline and flow (spans and pieces), cut (what is shown), assemble (blocks), pages. Everything is pure.

Whatever comes in, what comes out keeps Slack's limits and can ping no one: only rich_text with `text` and `link`
elements, header and divider blocks are ever written.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from pausepoint_bot.slack.limits import MESSAGE_BLOCKS_TEXT
from pausepoint_bot.slack.preview.assemble import assemble
from pausepoint_bot.slack.preview.cut import cut_pieces
from pausepoint_bot.slack.preview.flow import read_flow
from pausepoint_bot.slack.preview.pages import Block, Room, paged
from pausepoint_bot.slack.preview.parser import PARSED_CHARS, parse
from pausepoint_bot.slack.preview.pieces import Paragraph
from pausepoint_bot.slack.preview.spans import plain_spans
from pausepoint_bot.slack.preview.table import Fit

__all__ = ["Block", "Rendered", "render_pages", "render_preview"]

# A message has 50 blocks; the rest is for its title, progress and buttons.
_PREVIEW_ROOM: Final = Room(blocks=30, chars=MESSAGE_BLOCKS_TEXT, bytes=100_000)
# Of a very long text only so much is read for a preview, in characters for each one shown and at least: enough for the
# addresses behind links and the bars of tables.
_SOURCE_PER_CHAR: Final = 8
_LEAST_SOURCE: Final = 8_000
_PREVIEW_TABLE: Final = Fit(columns=72, lines=3)

# A modal has 100 blocks and 250 kB; the rest is for turning pages. Longer pages are slow on phones.
_PAGE_ROOM: Final = Room(blocks=90, chars=30_000, bytes=150_000)
_PAGE_TABLE: Final = Fit(columns=60, lines=None)  # a modal is narrower than a channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The blocks of a preview, and whether anything was left out, so that "Show all" is worth a button."""

    blocks: tuple[Block, ...]
    cut: bool


def render_preview(markdown: str, *, budget: int | None = None) -> Rendered:
    """Show the beginning of a text, at most `budget` characters of it (None: as much as one message holds).

    It is cut at the border of a block, an item, a row or a line of code; inside a paragraph only between words, with
    an ellipsis. At most 30 blocks come out, so that a message has 20 left. A blank text gives none.
    """
    room = _PREVIEW_ROOM.chars if budget is None else min(budget, _PREVIEW_ROOM.chars)
    parsed = parse(markdown, limit=min(max(_LEAST_SOURCE, room * _SOURCE_PER_CHAR), PARSED_CHARS))
    flow = read_flow(parsed.tokens, _PREVIEW_TABLE)
    shown, cut = cut_pieces(flow.pieces, room)
    pages = list(islice(paged(assemble(shown), _PREVIEW_ROOM), 2))
    return Rendered(
        blocks=pages[0] if pages else (),
        cut=cut or flow.shortened or bool(parsed.rest.strip()) or len(pages) > 1,
    )


def render_pages(markdown: str) -> tuple[tuple[Block, ...], ...]:
    """Show a whole text in pages for a modal: nothing is lost, however long it is.

    Each page has at most 90 blocks and 150 kB of JSON, so that a modal has room for its own. Beyond the first 60,000
    characters the text comes as it was written. A blank text gives no page.
    """
    parsed = parse(markdown, limit=PARSED_CHARS)
    flow = read_flow(parsed.tokens, _PAGE_TABLE)
    unread = Paragraph(spans=plain_spans(parsed.rest.strip()))
    return tuple(paged(assemble((*flow.pieces, unread)), _PAGE_ROOM))
