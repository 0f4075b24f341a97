"""Moments as the database keeps them: whole microseconds since 1970 in UTC, which sort and compare exactly. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Return the moment as an integer.

    Raises:
        TypeError: the moment is naive; whose clock it was read from is not known.
    """
    return (moment - _EPOCH) // _MICROSECOND


def to_micros_or_none(moment: datetime | None) -> int | None:
    """Return the moment as an integer, or None as it is."""
    return None if moment is None else to_micros(moment)


def from_micros(micros: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def from_micros_or_none(micros: int | None) -> datetime | None:
    """Return the moment in UTC, or None as it is."""
    return None if micros is None else from_micros(micros)
