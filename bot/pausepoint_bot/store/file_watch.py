"""Whether the SQLite file that is open is still the one at its path.

SQLite holds on to a file that was deleted or replaced, and writes on into what nobody will find again. So every commit
looks first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from pausepoint_bot.store.failures import StoreFailed

_RESTART: Final = "put it back, or restart the service"


class _Identity(NamedTuple):
    device: int
    inode: int


class FileWatch:
    """Knows the file as it was when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = path.with_name(path.name + "-wal")
        self._opened = _identity(path)

    def require_same(self) -> None:
        """Look whether the path still leads to the file that is open.

        Raises:
            StoreFailed: it does not. What is written now would be lost.
        """
        found = _identity(self._path)
        if found is None:
            raise StoreFailed(f"the database file {self._path} was deleted or moved away; {_RESTART}")
        if found != self._opened:
            raise StoreFailed(f"the database file {self._path} was replaced while it was in use; {_RESTART}")

    def require_whole(self) -> None:
        """Look, inside a transaction, whether the write-ahead log is there too. Outside of one there may be none.

        Raises:
            StoreFailed: something is missing. What is written now would be lost.
        """
        self.require_same()
        if not self._log.exists():
            raise StoreFailed(f"{self._log}, a part of the database, was deleted while it was in use; {_RESTART}")


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Identity(found.st_dev, found.st_ino)
