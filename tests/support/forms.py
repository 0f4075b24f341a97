"""Forms that flows of the tests wait for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class CleanupApproval(RunInput):
    """The commonest form: yes or no, and an optional note."""

    approve: bool = Field(default=False)
    notes: str = Field(default="", description="Why approve/reject?")


class Deployment(RunInput):
    """A form whose rules only the service can check: Slack knows no patterns and no multiples."""

    service: Literal["api", "web"]
    version: str = Field(pattern=r"^v\d+\.\d+$", description="Such as v1.4")
    replicas: int = Field(ge=1, le=20, multiple_of=2)
