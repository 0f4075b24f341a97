"""Everything may stay blank. A blank is None, never an empty text or a zero, and the form says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from pydantic import Field

from pausepoint import RunInput


class Survey(RunInput):
    """What you know about the failed run."""

    seen_before: bool | None = None
    cause: Literal["code", "data", "network"] | None = None
    first_seen: date | None = None
    lost_rows: int | None = Field(default=None, ge=0)
    delay: timedelta | None = Field(default=None, description="Such as PT1H30M.")
    run: UUID | None = Field(default=None, title="Run id")
    notes: str | None = None
