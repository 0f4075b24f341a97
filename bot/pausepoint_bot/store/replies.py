"""First answers to idempotent requests, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from pausepoint_bot.store.json_text import to_json
from pausepoint_bot.store.moments import to_micros
from pausepoint_bot.store.seals import Seal
from pausepoint_bot.store.tables import replies
from pausepoint_bot.usecases.ports import StoredReply

_FIND: Final = select(replies).where(
    replies.c.owner == bindparam("wanted_owner"), replies.c.key == bindparam("wanted_key")
)
_REMEMBER: Final = insert(replies)
_FORGET: Final = delete(replies).where(replies.c.at < bindparam("moment"))


class SqlReplies:
    """The port `Replies` over one transaction.

    A key is kept as JSON text: it comes from a request's header and may hold bytes that are no text.
    """

    __slots__ = ("_connection", "_seal")

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    def find(self, *, owner: str, key: str) -> StoredReply | None:
        """Return what the request was answered, if it came before."""
        stored = self._connection.execute(_FIND, {"wanted_owner": owner, "wanted_key": to_json(key)}).first()
        if stored is None:
            return None
        row = self._seal.opened(stored)
        return StoredReply(fingerprint=row.fingerprint, status=row.status, body=row.body)

    def remember(self, *, owner: str, key: str, reply: StoredReply, now: datetime) -> None:
        """Keep the answer.

        Raises:
            Conflict: another transaction has answered the same request first.
        """
        row = {
            "owner": owner,
            "key": to_json(key),
            "fingerprint": reply.fingerprint,
            "status": reply.status,
            "body": reply.body,
            "at": to_micros(now),
        }
        self._connection.execute(_REMEMBER, self._seal.sealed(row))

    def forget_before(self, moment: datetime) -> None:
        """Drop old answers."""
        self._connection.execute(_FORGET, {"moment": to_micros(moment)})
