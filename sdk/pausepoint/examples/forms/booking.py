"""Rules over several fields: the class itself is asked before an answer counts, and its words stand in the form."""

from __future__ import annotations

from typing import Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from pausepoint import RunInput

_BLOCKED = frozenset({"atlas", "hermes"})


class Booking(RunInput):
    """A cluster to reserve."""

    cluster: str = Field(min_length=1, description="Such as apollo; atlas and hermes are being repaired.")
    start: AwareDatetime
    end: AwareDatetime

    @field_validator("cluster")
    @classmethod
    def _is_free(cls, cluster: str) -> str:
        if cluster in _BLOCKED:
            raise ValueError(f"{cluster} is being repaired")
        return cluster

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self
