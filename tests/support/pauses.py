"""Pauses for tests: a waiting one, with whatever matters to the test changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Final

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Pause, PauseId, Question
from pausepoint_bot.usecases.open_pause import question_from

NOON: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)

_numbers = count(1)


def a_pause_id() -> PauseId:
    """Return a fresh id; they sort by age."""
    return PauseId(f"pau_{next(_numbers):026d}")


def a_question(request: OpenPause | None = None, *, owner: str = "flows", now: datetime = NOON) -> Question:
    """Return what `request` asks; by default a plain approval."""
    return question_from(request or OpenPause(title="Delete 42 runs"), id_=a_pause_id(), owner=owner, now=now)


def a_pause(request: OpenPause | None = None, **changes: object) -> Pause:
    """Return a waiting pause, with `changes` to its fields."""
    return replace(Pause(question=a_question(request)), **changes)  # type: ignore[arg-type] # a test's own business
