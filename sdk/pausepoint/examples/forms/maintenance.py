"""Dates and times. A moment is asked with the picker and comes back in UTC; a wall time stays exactly as typed."""

from __future__ import annotations

from datetime import date, time

from pydantic import AwareDatetime, Field, NaiveDatetime

from pausepoint import RunInput


class Maintenance(RunInput):
    """When to take the database down."""

    day: date = Field(description="The day on which customers are told.")
    quiet_from: time = Field(description="When the batch jobs stop.")
    begin: AwareDatetime = Field(description="The same moment for everybody, wherever they are.")
    shop_reopens: NaiveDatetime = Field(description="On the clock of the shop, whatever its time zone.")
