"""Inline tokens to spans: emphasis, code, links, images and line breaks.

Here lives the reading of one paragraph's tokens. Where the paragraph stands is flow.py's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from markdown_it.token import Token

from pausepoint_bot.slack.preview.links import find_bare, link_spans
from pausepoint_bot.slack.preview.spans import Look, Span, Spans, merged, one_line, plain_spans, visible

_LOOKS: Final[dict[str, Look]] = {"strong": "bold", "em": "italic", "s": "strike"}
_BREAKS: Final = frozenset({"softbreak", "hardbreak"})
_NO_ALT: Final = "image"


def read_inline(tokens: Iterable[Token]) -> Spans:
    """Read the tokens of a paragraph.

    A soft break stays a line's end, as in a chat, because flows write one line per thing. HTML comes as the text it is.
    """
    reader = _Reader()
    for token in tokens:
        reader.take(token)
    return merged(_with_bare_links(merged(reader.end())))


@dataclass(slots=True)
class _Reader:
    """Where the reading stands: the looks that are on, and the link that is open."""

    spans: list[Span] = field(default_factory=list)
    on: Counter[Look] = field(default_factory=Counter)
    url: str | None = None
    before_link: list[Span] = field(default_factory=list)

    def take(self, token: Token) -> None:
        """Read one token; what is unknown comes as its text."""
        kind, _, end = token.type.rpartition("_")
        if kind in _LOOKS:
            self.on[_LOOKS[kind]] += token.nesting
        elif kind == "link":
            self._open(token) if end == "open" else self._close()
        elif token.type == "image":
            self._image(token)
        elif token.type == "code_inline":
            self._say(token.content, "code")
        else:
            self._say("\n" if token.type in _BREAKS else token.content)

    def end(self) -> list[Span]:
        """Give what was read."""
        if self.url is not None:
            self._close()
        return self.spans

    def _say(self, text: str, *looks: Look) -> None:
        on = frozenset(look for look, count in self.on.items() if count > 0)
        self.spans.append(Span(text=visible(text), looks=on.union(looks)))

    def _open(self, token: Token) -> None:
        self.url = str(token.attrGet("href") or "")
        self.before_link, self.spans = self.spans, []

    def _close(self) -> None:
        label = one_line(tuple(self.spans))
        self.spans = [*self.before_link, *link_spans(label, self.url or "")]
        self.url = None

    def _image(self, token: Token) -> None:
        """Show a picture as a link: Slack would fetch it, and refuse the whole view if that fails."""
        alt = one_line(plain_spans(_alt_text(token.children or ()))) or plain_spans(_NO_ALT)
        link = alt if self.url is not None else link_spans(alt, str(token.attrGet("src") or ""))
        looks = frozenset(look for look, count in self.on.items() if count > 0)
        self.spans.extend(replace(span, looks=looks) for span in link)


def _alt_text(children: Sequence[Token]) -> str:
    return "".join(
        _alt_text(child.children) if child.children else " " if child.type in _BREAKS else child.content
        for child in children
    )


def _with_bare_links(spans: Iterable[Span]) -> Iterator[Span]:
    """Make web addresses that stand bare in the text clickable; each shows where it leads."""
    for span in spans:
        if span.url is not None or "code" in span.looks or "://" not in span.text:
            yield span
            continue
        at = 0
        for start, end, url in find_bare(span.text):
            yield replace(span, text=span.text[at:start])
            yield replace(span, text=url, url=url)
            at = end
        yield replace(span, text=span.text[at:])
