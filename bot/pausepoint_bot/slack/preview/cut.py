"""What stands above the buttons: the beginning of a text, cut where a reader minds least.

Here lives the choice of the place. The budget counts characters shown, with those added between pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pausepoint_bot.slack.limits import ELLIPSIS
from pausepoint_bot.slack.preview.pieces import (
    Code,
    Heading,
    Piece,
    Rule,
    TextPiece,
    length_of_piece,
    split_piece,
)
from pausepoint_bot.slack.preview.spans import Span

_GAP: Final = 2  # what may be added before a piece
_MARK: Final = Span(text=" " + ELLIPSIS)
_WORTH_STARTING: Final = 60  # with less room left, a paragraph is left out whole


def cut_pieces(pieces: Sequence[Piece], budget: int) -> tuple[tuple[Piece, ...], bool]:
    """Keep the pieces at the beginning that fit, and tell whether anything was left out.

    A paragraph that does not fit is cut between words and ends with an ellipsis; a line of code or a row of a table is
    shown whole or not at all, unless nothing else would be shown. No heading and no rule is left at the end.
    """
    kept: list[Piece] = []
    room = budget
    for piece in pieces:
        size = length_of_piece(piece) + _GAP
        if size > room:
            beginning = _beginning(piece, room - _GAP, alone=not kept)
            shown = _without_loose_end([*kept, *beginning])
            return shown if beginning else _with_mark(shown, room), True
        kept.append(piece)
        room -= size
    return tuple(kept), False


def _beginning(piece: Piece, room: int, *, alone: bool) -> list[Piece]:
    limit = room - len(_MARK.text)
    if isinstance(piece, Rule) or limit < 1:
        return []
    if not alone and (limit < _WORTH_STARTING or isinstance(piece, Code | Heading)):
        return []
    return [_marked(split_piece(piece, limit)[0])]


def _marked(piece: TextPiece) -> TextPiece:
    return replace(piece, spans=(*piece.spans, _MARK))


def _with_mark(pieces: tuple[Piece, ...], room: int) -> tuple[Piece, ...]:
    """Let a table or code show that it goes on: nobody should take the rows shown for all there are."""
    last = pieces[-1] if pieces else None
    if not isinstance(last, Code) or room < len(ELLIPSIS) + _GAP:
        return pieces
    return (*pieces, replace(last, spans=(Span(text=ELLIPSIS),)))


def _without_loose_end(pieces: list[Piece]) -> tuple[Piece, ...]:
    end = len(pieces)
    while end > 1 and isinstance(pieces[end - 1], Heading | Rule):
        end -= 1
    return tuple(pieces[:end])
