"""Which columns hold answers or secrets, and how their rows are encrypted and decrypted. No statement here.

What is searched or sorted by stays readable: ids, states, moments, keys, names of people, listeners.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import Row, Table

from pausepoint_bot.store import tables
from pausepoint_bot.store.json_text import to_json
from pausepoint_bot.store.keyring import NO_KEYS, Keyring, is_sealed
from pausepoint_bot.store.vote_rows import AnyRow

SEALED: Final[Mapping[Table, tuple[str, ...]]] = {
    # The question holds the initial values, and the preview and title, which often quote what is decided about.
    tables.pauses: ("question", "status", "callback"),
    tables.votes: ("vote",),
    tables.checks: ("vote", "objections"),
    tables.drafts: ("answers", "branches"),
    tables.events: ("event",),
    # The fingerprint is a hash of the request: whoever guesses a short answer could tell that it is right.
    tables.replies: ("fingerprint", "body"),
}


class Seal:
    """Encrypts and decrypts the rows of one table."""

    __slots__ = ("_columns", "_identity", "_keyring", "_name")

    def __init__(self, keyring: Keyring, table: Table) -> None:
        self._keyring = keyring
        self._name = table.name
        self._columns = SEALED[table]
        self._identity = tuple(column.name for column in table.primary_key)

    def sealed(self, row: Mapping[str, object]) -> dict[str, object]:
        """Return the row, whole or in part but with what identifies it, as it is stored."""
        stored = dict(row)
        if self._keyring.encrypts:
            for column in self._columns:
                if isinstance(text := row.get(column), str):
                    stored[column] = self._keyring.seal(text, self._place(column, row))
        return stored

    def opened(self, row: Row[Any]) -> AnyRow:
        """Return the row as it was given to `sealed`; it may leave out columns, but not what identifies it.

        Raises:
            AnswersLocked: it cannot be decrypted.
        """
        found = row._mapping  # noqa: SLF001 - SQLAlchemy's documented way to read a row by name
        texts = {column: found[column] for column in self._columns if found.get(column) is not None}
        if not any(map(is_sealed, texts.values())):
            return row
        opened = {column: self._keyring.open(text, self._place(column, found)) for column, text in texts.items()}
        return SimpleNamespace(**{**found, **opened})

    def resealed(self, row: Row[Any]) -> dict[str, object] | None:
        """Return the columns that the first key would store otherwise, as it would; None where there are none.

        Raises:
            AnswersLocked: one of them cannot be decrypted.
        """
        found = row._mapping  # noqa: SLF001 - as above
        changed: dict[str, object] = {}
        for column in self._columns:
            text = found[column]
            if text is not None and not self._keyring.is_current(text):
                place = self._place(column, found)
                changed[column] = self._keyring.seal(self._keyring.open(text, place), place)
        return changed or None

    def _place(self, column: str, row: Mapping[Any, object]) -> str:
        """Name the column of the row: what its ciphertext is bound to."""
        return to_json([self._name, column, *(row[name] for name in self._identity)])


class Seals:
    """One seal for every table that has one."""

    __slots__ = ("checks", "drafts", "events", "pauses", "replies", "votes")

    def __init__(self, keyring: Keyring = NO_KEYS) -> None:
        self.pauses = Seal(keyring, tables.pauses)
        self.votes = Seal(keyring, tables.votes)
        self.checks = Seal(keyring, tables.checks)
        self.drafts = Seal(keyring, tables.drafts)
        self.events = Seal(keyring, tables.events)
        self.replies = Seal(keyring, tables.replies)


UNSEALED: Final = Seals()
