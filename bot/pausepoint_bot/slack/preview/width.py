"""How wide a text stands in a fixed-width font, and where to break it.

Here lives the measuring of text in columns. Which columns a table has is table.py's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pausepoint_bot.slack.limits import safe_cut

_WORD: Final = re.compile(r"\S+")
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})
_WIDE: Final = frozenset("WF")


def width_of(text: str) -> int:
    """Count the columns a text takes: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def prefix_of_width(text: str, columns: int, start: int = 0) -> int:
    """Find how far from `start` a text reaches within some columns: at least one character, none of them split."""
    used = 0
    end = start
    while end < len(text):
        used += _char_width(text[end])
        if used > columns:
            break
        end += 1
    safe = start + safe_cut(text[start : end + 1], end - start) if end < len(text) else end
    return max(safe, min(start + 1, len(text)))


def wrap(text: str, columns: int) -> list[tuple[int, int]]:
    """Break a text into lines of at most some columns, between words where it can; gives starts and ends.

    A character wider than the columns stands on a line of its own.
    """
    lines: list[tuple[int, int]] = []
    for start, end in _parts(text, columns):
        if lines and width_of(text[lines[-1][0] : end]) <= columns:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return lines or [(0, 0)]


def _parts(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Give the words, those wider than the columns in parts."""
    for word in _WORD.finditer(text):
        start, end = word.span()
        while start < end:
            place = min(prefix_of_width(text, columns, start), end)
            yield start, place
            start = place
