"""What came back for a delivery, and what a repetition says of itself. Values only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Acked:
    """The app answered in time with success; `body` is the JSON, the raw text if it is none, or None if empty."""

    body: object


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAck:
    """The app did not answer as it must; `reason` is for the log, people only see the connection banner."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """The number of a repetition, from 1 on, and in a word why there is one."""

    number: int
    reason: str


Reply: TypeAlias = Acked | NoAck


def acked(raw: str) -> Acked:
    """Read an answer's body."""
    if not raw:
        return Acked(body=None)
    try:
        return Acked(body=json.loads(raw))
    except ValueError:
        return Acked(body=raw)
