"""What can go wrong with the database, and the one place where its driver's errors become ours.

StoreFailed        the database could not be read or written: nothing of the transaction was kept
|- Conflict        a row that may exist only once is there already: someone else was first
|- Interrupted     another transaction, or a lost connection, came in between: it may be run again at once
|- OutcomeUnknown  the connection was lost at the commit: whether anything was kept cannot be told
`- StoreClosed     the store was closed before the transaction began
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from pausepoint_bot.errors import PausepointError


class StoreFailed(PausepointError):
    """Raised when the database could not be read or written. Nothing of the transaction was kept; it may be retried."""

    code = "store_failed"


class Conflict(StoreFailed):
    """Raised when a row that may exist only once is there already (a key, a token's hash, a reply)."""

    code = "conflict"


class Interrupted(StoreFailed):
    """Raised when the database took the transaction back for another's sake, or its connection was lost before."""

    code = "interrupted"


class OutcomeUnknown(StoreFailed):
    """Raised when the connection was lost while the transaction was committed: it may have been kept, or not."""

    code = "outcome_unknown"


class StoreClosed(StoreFailed):
    """Raised when a transaction is asked of a store that was closed."""

    code = "store_closed"


_TAKEN_BACK: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock (PostgreSQL's SQLSTATEs)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise the driver's errors as ours. Their text leaves out the statement and the row: their values may be secret.

    Raises:
        Conflict: a uniqueness rule was broken.
        Interrupted: the transaction may be run again at once.
        StoreFailed: anything else the database reports, such as a full disk or a lock that nobody gives back.
    """
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"{doing} failed: {_said(error)}") from error
    except DBAPIError as error:
        kind = Interrupted if _may_be_run_again(error) else StoreFailed
        raise kind(f"{doing} failed: {_said(error)}") from error
    except SQLAlchemyError as error:
        raise StoreFailed(f"{doing} failed: {error}") from error
    except StopIteration:
        # A future cannot carry a StopIteration: whoever awaits it would wait for ever. Nor can it be the cause,
        # because a context manager would then take it for its own and raise it again.
        raise RuntimeError(f"{doing} ended in a StopIteration that nobody caught") from None


@contextmanager
def committing() -> Iterator[None]:
    """Tell a commit that failed from one of which nobody knows.

    Raises:
        OutcomeUnknown: the connection was lost.
    """
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown(f"the database was lost at a commit, which it may have made: {_said(error)}") from error


def _may_be_run_again(error: DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _TAKEN_BACK


def _said(error: DBAPIError) -> str:
    """Return what the database says, without the detail in which PostgreSQL shows the row at fault."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "message_primary", None) or " ".join(str(error.orig).split())
