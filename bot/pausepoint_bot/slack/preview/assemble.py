"""Pieces to Slack blocks, each within its limits.

Here lives the filling of rich_text blocks and the choice of header and divider blocks. Which pieces are shown is
decided before. Source of shapes and limits: Slack's Block Kit reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pausepoint_bot.slack.limits import HEADER_TEXT, RICH_TEXT_BLOCK
from pausepoint_bot.slack.preview.elements import Element, belongs, extend, open_element, write_element
from pausepoint_bot.slack.preview.pages import Block
from pausepoint_bot.slack.preview.pieces import (
    Heading,
    Item,
    ItemText,
    Paragraph,
    Piece,
    Quote,
    Rule,
    TextPiece,
    length_of_piece,
    split_piece,
)
from pausepoint_bot.slack.preview.spans import Span, Spans, length_of, plain_spans, text_of

# A block of 3,000 characters weighs more the more often its look changes; this keeps many of them in one view.
_BLOCK_BYTES: Final = 35_000
_ELEMENT_BYTES: Final = 120  # the JSON around a text; a link's address comes on top
_GAP: Final = 2  # characters a piece may add before itself
_LANDMARKS: Final = 30  # headers and dividers are blocks of their own; a text with more of them gets lines instead
_LINE: Final = Paragraph(spans=plain_spans("―――"))


@dataclass(slots=True)
class _Filling:
    """A rich_text block being filled."""

    elements: list[Element] = field(default_factory=list)
    chars: int = 0
    bytes: int = 0

    def has_room(self, chars: int, weight: int) -> bool:
        return self.chars + chars <= RICH_TEXT_BLOCK and self.bytes + weight <= _BLOCK_BYTES


def assemble(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Turn pieces into blocks, each within Slack's limits; nothing visible is lost."""
    sparse = sum(isinstance(piece, Rule) or _is_header(piece) for piece in pieces) <= _LANDMARKS
    filling = _Filling()
    for piece in pieces:
        if sparse and (isinstance(piece, Rule) or _is_header(piece)):
            yield from _finished(filling)
            filling = _Filling()
            yield _landmark(piece)
            continue
        for part in _parts(_LINE if isinstance(piece, Rule) else piece):
            if not filling.has_room(length_of(part.spans) + _GAP, _weight(part.spans)):
                yield from _finished(filling)
                filling = _Filling()
            _seat_piece(filling, part)
    yield from _finished(filling)


def _is_header(piece: Piece) -> bool:
    """Tell whether a heading can stand as a header block: short plain text that reads the same escaped or not."""
    if not isinstance(piece, Heading) or piece.level > 1 or any(span.url for span in piece.spans):
        return False
    text = text_of(piece.spans)
    return len(text) <= HEADER_TEXT and bool(text.strip()) and not set(text) & set("<>&")


def _landmark(piece: Piece) -> Block:
    if isinstance(piece, Heading):
        return {"type": "header", "text": {"type": "plain_text", "text": text_of(piece.spans), "emoji": False}}
    return {"type": "divider"}


def _parts(piece: TextPiece) -> Iterator[TextPiece]:
    """Cut a piece so that each part fits into a block of its own."""
    rest: TextPiece | None = piece
    while rest is not None:
        limit = _fitting(rest.spans)
        if length_of_piece(rest) <= limit:
            part, rest = rest, None
        else:
            part, rest = split_piece(rest, limit)
        yield part


def _fitting(spans: Spans) -> int:
    """Count the characters at the start that fit into one block, by length and by weight."""
    chars = weight = 0
    for index, span in enumerate(spans):
        weight += _weight((span,))
        if index and weight > _BLOCK_BYTES:
            return chars
        chars += len(span.text)
        if chars > RICH_TEXT_BLOCK - _GAP:
            return RICH_TEXT_BLOCK - _GAP
    return chars


def _weight(spans: Iterable[Span]) -> int:
    """Estimate the JSON bytes of spans from above, written in ASCII as the widest encoding."""
    return sum(_ELEMENT_BYTES + _json_bytes(span.text[:RICH_TEXT_BLOCK]) + len(span.url or "") for span in spans)


def _json_bytes(text: str) -> int:
    return len(json.dumps(text))


def _seat_piece(filling: _Filling, piece: TextPiece) -> None:
    """Put a piece into the open element if it belongs there, or into a new one."""
    filling.chars += length_of(piece.spans) + _GAP
    filling.bytes += _weight(piece.spans) + _ELEMENT_BYTES
    last = filling.elements[-1] if filling.elements else None
    if last is not None and belongs(last, piece):
        extend(last, piece)
    else:
        gap = "\n" if last is not None and isinstance(last.last, Item | ItemText | Quote) else ""
        filling.elements.append(open_element(piece, gap if isinstance(piece, Paragraph | Heading) else ""))


def _finished(filling: _Filling) -> Iterator[Block]:
    """Write the block, without elements in which nothing would be seen."""
    elements = [written for element in filling.elements if (written := write_element(element))]
    if elements:
        yield {"type": "rich_text", "elements": elements}
