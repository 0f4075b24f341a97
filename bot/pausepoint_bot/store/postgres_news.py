"""What one process tells the others that share its database: a few ids in a notification, sent with the commit.

A notification is part of its transaction: others hear of it once it is durable, and not at all if it is not. It says
where to look and never what is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection, bindparam, func, select

from pausepoint_bot.pauses import CheckId, ListenerId
from pausepoint_bot.usecases.ports import Committed

CHANNEL: Final = "pausepoint"

MISSED: Final = Committed(owing=True, deadlines=True, missed=True)
"""Told where it is not known what others have committed."""

_MOST_IDS: Final = 80
"""Of each kind in one notification: PostgreSQL takes less than 8,000 bytes, and ids have up to 44 characters."""

_TELL: Final = select(func.pg_notify(CHANNEL, bindparam("payload")))


class _Told(BaseModel):
    """A notification's payload. Unknown members are left alone: a newer process may say more."""

    sender: str
    owing: bool = False
    deadlines: bool = False
    listeners: list[str] = Field(default_factory=list)
    checks: list[str] = Field(default_factory=list)


def tell_others(connection: Connection, committed: Committed, *, sender: str) -> None:
    """Send, with the transaction's commit, what other processes may be waiting for. Claims are nobody else's affair."""
    for payload in _payloads(committed, sender):
        connection.execute(_TELL, {"payload": payload})


def heard(payload: str, *, own: str) -> Committed:
    """Read a notification; what this process sent itself, or what is none of ours, tells nothing."""
    try:
        told = _Told.model_validate_json(payload)
    except ValidationError:
        return Committed()
    if told.sender == own:
        return Committed()
    return Committed(
        owing=told.owing,
        deadlines=told.deadlines,
        listeners=frozenset(map(ListenerId, told.listeners)),
        checks=frozenset(map(CheckId, told.checks)),
    )


def _payloads(committed: Committed, sender: str) -> Iterator[str]:
    said: dict[str, object] = {name: True for name in ("owing", "deadlines") if getattr(committed, name)}
    listeners, checks = _portions(sorted(committed.listeners)), _portions(sorted(committed.checks))
    for some_listeners, some_checks in zip_longest(listeners, checks, fillvalue=()):
        yield _payload(sender, {**said, "listeners": some_listeners, "checks": some_checks})
        said = {}
    if said:
        yield _payload(sender, said)


def _payload(sender: str, said: dict[str, object]) -> str:
    return json.dumps({"sender": sender, **said}, separators=(",", ":"))


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _MOST_IDS] for start in range(0, len(ids), _MOST_IDS))
