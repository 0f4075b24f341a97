"""What each kind of database offers to the rest of the service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from pausepoint_bot.store.keyring import Keyring
from pausepoint_bot.store.schema import SchemaState
from pausepoint_bot.usecases.ports import Store, UnitOfWork


class OpenStore(Store, Protocol):
    """A store that can be closed before its context ends, and that knows whether it can still be written."""

    async def trouble(self) -> str | None:
        """Say why nothing can be written; None where it can. Finds out by writing; answers within about a second.

        One slow write is no trouble, a write that never ends is. Whoever asks often costs the disk nothing more.
        """
        ...

    async def close(self) -> None:
        """Finish what was handed over and give the database back. Closing twice does no harm."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """The doors to one kind of database; each takes its URL, and where answers are read or written, the keys.

    `upkeep` is an engine for what is done to all rows, in transactions beside those of serving processes. `scrub` takes
    out of the files what is no longer in the tables, as far as that can be done now; False where it could not.
    """

    open: Callable[[str, Keyring], AbstractAsyncContextManager[OpenStore]]
    transaction: Callable[[str, Keyring], AbstractContextManager[UnitOfWork]]
    state: Callable[[str], SchemaState]
    upgrade: Callable[[str], str]
    serving_lock: Callable[[str], AbstractContextManager[object]]
    upkeep: Callable[[str], AbstractContextManager[Engine]]
    scrub: Callable[[str], bool]
