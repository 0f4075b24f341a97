"""Rich text elements: which pieces share one, and its JSON.

Here lives the shape of sections, lists, quotes and preformatted boxes. Source: Slack's Block Kit reference, rich text
block. Text in them is never read for mentions or markup, so nothing has to be escaped; and nothing but `text` and
`link` is ever written, so nothing here can ping anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pausepoint_bot.slack.preview.pages import Block
from pausepoint_bot.slack.preview.pieces import Code, Heading, Item, ItemText, Paragraph, Quote, TextPiece
from pausepoint_bot.slack.preview.spans import Look, Span, Spans, merged, text_of

_LOOKS: Final[tuple[Look, ...]] = ("bold", "italic", "strike", "code")

Seat = tuple[object, ...]


@dataclass(slots=True)
class Element:
    """A rich text element being filled; a list has one row of spans per item, all others have one."""

    seat: Seat
    rows: list[list[Span]]
    last: TextPiece
    first_number: int | None = None


def open_element(piece: TextPiece, gap: str) -> Element:
    """Begin an element with a piece, after a gap if it follows another."""
    number = piece.number if isinstance(piece, Item) else None
    return Element(seat=_seat_of(piece), rows=[[Span(text=gap), *piece.spans]], last=piece, first_number=number)


def _seat_of(piece: TextPiece) -> Seat:
    """Name the element a piece stands in: pieces of one seat share it."""
    match piece:
        case Item(number=number, indent=indent, quoted=quoted):
            return ("rich_text_list", "bullet" if number is None else "ordered", indent, quoted)
        case Code(group=group, language=language, quoted=quoted):
            return ("rich_text_preformatted", group, language, quoted)
        case Quote() | ItemText(quoted=True):
            return ("rich_text_quote",)
        case Paragraph() | Heading() | ItemText():
            return ("rich_text_section",)


def belongs(element: Element, piece: TextPiece) -> bool:
    """Tell whether a piece goes on in an open element; a list's next item does only with the next number."""
    if isinstance(piece, ItemText) and isinstance(element.last, Item | ItemText):
        return True
    if element.seat != _seat_of(piece):
        return False
    if isinstance(piece, Item) and element.first_number is not None:
        return piece.number == element.first_number + len(element.rows)
    return True


def extend(element: Element, piece: TextPiece) -> None:
    """Add a piece that belongs to an element."""
    if isinstance(piece, Item):
        element.rows.append(list(piece.spans))
    else:
        element.rows[-1] += [Span(text=_gap_between(element.last, piece)), *piece.spans]
    element.last = piece


def _gap_between(last: TextPiece, piece: TextPiece) -> str:
    """Separate two pieces of one element: a blank line between paragraphs, none under a heading or between lines."""
    if isinstance(last, Quote) and isinstance(piece, Quote):
        return "\n\n" if last.depth == piece.depth else "\n"
    tight = isinstance(last, Heading) or isinstance(piece, Code | ItemText)
    return "\n" if tight else "\n\n"


def write_element(element: Element) -> Block | None:
    """Write an element; None if nothing would be seen in it."""
    rows = [merged(row) for row in element.rows]
    if not any(text_of(row).strip() for row in rows):
        return None
    match element.seat:
        case ("rich_text_list", style, int(indent), quoted):
            sections: list[Block] = [{"type": "rich_text_section", "elements": _leaves(row)} for row in rows]
            offset = (element.first_number or 1) - 1
            extras = _set({"indent": indent, "offset": offset}) | _border(quoted)
            return {"type": "rich_text_list", "style": style, "elements": sections, **extras}
        case ("rich_text_preformatted", _, language, quoted):
            extras = _set({"language": language}) | _border(quoted)
            return {"type": "rich_text_preformatted", "elements": _leaves(rows[0]), **extras}
        case (kind, *_):
            return {"type": kind, "elements": _leaves(rows[0])}
    return None


def _border(quoted: object) -> dict[str, object]:
    """Draw the line of a quote beside what cannot stand in one."""
    return {"border": 1} if quoted else {}


def _set(extras: Mapping[str, object]) -> dict[str, object]:
    """Keep what differs from Slack's default."""
    return {name: value for name, value in extras.items() if value}


def _leaves(spans: Spans) -> list[Block]:
    return [_leaf(span) for span in spans]


def _leaf(span: Span) -> Block:
    style = {look: True for look in _LOOKS if look in span.looks}
    address = {"type": "text"} if span.url is None else {"type": "link", "url": span.url}
    return {**address, "text": span.text, **({"style": style} if style else {})}
