"""Row locks, for databases on which transactions run side by side. SQLite has one writer: there they are left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from pausepoint_bot.store.tables import pauses


def locking_pauses(query: Select[Any], *, skip_locked: bool = False) -> Select[Any]:
    """Return the query, locking the pauses it reads until the transaction ends.

    The lock is FOR NO KEY UPDATE: a vote or a draft may be added meanwhile, whose foreign key only needs the row to
    stay.
    """
    return query.with_for_update(of=pauses, key_share=True, skip_locked=skip_locked)
