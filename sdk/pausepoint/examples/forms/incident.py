"""A part that may be left out as a whole: tick it, and its fields appear."""

from __future__ import annotations

from typing import Literal

from pydantic import AnyHttpUrl, Field

from pausepoint import RunInput


class StatusPage(RunInput):
    """What customers read."""

    headline: str = Field(min_length=5, max_length=80)
    impact: Literal["none", "minor", "major", "critical"] = "minor"
    link: AnyHttpUrl | None = None


class Incident(RunInput):
    """How to go on with an incident."""

    severity: Literal[1, 2, 3, 4] = Field(description="1 wakes people up.")
    summary: str = Field(min_length=1, json_schema_extra={"multiline": True})
    status_page: StatusPage | None = Field(default=None, description="Tell the customers?")
