"""What `pausepoint doctor` finds: one thing looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at, how it is, and what to do about it."""

    subject: str
    grade: Literal["ok", "warning", "wrong"]
    detail: str
