"""Tables as aligned text, for a surface that has no table in modals.

Here live the choice of columns and the drawing of rows as spans, so that a link in a cell stays a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal

from pausepoint_bot.slack.limits import ELLIPSIS
from pausepoint_bot.slack.preview.spans import PLAIN, Span, Spans, merged, one_line, slice_spans, text_of
from pausepoint_bot.slack.preview.width import prefix_of_width, width_of, wrap

Align = Literal["left", "center", "right"]

_GAP: Final = "  "
_NARROWEST: Final = 6  # a column that gives room to others stays at least this wide
_TALLEST: Final = 30  # rows that would wrap to more lines read better as a list of their cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The room a table has: columns of text, and how many lines one row may take (None: as many as it needs)."""

    columns: int
    lines: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as parsed; the first row is the head, and every row has as many cells as there are aligns."""

    rows: tuple[tuple[Spans, ...], ...]
    aligns: tuple[Align, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A table as rows of text, and whether a cell had to be shortened.

    A row may have several lines; the head and the first row are one, so that no cut leaves a head alone.
    """

    rows: tuple[Spans, ...]
    shortened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A cell broken into lines, each a start and an end in its text."""

    spans: Spans
    lines: tuple[tuple[int, int], ...]
    more: bool


def draw_table(table: Table, fit: Fit) -> Drawn:
    """Draw a table within some columns of text.

    Wide columns are narrowed first and their cells wrapped. A table with too many columns for that becomes a list,
    each row as lines of `head: cell`; nothing is left out there.
    """
    rows = [tuple(_cell_spans(cell) for cell in row) for row in table.rows]
    widths = _widths(rows, fit.columns)
    if widths is None:
        return _listed(rows)
    cells = [tuple(_broken(cell, width, fit.lines) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if any(len(cell.lines) > _TALLEST for row in cells for cell in row):
        return _listed(rows)
    return Drawn(
        rows=tuple(_ruled([_row(row, widths, table.aligns) for row in cells], widths)),
        shortened=any(cell.more for row in cells for cell in row),
    )


def _ruled(rows: Sequence[Spans], widths: Sequence[int]) -> list[Spans]:
    """Draw the line under the head, and join it to the first row; a blank head goes."""
    head, *body = rows
    if not head:
        return body
    rule = Span(text="\n" + _GAP.join("-" * width for width in widths))
    first = (Span(text="\n"), *body[0]) if body else ()
    return [merged((*head, rule, *first)), *body[1:]]


def _cell_spans(cell: Spans) -> Spans:
    """Drop the looks: fixed-width text shows none, and runs of one look are fewer elements."""
    return merged(Span(text=span.text, url=span.url, looks=PLAIN) for span in one_line(cell)) if cell else ()


def _widths(rows: Sequence[tuple[Spans, ...]], room: int) -> list[int] | None:
    """Share the room out: each column what it needs, the widest cut down to one width; None if that is too little."""
    needs = [max(1, *(width_of(text_of(cell)) for cell in column)) for column in zip(*rows, strict=True)]
    left = room - len(_GAP) * (len(needs) - 1)
    if sum(needs) <= left:
        return needs
    if sum(min(need, _NARROWEST) for need in needs) > left:
        return None
    cap = max(width for width in range(_NARROWEST, room + 1) if sum(min(need, width) for need in needs) <= left)
    return [min(need, cap) for need in needs]


def _broken(cell: Spans, width: int, most: int | None) -> _Cell:
    text = text_of(cell)
    lines = wrap(text, width)
    if most is None or len(lines) <= most:
        return _Cell(spans=cell, lines=tuple(lines), more=False)
    start, _ = lines[most - 1]
    end = prefix_of_width(text, width - 1, start)
    return _Cell(spans=cell, lines=(*lines[: most - 1], (start, end)), more=True)


def _row(cells: Sequence[_Cell], widths: Sequence[int], aligns: Sequence[Align]) -> Spans:
    """Draw the lines of one row; a line ends with its last letter."""
    height = max(len(cell.lines) for cell in cells)
    drawn: list[Span] = []
    for line in range(height):
        drawn.append(Span(text="\n" if line else ""))
        drawn.extend(_line([_line_of(cell, line) for cell in cells], widths, aligns))
    return merged(drawn)


def _line_of(cell: _Cell, line: int) -> Spans:
    if line >= len(cell.lines):
        return ()
    spans = slice_spans(cell.spans, *cell.lines[line])
    return (*spans, Span(text=ELLIPSIS)) if cell.more and line == len(cell.lines) - 1 else spans


def _line(cells: Sequence[Spans], widths: Sequence[int], aligns: Sequence[Align]) -> list[Span]:
    """Draw one line; the padding before a cell waits until a cell follows, so that no line ends in blanks."""
    drawn: list[Span] = []
    owed = 0
    for spans, width, align in zip(cells, widths, aligns, strict=True):
        blank = width - width_of(text_of(spans))
        before = {"left": 0, "center": blank // 2, "right": blank}[align]
        if spans:
            drawn += [Span(text=" " * (owed + before)), *spans]
            owed = blank - before + len(_GAP)
        else:
            owed += width + len(_GAP)
    return drawn


def _listed(rows: Sequence[tuple[Spans, ...]]) -> Drawn:
    """Write each row as lines of `head: cell`, with a blank line between rows; blank cells go."""
    head, *body = rows
    listed = [_record(head, row, blanks=not index) for index, row in enumerate(body)] or [
        _record((), head, blanks=False)
    ]
    shown = [row for row in listed if row]
    drawn = tuple((Span(text="\n"), *row) if index else row for index, row in enumerate(shown))
    return Drawn(rows=drawn, shortened=False)


def _record(head: Sequence[Spans], row: Sequence[Spans], *, blanks: bool) -> Spans:
    """Write one row; with `blanks`, heads over blank cells too, so that each head is named at least once."""
    lines: list[Span] = []
    for name, cell in zip_longest(head, row, fillvalue=()):
        if cell or (name and blanks):
            named = (*name, Span(text=": " if cell else ":")) if name else ()
            lines += [Span(text="\n" if lines else ""), *named, *cell]
    return merged(lines)
