"""Which texts the format `duration` accepts: never more than pydantic's timedelta takes. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from pydantic import TypeAdapter, ValidationError

_NUMBER: Final = r"\d{1,9}"
_CLOCK: Final = rf"T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}(?:\.\d{{1,6}})?S)?"
_DURATION: Final = re.compile(
    rf"-?P(?=[\dT])(?:{_NUMBER}W|(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?(?:{_CLOCK})?)", re.ASCII
)
"""ISO 8601; the sign and the fraction are pydantic's, which writes 365 days as a year and reads a month as 30 days."""

_TIMEDELTA: Final = TypeAdapter(timedelta)


def is_duration(text: str) -> bool:
    """Tell an ISO 8601 duration: of weeks, or of years, months, days, hours, minutes and seconds."""
    if not _DURATION.fullmatch(text):
        return False
    try:
        _TIMEDELTA.validate_python(text)
    except ValidationError:  # longer than a timedelta can be
        return False
    return True
