"""Votes and the decision they make. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import JsonValue


class Verdict(StrEnum):
    """`answered` releases the values; `rejected` raises `PauseRejected` in the flow."""

    ANSWERED = "answered"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who decided: a Slack user id with its workspace, or `token:<name>`. The name is for display only."""

    id: str
    team: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one approver says. `values` is the checked submission; None where there is no form or a rejection."""

    approver: Approver
    verdict: Verdict
    values: Mapping[str, JsonValue] | None
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The outcome: what was decided, by whom, when.

    `forgotten` tells that `values` and `reason` were deleted since, as they are after a time where that was asked for.
    """

    verdict: Verdict
    values: Mapping[str, JsonValue] | None
    reason: str | None
    by: tuple[Approver, ...]
    at: datetime
    forgotten: bool = False

    @property
    def lacks_values(self) -> bool:
        """Whether there were values, and they are no longer known."""
        return self.forgotten and self.verdict is Verdict.ANSWERED
