"""Tokens to pieces: where each paragraph, item, line of code and row stands.

Here lives the walk over the block tokens. What a paragraph's text is comes from inline.py; how pieces become blocks is
assemble.py's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from markdown_it.token import Token

from pausepoint_bot.slack.limits import LIST_INDENT
from pausepoint_bot.slack.preview import parser
from pausepoint_bot.slack.preview.inline import read_inline
from pausepoint_bot.slack.preview.languages import known_language
from pausepoint_bot.slack.preview.pieces import Code, Heading, Item, ItemText, Paragraph, Piece, Quote, Rule
from pausepoint_bot.slack.preview.spans import (
    Look,
    Span,
    Spans,
    one_line,
    plain_spans,
    prefix_lines,
    slice_spans,
    with_looks,
)
from pausepoint_bot.slack.preview.table import Align, Fit, Table, draw_table

_HEADING_LOOKS: Final[dict[int, frozenset[Look]]] = {
    1: frozenset({"bold"}),
    2: frozenset({"bold"}),
    3: frozenset({"bold", "italic"}),
}
_MINOR_HEADING: Final[frozenset[Look]] = frozenset({"italic"})
_BOX: Final = re.compile(r"\[([ xX])\](?=\s)")
_BELOW: Final = plain_spans("↓")  # the text of an item that begins with a box
_LINE: Final = plain_spans("―――")  # a thematic break inside a list or a quote, where a divider cannot stand
_DEEPEST_MARKED: Final = 8  # quotes in quotes are marked up to here


@dataclass(slots=True)
class _List:
    """A list that is open: its next item's number (None: bullets), the quotes around it, a bullet still to come."""

    number: int | None
    quotes: int
    bullet_due: bool = False


@dataclass(slots=True)
class _Grid:
    """A table that is open."""

    rows: list[list[Spans]] = field(default_factory=list)
    aligns: list[Align] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The pieces of a text in their order, and whether a table's cell was shortened on the way."""

    pieces: tuple[Piece, ...]
    shortened: bool


