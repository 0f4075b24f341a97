"""Unions inside a union: each choice brings the next one. What was typed stays when the choice changes back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from pausepoint import RunInput


class Now(RunInput):
    """As soon as this is approved."""

    when: Literal["now"] = "now"


class Later(RunInput):
    """At a moment to choose."""

    when: Literal["later"] = "later"
    at: AwareDatetime


class AllAtOnce(RunInput, title="All at once"):
    """With a short outage."""

    strategy: Literal["all at once"] = "all at once"
    start: Annotated[Now | Later, Field(discriminator="when")]


class InBatches(RunInput, title="In batches"):
    """Without an outage."""

    strategy: Literal["in batches"] = "in batches"
    batch_size: int = Field(default=500, ge=1, le=10_000)
    pause_seconds: float = Field(default=0.5, ge=0)


class Plan(RunInput):
    """How the table is migrated."""

    table: str = Field(min_length=1)
    way: Annotated[AllAtOnce | InBatches, Field(discriminator="strategy")]


class Migration(RunInput):
    """A migration to plan."""

    plan: Plan
    notes: str = ""
