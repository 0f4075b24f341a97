"""How many stored blocks a markdown block becomes. Pure.

Slack turns one markdown block into a header per heading, a divider per rule, a table per table, a preformatted block
per fence and rich text for the runs between them; the limit of 50 blocks counts what comes out.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

_Kind: TypeAlias = Literal["heading", "rule", "table", "fence", "run", "blank"]

_SHAPES: tuple[tuple[_Kind, re.Pattern[str]], ...] = (
    ("blank", re.compile(r"\s*")),
    ("heading", re.compile(r" {0,3}#{1,6}(\s.*)?")),
    ("rule", re.compile(r" {0,3}([-*_])\s*(\1\s*){2,}")),
    ("fence", re.compile(r" {0,3}(```|~~~).*")),
    ("table", re.compile(r"\s*\|.*\|\s*")),
)


def blocks_from_markdown(text: str) -> int:
    """Count the blocks Slack stores for this markdown, at least one."""
    count, before, fenced = 0, "blank", False
    for line in text.splitlines():
        kind = _kind(line)
        if fenced:
            fenced = kind != "fence"
            continue
        fenced = kind == "fence"
        count += _starts_block(kind, before)
        before = before if kind == "blank" and before == "run" else kind
    return max(count, 1)


def _kind(line: str) -> _Kind:
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(line)), "run")


def _starts_block(kind: _Kind, before: str) -> bool:
    if kind == "blank":
        return False
    return kind in {"heading", "rule", "fence"} or kind != before
