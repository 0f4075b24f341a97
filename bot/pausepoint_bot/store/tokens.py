"""API tokens in the database: their hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Connection, Row, bindparam, select, update

from pausepoint_bot.store.json_text import from_json, to_json
from pausepoint_bot.store.moments import from_micros, from_micros_or_none, to_micros, to_micros_or_none
from pausepoint_bot.store.tables import tokens
from pausepoint_bot.store.upserts import inserts_by_dialect
from pausepoint_bot.usecases.ports import TokenRecord

_ADD: Final = {
    dialect: insert_token.on_conflict_do_nothing(index_elements=[tokens.c.name]).returning(tokens.c.name)
    for dialect, insert_token in inserts_by_dialect(tokens).items()
}
_BY_HASH: Final = select(tokens).where(tokens.c.sha256 == bindparam("wanted"), tokens.c.revoked_at.is_(None))
_LIST: Final = select(tokens).order_by(tokens.c.name)
_REVOKE: Final = (
    update(tokens)
    .where(tokens.c.name == bindparam("wanted"), tokens.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"))
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
        }
        return self._connection.execute(_ADD[self._connection.dialect.name], row).first() is not None

    def by_hash(self, sha256: str) -> TokenRecord | None:
        """Return the unrevoked token with this hash."""
        row = self._connection.execute(_BY_HASH, {"wanted": sha256}).first()
        return None if row is None else _token(row)

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
    )
