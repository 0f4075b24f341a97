"""The flow of a preview as pieces: the smallest parts between which it may be cut.

Here live the piece types and what holds for each of them. A preview is one flat row of pieces; how deep a piece stands
is written on it. Splitting a piece keeps its kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from pausepoint_bot.slack.preview.spans import Spans, length_of, split_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text outside lists and quotes."""

    spans: Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading outside lists and quotes; its level is 1 to 6."""

    spans: Spans
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The text behind one bullet or number (None: a bullet)."""

    spans: Spans
    number: int | None
    indent: int
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """A further paragraph of the item before it."""

    spans: Spans
    indent: int
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A paragraph of a quote; depth 1 is a quote outside any other."""

    spans: Spans
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A line of code, or a row of a table. Lines of one group stand in one box."""

    spans: Spans
    group: int
    language: str | None
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thematic break."""


TextPiece = Paragraph | Heading | Item | ItemText | Quote | Code
Piece = TextPiece | Rule


def split_piece(piece: TextPiece, limit: int) -> tuple[TextPiece, TextPiece | None]:
    """Cut a piece into one of at most `limit` characters and the rest, if there is any."""
    head, tail = split_spans(piece.spans, limit, lines=isinstance(piece, Code))
    return replace(piece, spans=head), _following(piece, tail) if tail else None


def _following(piece: TextPiece, tail: Spans) -> TextPiece:
    match piece:
        case Item(indent=indent, quoted=quoted):
            return ItemText(spans=tail, indent=indent, quoted=quoted)
        case Paragraph() | Heading() | ItemText() | Quote() | Code():
            return replace(piece, spans=tail)
        case _:
            assert_never(piece)


def length_of_piece(piece: Piece) -> int:
    """Count the characters of a piece."""
    return 0 if isinstance(piece, Rule) else length_of(piece.spans)
