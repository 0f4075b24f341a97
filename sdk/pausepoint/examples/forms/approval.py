"""The smallest form: one bool. Its message carries the two buttons, so a decision is one tap."""

from __future__ import annotations

from pydantic import Field

from pausepoint import RunInput


class Approval(RunInput):
    """May the flow go on?"""

    approve: bool = Field(default=False, description="Delete the 42 flow runs for good?")
