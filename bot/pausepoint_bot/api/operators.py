"""What operators are told, as bodies of answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """Body of `GET /healthz`."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Body of `GET /readyz`: for each thing the service needs, `ok` or what is wrong with it.

    `notes` are what an operator should know and what does not make the service unready.
    """

    ready: bool
    checks: dict[str, str]
    notes: dict[str, str] = Field(default_factory=dict)