def read_flow(tokens: Iterable[Token], fit: Fit) -> Flow:
    """Walk over the block tokens of a text."""
    walk = _Walk(fit=fit)
    for token in tokens:
        walk.take(token)
    return Flow(pieces=tuple(walk.pieces), shortened=walk.shortened)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """Where the walk stands, and the pieces so far."""

    fit: Fit
    pieces: list[Piece] = field(default_factory=list)
    shortened: bool = False
    quotes: int = 0
    lists: list[_List] = field(default_factory=list)
    heading: int = 0
    grid: _Grid | None = None
    group: int = 0

    def take(self, token: Token) -> None:
        """Read one token; what opens or closes nothing of interest is passed over."""
        match token.type:
            case "inline":
                self._text(read_inline(token.children or ()))
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open" | "heading_close":
                self.heading = int(token.tag[1:]) if token.nesting > 0 else 0
            case "fence":
                self._code(token.content, token.info)
            case "code_block" | parser.TOO_DEEP:
                self._code(token.content, "")
            case "hr":
                self._rule()
            case _:
                self._take_list(token)

    def _take_list(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._open_list(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._open_list(1 if start is None else int(start))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.lists[-1].bullet_due = True
            case "list_item_close":
                self._close_item(self.lists[-1])
            case _:
                self._take_table(token)

    def _take_table(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.grid = _Grid()
            case "tr_open" if self.grid:
                self.grid.rows.append([])
            case "th_open" if self.grid:
                self.grid.aligns.append(_align_of(token))
            case "table_close" if self.grid:
                grid, self.grid = self.grid, None
                self._table(grid)
            case _:
                return

    def _open_list(self, number: int | None) -> None:
        if self.lists and self.lists[-1].number is not None:
            self._owe_bullet()
        self.lists.append(_List(number, self.quotes))

    def _close_item(self, inner: _List) -> None:
        inner.bullet_due = False
        if inner.number is not None:
            inner.number += 1

    def _text(self, spans: Spans) -> None:
        """Place a paragraph: in a cell, behind its bullet, under it, in a quote, or on its own."""
        if self.grid is not None:
            self.grid.rows[-1].append(spans)
        elif not spans:
            return
        elif self.heading:
            self._heading(one_line(spans))
        else:
            self._paragraph(spans)

    def _heading(self, spans: Spans) -> None:
        if self.lists or self.quotes:
            self._paragraph(with_looks(spans, _HEADING_LOOKS.get(self.heading, _MINOR_HEADING)))
        else:
            looks = _HEADING_LOOKS.get(self.heading, _MINOR_HEADING)
            self.pieces.append(Heading(spans=with_looks(spans, looks), level=self.heading))

    def _paragraph(self, spans: Spans) -> None:
        if self.lists and self.lists[-1].bullet_due:
            self._item(_with_box(spans))
        elif self._is_under_item():
            self.pieces.append(ItemText(spans=spans, indent=self._indent(), quoted=self.quotes > 0))
        elif self.quotes:
            marks = "> " * (min(self.quotes, _DEEPEST_MARKED) - 1)
            self.pieces.append(Quote(spans=prefix_lines(spans, marks) if marks else spans, depth=self.quotes))
        else:
            self.pieces.append(Paragraph(spans=spans))

    def _item(self, spans: Spans) -> None:
        inner = self.lists[-1]
        inner.bullet_due = False
        number = inner.number
        if number is not None and number < 1:  # Slack's numbers begin at 1
            spans, number = (Span(text=f"{number}. "), *spans), None
        self.pieces.append(Item(spans=spans, number=number, indent=self._indent(), quoted=self.quotes > 0))

    def _indent(self) -> int:
        return min(len(self.lists) - 1, LIST_INDENT)

    def _is_under_item(self) -> bool:
        """Tell whether a paragraph goes on with the item just written, rather than after a list or a box in it."""
        last = self.pieces[-1] if self.pieces and self.lists else None
        if not isinstance(last, Item | ItemText):
            return False
        return last.indent == self._indent() and self.lists[-1].quotes == self.quotes

    def _owe_bullet(self) -> None:
        """Show the bullet or number of an item whose first part cannot stand behind it."""
        if self.lists and self.lists[-1].bullet_due:
            self._item(_BELOW)

    def _code(self, content: str, info: str) -> None:
        self._owe_bullet()
        self.group += 1
        language = known_language(info)
        lines = content.removesuffix("\n").split("\n")
        if language is None and len(info.split()) > 1:  # a sentence rather than a language, so show it
            lines = [info, *lines]
        self.pieces.extend(
            Code(spans=plain_spans(line), group=self.group, language=language, quoted=self.quotes > 0) for line in lines
        )

    def _rule(self) -> None:
        if self.lists or self.quotes:
            self._paragraph(_LINE)
        elif not (self.pieces and isinstance(self.pieces[-1], Rule)):
            self.pieces.append(Rule())

    def _table(self, grid: _Grid) -> None:
        self._owe_bullet()
        self.group += 1
        drawn = draw_table(Table(rows=tuple(map(tuple, grid.rows)), aligns=tuple(grid.aligns)), self.fit)
        self.shortened = self.shortened or drawn.shortened
        self.pieces.extend(
            Code(spans=row, group=self.group, language=None, quoted=self.quotes > 0) for row in drawn.rows
        )


def _align_of(token: Token) -> Align:
    style = str(token.attrGet("style") or "")
    return "right" if "right" in style else "center" if "center" in style else "left"


def _with_box(spans: Spans) -> Spans:
    """Show a task's box, written `[ ]` or `[x]` at the start of an item."""
    box = _BOX.match(spans[0].text)
    if box is None or spans[0].url is not None or spans[0].looks:
        return spans
    return (
        Span(text="☐" if box.group(1) == " " else "☑"),
        *slice_spans(spans, box.end(), len(spans[0].text)),
        *spans[1:],
    )
