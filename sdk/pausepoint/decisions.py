"""Who decided what: the public value, and how an answer carries it. No I/O.

A decision rides in the answer's `__dict__` under a name that is no field. Pydantic copies and pickles that mapping
whole but compares, dumps, iterates, hashes and prints fields only, so the decision follows every copy and changes
nothing else.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel

_SLOT: Final = "__pausepoint_decision__"
_last: ContextVar[Decision | None] = ContextVar("pausepoint_last_decision", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Someone who decided: `id` is a Slack user id or `token:<name>`, `team` the person's Slack workspace."""

    id: str
    team: str | None = None
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by whom and when. `permalink` leads to the Slack message that asked."""

    verdict: Literal["answered", "rejected"]
    by: tuple[Approver, ...]
    at: datetime
    permalink: str | None = None
    reason: str | None = None


def decision_of(answer: BaseModel) -> Decision | None:
    """Return who gave this answer and when; None for a model that did not come from a pause.

    A function and not an attribute, so that no field of yours can collide with it. Survives copy, pickle and
    `model_copy`. For a bare value such as `str`, or a plain approval, ask `last_decision()`.
    """
    decision = getattr(answer, "__dict__", {}).get(_SLOT)
    return decision if isinstance(decision, Decision) else None


def last_decision() -> Decision | None:
    """Return the decision of the last pause that ended in the calling thread or asyncio task; None before the first.

    A rejection counts: it is there when `PauseRejected` is caught.
    """
    return _last.get()


def attach_decision(answer: object, decision: Decision) -> None:
    """Make `decision_of(answer)` return `decision`; a value that is not a model is left alone."""
    if isinstance(answer, BaseModel):
        answer.__dict__[_SLOT] = decision


def remember_decision(decision: Decision) -> None:
    """Make `last_decision()` return `decision` in the calling context."""
    _last.set(decision)
