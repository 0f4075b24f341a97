"""Encrypt with the first key what stands in the database otherwise: in clear, or under an older key.

Row by row in short transactions, beside serving processes. A row that one of them changes meanwhile is left to it: it
writes with the first key anyway. Begun again after a crash, it finds what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, Table, and_, select, tuple_, update

from pausepoint_bot.store.failures import Interrupted, translated
from pausepoint_bot.store.keyring import AnswersLocked, Keyring
from pausepoint_bot.store.seals import SEALED, Seal

BATCH: Final = 200
_ATTEMPTS: Final = 5
REST_SECONDS: Final = 0.15
"""Whoever waits to write to an SQLite file looks again every tenth of a second at the latest (its busy handler): a
service whose turn never came would tell people that their answers could not be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What became of some rows of a table. `locked` says of each that could not be decrypted why; it was left alone."""

    table: str
    looked_at: int
    changed: int
    locked: tuple[str, ...] = ()


def reseal(engine: Engine, keyring: Keyring, *, rest: Callable[[float], None] = time.sleep) -> Iterator[Resealed]:
    """Walk through every table, a batch at a time; tell of each batch once it is durable.

    Where only one can write at a time, others have their turn between the batches: `rest` takes the seconds.

    Raises:
        StoreFailed: the database could not be read or written. What was told of before is kept.
    """
    for table in SEALED:
        seal, last = Seal(keyring, table), None
        while found := _persevering(engine, table, seal, last):
            last, told = found
            yield told
            if told.looked_at == BATCH and engine.dialect.name == "sqlite":
                rest(REST_SECONDS)


_Last = tuple[Any, ...] | None
_Batch = tuple[_Last, Resealed] | None


def _persevering(engine: Engine, table: Table, seal: Seal, last: _Last) -> _Batch:
    for _ in range(_ATTEMPTS - 1):
        try:
            return _one_batch(engine, table, seal, last)
        except Interrupted:
            continue
    return _one_batch(engine, table, seal, last)


def _one_batch(engine: Engine, table: Table, seal: Seal, last: _Last) -> _Batch:
    identity = tuple(table.primary_key)
    query = select(*identity, *(table.c[name] for name in SEALED[table])).order_by(*identity).limit(BATCH)
    if last is not None:
        query = query.where(tuple_(*identity) > last)
    with translated("encrypting what is stored"), engine.begin() as connection:
        rows = connection.execute(query).all()
        if not rows:
            return None
        changed, locked = _reseal_rows(connection, table, seal, rows)
    told = Resealed(table=table.name, looked_at=len(rows), changed=changed, locked=tuple(locked))
    return tuple(rows[-1])[: len(identity)], told


def _reseal_rows(connection: Connection, table: Table, seal: Seal, rows: Sequence[Row[Any]]) -> tuple[int, list[str]]:
    changed, locked = 0, []
    for row in rows:
        try:
            becomes = seal.resealed(row)
        except AnswersLocked as failure:
            locked.append(failure.detail)
            continue
        if becomes:
            changed += _replace(connection, table, row, becomes)
    return changed, locked


def _replace(connection: Connection, table: Table, row: Row[Any], becomes: dict[str, object]) -> int:
    """Store the columns, unless somebody has changed them since they were read."""
    was = row._mapping  # noqa: SLF001 - SQLAlchemy's documented way to read a row by name
    same = [column == was[column.name] for column in table.primary_key]
    same += [table.c[name] == was[name] for name in becomes]
    return connection.execute(update(table).where(and_(*same)).values(becomes)).rowcount
