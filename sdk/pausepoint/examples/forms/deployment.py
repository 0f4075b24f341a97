"""Choices and text: which of a few, a text with a pattern, a tick, and a note that may stay blank."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pausepoint import RunInput


class Deployment(RunInput):
    """What to deploy, and where."""

    environment: Literal["staging", "canary", "production"]
    version: str = Field(pattern=r"^v\d+\.\d+\.\d+$", description="As it is tagged, such as v1.4.0.")
    run_migrations: bool = Field(default=True, title="Run the database migrations first")
    notes: str = Field(default="", max_length=500, description="Goes into the deployment log.")
