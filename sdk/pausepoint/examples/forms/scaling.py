"""Numbers with bounds: whole ones, steps, fractions, and a choice among numbers that stays a number."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class Scaling(RunInput):
    """How much to scale out."""

    replicas: int = Field(ge=2, le=40, multiple_of=2, description="Evenly over both zones.")
    cpu_target: float = Field(default=0.7, gt=0, lt=1, title="CPU target", description="Share of a core.")
    memory_gib: Literal[4, 8, 16, 32] = Field(default=8, title="Memory per replica (GiB)")
