"""Lists of choices: boxes to tick while they are few, a menu of several when they are many; how many may be bounded."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class Weekday(StrEnum):
    """A day on which somebody is there to help."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"


Region = Literal[
    "af-south-1",
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-2",
]


class Rollout(RunInput):
    """Where and when to roll out."""

    regions: list[Region] = Field(min_length=1, max_length=4, description="In this order.")
    days: set[Weekday] = Field(min_length=1, description="On which days it may go on.")
    skip: list[Literal["smoke tests", "load tests", "announcement"]] = Field(default=[], title="Leave out")
