"""Issue, name, revoke and recognise API tokens: 256 random bits, of which only the SHA-256 is stored."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from pausepoint_bot.errors import NotFound, RequestRefused
from pausepoint_bot.usecases.ports import TokenRecord, UnitOfWork
from pausepoint_bot.usecases.token_channels import read_channels

SCOPES: Final = {
    "open": "open pauses; read, cancel and check one's own",
    "answer": "answer pauses whose policy lists the token",
    "read-all": "read the pauses of every token",
}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_PREFIX: Final = "ppt_"


def create_token(
    uow: UnitOfWork,
    name: str,
    *,
    scopes: Collection[str],
    random_bytes: bytes,
    now: datetime,
    channels: Collection[str] = (),
) -> str:
    """Store a new token under its name and return it; it cannot be shown again.

    With `channels` it opens pauses in these only. Such a token has the scope `open` alone: it reads its own pauses,
    which stand in these channels, while the other scopes reach into all.

    Raises:
        RequestRefused: the name is malformed or taken, a scope is unknown or reaches beyond the channels, or a channel
            is neither a name nor an id.
    """
    if not _NAME.fullmatch(name):
        raise RequestRefused(
            f"{name!r} is no token name; use 1 to 63 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"
        )
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise RequestRefused(f"unknown scope {unknown[0]!r}; there are {', '.join(SCOPES)}")
    allowed = read_channels(channels)
    if allowed is not None and set(scopes) != {"open"}:
        raise RequestRefused("a token that is limited to channels has the scope open alone; create one token for each")
    token = _PREFIX + base64.urlsafe_b64encode(random_bytes).decode().rstrip("=")
    record = TokenRecord(name=name, sha256=hash_of(token), scopes=frozenset(scopes), created_at=now, channels=allowed)
    if not uow.tokens.add(record):
        raise RequestRefused(f"there is or was a token named {name!r}; names are never used twice")
    return token


def hash_of(token: str) -> str:
    """Return what is stored of a token. It is random enough that one SHA-256 suffices."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def recognise_token(uow: UnitOfWork, sha256: str) -> TokenRecord | None:
    """Return the token in force with this hash."""
    return uow.tokens.by_hash(sha256)


def list_tokens(uow: UnitOfWork) -> Sequence[TokenRecord]:
    """Return all tokens by name."""
    return uow.tokens.list()


def revoke_token(uow: UnitOfWork, name: str, *, now: datetime) -> None:
    """Take the token out of force.

    Raises:
        NotFound: there is none by this name in force.
    """
    if not uow.tokens.revoke(name, now=now):
        raise NotFound(f"there is no token named {name!r} in force")
