"""API tokens in the database: their hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, Text, bindparam, select, update

from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none
from pausepoint_bot.store.tables import tokens
from pausepoint_bot.store.upserts import inserts_by_dialect
from pausepoint_bot.usecases.ports import AllowedChannel, TokenRecord

_ADD: Final = {
    dialect: insert_token.on_conflict_do_nothing(index_elements=[tokens.c.name]).returning(tokens.c.name)
    for dialect, insert_token in inserts_by_dialect(tokens).items()
}
_BY_HASH: Final = select(tokens).where(tokens.c.sha256 == bindparam("wanted"), tokens.c.revoked_at.is_(None))
_BY_NAME: Final = select(tokens).where(tokens.c.name == bindparam("wanted"), tokens.c.revoked_at.is_(None))
_LIST: Final = select(tokens).order_by(tokens.c.name)
_REVOKE: Final = (
    update(tokens)
    .where(tokens.c.name == bindparam("wanted"), tokens.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
)
_LIMIT: Final = (
    update(tokens)
    .where(tokens.c.name == bindparam("wanted"), tokens.c.channels.is_not_distinct_from(bindparam("was", type_=Text)))
    .values(channels=bindparam("becomes", type_=Text))
)


class SqlTokens:
    """The port `Tokens` over one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token: TokenRecord) -> bool:
        """Store a token; False where the name is taken, be it by a revoked one."""
        row = {
            "name": token.name,
            "sha256": token.sha256,
            "scopes": to_json(sorted(token.scopes)),
            "created_at": to_micros(token.created_at),
            "revoked_at": to_micros_or_none(token.revoked_at),
            "channels": _channels_text(token.channels),
        }
        return self._connection.execute(_ADD[self._connection.dialect.name], row).first() is not None

    def by_hash(self, sha256: str) -> TokenRecord | None:
        """Return the unrevoked token with this hash."""
        row = self._connection.execute(_BY_HASH, {"wanted": sha256}).first()
        return None if row is None else _token(row)

    def named(self, name: str) -> TokenRecord | None:
        """Return the unrevoked token with this name."""
        row = self._connection.execute(_BY_NAME, {"wanted": name}).first()
        return None if row is None else _token(row)

    def limit(self, name: str, channels: tuple[AllowedChannel, ...], *, was: tuple[AllowedChannel, ...] | None) -> bool:
        """Change the token's channels; False where they are not, or no longer, what they `was`."""
        values = {"wanted": name, "was": _channels_text(was), "becomes": _channels_text(channels)}
        return self._connection.execute(_LIMIT, values).rowcount == 1

    def list(self) -> Sequence[TokenRecord]:
        """Return all tokens by name, revoked ones too."""
        return [_token(row) for row in self._connection.execute(_LIST)]

    def revoke(self, name: str, *, now: datetime) -> bool:
        """Revoke the token; False where there is none by this name in force."""
        return self._connection.execute(_REVOKE, {"wanted": name, "now": to_micros(now)}).rowcount == 1


def _token(row: Row[Any]) -> TokenRecord:
    return TokenRecord(
        name=row.name,
        sha256=row.sha256,
        scopes=frozenset(cast("list[str]", from_json(row.scopes))),
        created_at=from_micros(row.created_at),
        revoked_at=from_micros_or_none(row.revoked_at),
        channels=_channels(row.channels),
    )


def _channels_text(channels: tuple[AllowedChannel, ...] | None) -> str | None:
    return None if channels is None else to_json([[channel.name, channel.id] for channel in channels])


def _channels(text: str | None) -> tuple[AllowedChannel, ...] | None:
    if text is None:
        return None
    return tuple(AllowedChannel(name=name, id=id_) for name, id_ in cast("list[list[str | None]]", from_json(text)))
