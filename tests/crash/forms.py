"""What is asked. Every answer carries a number that nobody gave before, so that two answers can be told apart."""

from __future__ import annotations

import time

from pydantic import field_validator

from pausepoint import RunInput

REFUSED, SLOW = "refused-", "slow-"
_SLOW_SECONDS = 1.8
"""Longer than a person waits in front of a form that is being checked."""


class Ticket(RunInput):
    """A number, typed into a form."""

    number: str


class Tap(RunInput):
    """Yes or no, with one tap."""

    approve: bool = False


class Checked(RunInput):
    """A number that the flow's class has a say in."""

    number: str

    @field_validator("number")
    @classmethod
    def must_please(cls, value: str) -> str:
        """Refuse what asks for it; be slow where asked."""
        if SLOW in value:
            time.sleep(_SLOW_SECONDS)
        if REFUSED in value:
            raise ValueError("Not this one.")
        return value


class CheckedTap(RunInput):
    """Yes or no; Yes is refused, and it takes long to find out."""

    approve: bool = False

    @field_validator("approve")
    @classmethod
    def must_decline(cls, value: bool) -> bool:  # noqa: FBT001 - pydantic's signature
        """Think, then refuse."""
        if value:
            time.sleep(_SLOW_SECONDS)
            raise ValueError("Not today.")
        return value
