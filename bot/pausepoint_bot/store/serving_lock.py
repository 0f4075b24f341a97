"""One serving process per SQLite file.

Two would each believe that the effects they wrote are theirs to send, and that only their own commits wake listeners.
Short CLI transactions take no lock.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store.sqlite_file import sqlite_path


class ServingLock:
    """Holds the right to serve from a file, as a context manager.

    The lock is on a file beside the database and is the kernel's (`flock`): it ends with the process, however that
    dies, so a file left behind means nothing. It must not be on the database itself: SQLite locks that one, and
    closing any handle on it would drop SQLite's own locks.
    """

    def __init__(self, url: str) -> None:
        self.path: Path = lock_path(sqlite_path(url))
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            SettingsRefused: another process serves from the database, or the lock's file cannot be written.
        """
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise SettingsRefused(
                f"{self.path} cannot be written ({error.strerror}); it guards the database"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise SettingsRefused(
                f"process {holder or '(unknown)'} already serves from this database and holds {self.path}; "
                "stop it first, or give this one another database"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Give the lock back. Its file stays: removing it could pull it from under the next process."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def lock_path(database: Path) -> Path:
    """Return the file that is locked: beside the database, as SQLite's own `-wal` and `-shm` are."""
    return database.with_name(database.name + "-serving")
