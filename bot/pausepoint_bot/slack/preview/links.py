"""Which addresses may be clicked, and what a label must not pretend.

Here live the judgement of an address and of a label. Markdown and blocks are elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from pausepoint_bot.slack.limits import LINK_URL
from pausepoint_bot.slack.preview.spans import Span, Spans, text_of, visible

_PRINTABLE: Final = re.compile(r"[!-~]+")
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?")
_MAILBOX: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+")
_WORD: Final = re.compile(r"[\w.-]+")
_AUTHORITY: Final = re.compile(r"://+([^\s/?#]*)")
_DOTTED_QUAD: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_BARE: Final = re.compile(r"https?://[^\s<>\"`]+", re.IGNORECASE)
_AFTER_BARE: Final = ".,;:!?'\"*_~)]}…。、"
_AROUND: Final = ".,;:!?'\"()[]{}<>/"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_DATA_SHOWN: Final = 40  # of an inlined picture's address nobody reads more
_DOTS: Final = str.maketrans({"\u3002": ".", "\uff61": ".", "\u2024": "."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address a person may be sent to, and the name that says where it leads: a host, or a mailbox."""

    url: str
    name: str


def find_target(url: str) -> Target | None:
    """Judge an address: http, https and mailto that say plainly where they lead; nothing else.

    Refused as well: a user name before the host (`https://bank.example@evil.example`), a host that is no host name,
    characters a browser may read differently, and addresses over Slack's limit for a button's.
    """
    if len(url) > LINK_URL or not _PRINTABLE.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        return _mail_target(url, parts) if parts.scheme == "mailto" else _web_target(url, parts)
    except ValueError:  # a port that is no number, brackets that do not close
        return None


def _web_target(url: str, parts: SplitResult) -> Target | None:
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or "\\" in url:
        return None
    if not _HOST.fullmatch(host) or ".." in host or parts.port == 0:
        return None
    return Target(url=url, name=host)


def _mail_target(url: str, parts: SplitResult) -> Target | None:
    mailbox = unquote(parts.path)
    return Target(url=url, name=mailbox.lower()) if _MAILBOX.fullmatch(mailbox) else None


def link_spans(label: Spans, url: str) -> Spans:
    """Put an address behind a label.

    A refused address stands after its label as text, and so does the real host where the label shows another one.
    """
    target = find_target(url)
    shown = text_of(label)
    if target is None:
        return _refused(label, url, shown)
    linked = tuple(Span(text=span.text, url=target.url, looks=span.looks) for span in label)
    if not shown.strip():
        return (Span(text=target.url, url=target.url),)
    return (*linked, Span(text=f" ({target.name})")) if _pretends(shown, target) else linked


def _refused(label: Spans, url: str, shown: str) -> Spans:
    address = visible(unquote(url, errors="replace"))
    if address.startswith("data:") and len(address) > _DATA_SHOWN:
        address = f"{address[:_DATA_SHOWN]}… {len(url):,} characters"
    if not shown.strip():
        return (Span(text=address),)
    return label if shown in {address, visible(url)} or not address else (*label, Span(text=f" ({address})"))


def _pretends(label: str, target: Target) -> bool:
    """Tell whether a label names a host or mailbox other than the one it leads to."""
    own = _own_names(target)
    words = (word.strip(_AROUND) for word in _folded(label).split())
    claims = {claim for word in words if word not in own for claim in _claims(word)}
    host = target.name.removeprefix("www.")
    return any(claim.removeprefix("www.") != host for claim in claims)


def _claims(word: str) -> list[str]:
    """List the hosts and mailboxes that a word of a label names."""
    parts = (part.strip(".-") for part in _WORD.findall(word))
    return [*_AUTHORITY.findall(word), *filter(_is_host, parts), *([word] if "@" in word else [])]


def _folded(label: str) -> str:
    """Read a label as an eye does: full-width letters as letters, every dot a dot, nothing invisible."""
    even = unicodedata.normalize("NFKC", label).translate(_DOTS).lower()
    return "".join(char for char in even if unicodedata.category(char) not in {"Cf", "Mn"})


def _own_names(target: Target) -> set[str]:
    """List what a label may say about its own address: with or without the scheme, encoded or not."""
    whole = {target.url.lower(), unquote(target.url).lower()}
    bare = {name.split(":", 1)[1].removeprefix("//") for name in whole}
    return {name.strip(_AROUND) for name in whole | bare}


def _is_host(word: str) -> bool:
    """Tell whether a word looks like a host: a dotted quad, or a dot and a last part that begins with a letter."""
    _, dot, last = word.strip(".-").rpartition(".")
    return bool(_DOTTED_QUAD.fullmatch(word)) or (bool(dot) and len(last) > 1 and last[0].isalpha())


def find_bare(text: str) -> list[tuple[int, int, str]]:
    """Find the web addresses that stand bare in a text, without the punctuation that follows them."""
    found = [match for match in _BARE.finditer(text) if match.end() - match.start() <= LINK_URL]
    trimmed = ((match.start(), _trimmed(match.group())) for match in found)
    return [(start, start + len(url), url) for start, url in trimmed if find_target(url)]


def _trimmed(url: str) -> str:
    end = len(url)
    while end and url[end - 1] in _AFTER_BARE and not _closes(url, end):
        end -= 1
    return url[:end]


def _closes(url: str, end: int) -> bool:
    """Tell whether the bracket at the end belongs to the address, as in `Foo_(bar)`."""
    bracket = url[end - 1]
    opener = _PAIRS.get(bracket)
    return opener is not None and url.count(opener, 0, end) >= url.count(bracket, 0, end)
