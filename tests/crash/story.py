"""One pause as seen from outside: what people tried, what they were told, and what its flow heard. Data only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pausepoint.wire import PauseView


@dataclass(slots=True, kw_only=True)
class Story:
    """A pause with a title of its own, on which nothing but this can have an effect.

    An ending is written as a word and its value, the same way by everyone who tells of it. `told` are the answers that
    the person saw accepted. `may_end` are the words it may end with. `is_raw`: its releases were recorded one by one.
    """

    kind: str
    title: str
    channel: str
    may_end: frozenset[str]
    tried: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    lost: str = ""
    is_raw: bool = False


def answered(values: Mapping[str, object] | None) -> str:
    """Write down an answer."""
    return "answered " + json.dumps(values, sort_keys=True)


def rejected(reason: str | None) -> str:
    """Write down a rejection."""
    return f"rejected {reason}"


def cancelled(reason: str | None) -> str:
    """Write down a withdrawal."""
    return f"cancelled {reason}"


EXPIRED = "expired"


def ending_of(view: PauseView) -> str:
    """Write down how a pause has ended; its state alone, where it has not or nobody decided."""
    decision = view.decision
    if decision is not None:
        return answered(decision.values) if decision.verdict == "answered" else rejected(decision.reason)
    return cancelled(view.cancel_reason) if view.state == "cancelled" else view.state
