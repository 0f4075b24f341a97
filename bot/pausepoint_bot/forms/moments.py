"""Dates and times as text: which texts the formats `date`, `time`, `date-time` and `date-time-local` accept.

A subset of what pydantic reads (its number-like and compact forms are left out), so that an accepted text always makes
a valid object. Seconds may be left out, the `T` may be a space; a `date-time` has an offset, a `date-time-local` none
(RFC 3339; OpenAPI Format Registry). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Final, TypeVar

_Moment = TypeVar("_Moment", date, time, datetime)

_DATE: Final = r"\d{4}-\d{2}-\d{2}"
_TIME: Final = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
_OFFSET: Final = r"(?:[Zz]|[+-]\d{2}:\d{2})"
_DATE_TEXT: Final = re.compile(_DATE, re.ASCII)
_TIME_TEXT: Final = re.compile(f"{_TIME}{_OFFSET}?", re.ASCII)
_INSTANT_TEXT: Final = re.compile(f"{_DATE}[Tt ]{_TIME}{_OFFSET}", re.ASCII)
_WALL_TEXT: Final = re.compile(f"{_DATE}[Tt ]{_TIME}", re.ASCII)


def read_date(text: str) -> date | None:
    """Read `2026-01-31`."""
    return _read(_DATE_TEXT, text, date.fromisoformat)


def read_time(text: str) -> time | None:
    """Read `14:30`, with or without seconds, a fraction and an offset."""
    return _read(_TIME_TEXT, text.upper(), time.fromisoformat)


def read_instant(text: str) -> datetime | None:
    """Read a date and time with an offset, into UTC."""
    return _read(_INSTANT_TEXT, text, _in_utc)


def read_wall_time(text: str) -> datetime | None:
    """Read a date and time without an offset."""
    return _read(_WALL_TEXT, text, datetime.fromisoformat)


def write_instant(instant: datetime) -> str:
    """Write in UTC with a `Z`, as RFC 3339 and pydantic do."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def write_time(moment: time) -> str:
    """Write with seconds, and UTC as `Z`."""
    return moment.isoformat().replace("+00:00", "Z")


def _in_utc(text: str) -> datetime:
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def _read(grammar: re.Pattern[str], text: str, read: Callable[[str], _Moment]) -> _Moment | None:
    if not grammar.fullmatch(text):
        return None
    try:
        return read(text)
    except (ValueError, OverflowError):  # the 31st of February; a year that leaves the calendar in UTC
        return None
