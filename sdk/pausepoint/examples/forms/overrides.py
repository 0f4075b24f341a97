"""Values of an open shape: a dict, a list of objects, anything at all. They are written, and checked, as JSON."""

from __future__ import annotations

from pydantic import Field, JsonValue

from pausepoint import RunInput


class Step(RunInput):
    """A step to run again."""

    name: str = Field(min_length=1)
    attempts: int = Field(default=1, ge=1, le=5)


class Overrides(RunInput):
    """What to change for this one run."""

    labels: dict[str, str] = Field(default={}, description='Such as {"team": "data"}.')
    steps: list[Step] = Field(min_length=1, description='Such as [{"name": "load", "attempts": 2}].')
    payload: JsonValue = Field(default=None, description="Handed to the first step as it is.")
