"""What can go wrong with the database, and the one place where its driver's errors become ours.

StoreFailed        the database could not be read or written: nothing of the transaction was kept
|- Conflict        a row that may exist only once is there already: someone else was first
`- StoreClosed     the store was closed before the transaction began
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from pausepoint_bot.errors import PausepointError


class StoreFailed(PausepointError):
    """Raised when the database could not be read or written. Nothing of the transaction was kept; it may be retried."""

    code = "store_failed"


class Conflict(StoreFailed):
    """Raised when a row that may exist only once is there already (a key, a token's hash, a reply)."""

    code = "conflict"


class StoreClosed(StoreFailed):
    """Raised when a transaction is asked of a store that was closed."""

    code = "store_closed"


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise the driver's errors as ours. Their text leaves out the statement: its values may be secret.

    Raises:
        Conflict: a uniqueness rule was broken.
        StoreFailed: anything else the database reports, such as a full disk or a lock that nobody gives back.
    """
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"{doing} failed: {error.orig}") from error
    except DBAPIError as error:
        raise StoreFailed(f"{doing} failed: {error.orig}") from error
    except SQLAlchemyError as error:
        raise StoreFailed(f"{doing} failed: {error}") from error
    except StopIteration:
        # A future cannot carry a StopIteration: whoever awaits it would wait for ever. Nor can it be the cause,
        # because a context manager would then take it for its own and raise it again.
        raise RuntimeError(f"{doing} ended in a StopIteration that nobody caught") from None
