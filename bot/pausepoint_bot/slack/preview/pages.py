"""Blocks to pages.

Here lives what one message or one page of a modal holds, and the filling of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Block = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one message or one page holds."""

    blocks: int
    chars: int
    bytes: int


def paged(blocks: Iterable[Block], room: Room) -> Iterator[tuple[Block, ...]]:
    """Fill pages with blocks, each page within its room; a block never exceeds a page."""
    page: list[Block] = []
    chars = size = 0
    for block in blocks:
        more_chars, more_size = chars_of(block), _json_bytes_of(block)
        if page and (len(page) >= room.blocks or chars + more_chars > room.chars or size + more_size > room.bytes):
            yield tuple(page)
            page, chars, size = [], 0, 0
        page.append(block)
        chars, size = chars + more_chars, size + more_size
    if page:
        yield tuple(page)


def _json_bytes_of(block: Block) -> int:
    return len(json.dumps(block)) + 2


def chars_of(part: object) -> int:
    """Count the characters a block shows, whatever it is made of."""
    match part:
        case {"text": str(text)}:
            return len(text)
        case {"text": dict(inner)}:
            return chars_of(inner)
        case {"elements": list(parts)}:
            return sum(chars_of(inner) for inner in parts)
        case _:
            return 0
