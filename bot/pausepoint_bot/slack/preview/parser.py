"""Markdown to tokens: CommonMark with GFM's tables and strikethrough, bounded in depth and in length.

Here lives the set-up of markdown-it-py and what it does where a text goes beyond the bounds. What a token means for
Slack is decided in flow.py and inline.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

# Slack shows nine levels of a list, each of which is two levels here. What is deeper stays as its source.
_DEEPEST: Final = 20
# Must be above _DEEPEST: at this level the library itself would skip the rest of the text without a word. Within a
# line it bounds brackets in brackets, whose cost grows with it.
_NESTING: Final = _DEEPEST + 4

# A longer text is shown from here on as it was written. The slowest known input of this length takes a few
# seconds, ordinary text a tenth of one.
PARSED_CHARS: Final = 60_000

TOO_DEEP: Final = "too_deep"

_PIPE: Final = re.compile(r"(?<!\\)\|")


class _Parser(MarkdownIt):
    """markdown-it that takes every address as a link, so that links.py alone judges them."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's signature
        """Take any address."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The tokens of a text's beginning, and what comes after it unread."""

    tokens: list[Token]
    rest: str


def parse(markdown: str, *, limit: int = PARSED_CHARS) -> Parsed:
    """Read markdown up to `limit` characters, ending at a blank line or at least at a line's end."""
    if len(markdown) <= limit:
        return Parsed(tokens=_parser().parse(markdown), rest="")
    place = _border(markdown, limit)
    return Parsed(tokens=_parser().parse(markdown[:place]), rest=markdown[place:])


def _border(markdown: str, limit: int) -> int:
    for mark in ("\n\n", "\n", " "):
        place = markdown.rfind(mark, limit // 2, limit)
        if place > 0:
            return place
    return limit


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": _NESTING})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])  # never used with html off, but asked for every line
    parser.block.ruler.at("table", _keep_every_cell, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", TOO_DEEP, _keep_too_deep)
    return parser


def _keep_too_deep(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """Take what is nested too deeply as it was written, where the library would drop it."""
    if silent or state.level < _DEEPEST:
        return False
    line = start_line + 1
    while line < end_line and _belongs(state, line):
        line += 1
    token = state.push(TOO_DEEP, "", 0)
    token.content = state.getLines(start_line, line, state.blkIndent, False)
    state.line = line
    return True


def _belongs(state: StateBlock, line: int) -> bool:
    """Tell whether a line is still inside: blank, indented enough, or one a quote goes on with (negative indent)."""
    return state.isEmpty(line) or state.sCount[line] >= state.blkIndent or state.sCount[line] < 0


def _keep_every_cell(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """Read a table, and put cells beyond the last column into it, where GFM would drop them.

    More often than not they are one cell with a bar in it; and nothing a person approves may go unseen.
    """
    first = len(state.tokens)
    if not table(state, start_line, end_line, silent):
        return False
    columns = sum(token.type == "th_open" for token in state.tokens[first:])
    cell, row = None, 0
    for token in state.tokens[first:]:
        if token.type == "inline":
            cell, row = token, (token.map or [0])[0]
        elif token.type == "tr_close" and cell is not None:
            cell.content = " | ".join([cell.content, *_cells(state, row)[columns:]])
    return True


def _cells(state: StateBlock, line: int) -> list[str]:
    """Split a row at its bars, but for those after a backslash and at its ends."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    cells = _PIPE.split(text)
    cells = cells[1:] if not cells[0] else cells
    cells = cells[:-1] if cells and not cells[-1] else cells
    return [cell.strip().replace("\\|", "|") for cell in cells]
