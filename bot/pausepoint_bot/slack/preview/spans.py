"""Runs of text with one look: what a preview's text is made of before it becomes Slack elements.

Here live the Span and the pure operations on rows of spans (join, slice, cut). No markdown and no blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from pausepoint_bot.slack.limits import safe_cut

Look = Literal["bold", "italic", "strike", "code"]
PLAIN: Final[frozenset[Look]] = frozenset()

_SPACE: Final = re.compile(r"\s+")
_ODD: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SHOWN: Final = {
    **{chr(code): chr(0x2400 + code) for code in range(0x20)},  # the C0 controls have pictures of their own
    **{chr(code): f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    "\x7f": "\u2421",
    "\u2028": "\n",
    "\u2029": "\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of text in one look, behind one address if it is a link."""

    text: str
    url: str | None = None
    looks: frozenset[Look] = PLAIN


Spans = tuple[Span, ...]


def visible(text: str) -> str:
    """Show what a text would hide: control characters and the characters that reorder a line for the eye.

    A person approves what they see. An override (U+202E) can make `exe.fdp` read as `pdf.exe`, so it is written out;
    control characters get their picture, halves of surrogate pairs the replacement character. Tabs and newlines stay.
    """
    return _ODD.sub(_show, text.replace("\r\n", "\n").replace("\r", "\n"))


def _show(found: re.Match[str]) -> str:
    return _SHOWN.get(found.group(), "\ufffd")


def plain_spans(text: str) -> Spans:
    """Show a text as it is, without any markdown."""
    return (Span(text=visible(text)),) if text else ()


def text_of(spans: Iterable[Span]) -> str:
    """Give the characters of a row of spans."""
    return "".join([span.text for span in spans])


def length_of(spans: Iterable[Span]) -> int:
    """Count the characters of a row of spans."""
    return sum(len(span.text) for span in spans)


def merged(spans: Iterable[Span]) -> Spans:
    """Join neighbours of one look and drop what is empty, so that no empty element can come out."""
    shown = [span for span in spans if span.text]
    if len(shown) < 2:  # noqa: PLR2004 - one has no neighbour
        return tuple(shown)
    groups = (list(group) for _, group in groupby(shown, key=lambda span: (span.url, span.looks)))
    return tuple(group[0] if len(group) == 1 else replace(group[0], text=text_of(group)) for group in groups)


def with_looks(spans: Spans, looks: frozenset[Look]) -> Spans:
    """Add looks to each span."""
    return tuple(replace(span, looks=span.looks | looks) for span in spans)


def one_line(spans: Spans) -> Spans:
    """Turn every run of white space into one space: for table cells and headings."""
    flat = merged(replace(span, text=_SPACE.sub(" ", span.text)) for span in spans)
    return strip_spans(flat)


def strip_spans(spans: Spans) -> Spans:
    """Drop white space at both ends."""
    text = text_of(spans)
    start = len(text) - len(text.lstrip())
    return slice_spans(spans, start, len(text.rstrip()))


def prefix_lines(spans: Spans, prefix: str) -> Spans:
    """Put a prefix before each line."""
    marked = [replace(span, text=span.text.replace("\n", "\n" + prefix)) for span in spans]
    return (Span(text=prefix), *marked)


def slice_spans(spans: Sequence[Span], start: int, end: int) -> Spans:
    """Take the characters from `start` up to `end`, each in its look."""
    return tuple(_sliced(spans, start, end))


def _sliced(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        if at >= end:
            return
        text = span.text[max(start - at, 0) : end - at]
        if text:
            yield span if len(text) == len(span.text) else replace(span, text=text)
        at += len(span.text)


def split_spans(spans: Spans, limit: int, *, lines: bool = False) -> tuple[Spans, Spans]:
    """Cut a row of spans into a part of at most `limit` characters and the rest.

    The cut falls where a reader minds least: at a line's end, between words, inside a word only if it must. White
    space around the cut goes, except in code (`lines`), where only the newline itself does.
    """
    head = slice_spans(spans, 0, limit + 1)  # one more, by which the place is judged
    text = text_of(head)
    if len(text) <= limit:
        return spans, ()
    place = _best_place(text, limit, lines=lines)
    tail = (*slice_spans(head, place, limit + 1), *_after(spans, limit + 1))
    if lines:
        return slice_spans(head, 0, place), _without_break(tail)
    return slice_spans(head, 0, len(text[:place].rstrip()) or place), _lstripped(tail)


def _after(spans: Spans, start: int) -> Spans:
    """Take what comes after `start`, touching no more of a long row than it must."""
    at = 0
    for index, span in enumerate(spans):
        if at + len(span.text) > start:
            return (replace(span, text=span.text[start - at :]), *spans[index + 1 :])
        at += len(span.text)
    return ()


def _best_place(text: str, limit: int, *, lines: bool) -> int:
    """Choose the place to cut: a line's end in the second half, a word's end in the last third, or any safe one."""
    line = text.rfind("\n", limit // 2, limit + 1)
    if line > 0:
        return line
    word = text.rfind(" ", limit * 2 // 3, limit + 1)
    if word > 0 and not lines:
        return word
    return safe_cut(text, limit)


def _without_break(spans: Spans) -> Spans:
    """Drop one newline at the start: the break between two pieces of code stands for it."""
    return _after(spans, 1) if spans and spans[0].text.startswith("\n") else spans


def _lstripped(spans: Spans) -> Spans:
    blank = 0
    for span in spans:
        text = span.text.lstrip()
        blank += len(span.text) - len(text)
        if text:
            break
    return _after(spans, blank)
