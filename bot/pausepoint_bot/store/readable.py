"""Rows that can be decrypted, out of more than those: one that cannot be read must not stand in the way of all others.

No statement here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Row

from pausepoint_bot.store.keyring import AnswersLocked

T = TypeVar("T")

log: Final = structlog.get_logger(__name__)


def readable(rows: Sequence[Row[Any]], read: Callable[[Row[Any]], T]) -> Sequence[T]:
    """Read the rows, but for those whose key is not at hand: they are left as they are, and the log names the first."""
    found: list[T] = []
    locked: list[AnswersLocked] = []
    for row in rows:
        try:
            found.append(read(row))
        except AnswersLocked as failure:
            locked.append(failure)
    if locked:
        log.warning("left alone, as it cannot be read", detail=locked[0].detail, rows=len(locked))
    return found


def first_readable(
    portion: Callable[[int], Sequence[Row[Any]]], read: Callable[[Row[Any]], T], *, size: int
) -> Sequence[T]:
    """Read the first portion of `size` rows with readable ones among them; `portion` is told how many to pass over."""
    past = 0
    while True:
        rows = portion(past)
        found = readable(rows, read)
        if found or len(rows) < size:
            return found
        past += size
