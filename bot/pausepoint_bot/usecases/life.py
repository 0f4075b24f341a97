"""The steps of a pause's life, as operators are told of them: noted in the transaction, told once it is durable. Pure.

They carry ids and words of ours, and nothing that a person typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

from pausepoint.wire import Event
from pausepoint_bot.pauses import (
    Approver,
    Cancelled,
    Decided,
    Expired,
    Failed,
    Held,
    Pause,
    PauseId,
    Waiting,
)

StepKind = Literal["opened", "announced", "answered", "held", "decided", "expired", "cancelled", "failed", "released"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeStep:
    """One step. `run` is the flow's run, `by` the ids of whoever took it, `outcome` what came of it in one word.

    `seconds` have gone by since the pause was opened; None where that is not known.
    """

    kind: StepKind
    pause: PauseId
    run: str | None
    seconds: float | None = None
    by: tuple[str, ...] = ()
    outcome: str | None = None


def step_of(pause: Pause, kind: StepKind, *, now: datetime, by: tuple[Approver, ...] = ()) -> LifeStep:
    """Return a step that the pause takes while it can still change."""
    return LifeStep(
        kind=kind,
        pause=pause.id,
        run=run_of(pause),
        seconds=(now - pause.question.opened_at).total_seconds(),
        by=tuple(who.id for who in by),
    )


def last_step_of(pause: Pause, *, now: datetime) -> LifeStep:
    """Return the step that ended the pause.

    Raises:
        ValueError: it has not ended.
    """
    kind, by, outcome = _end_of(pause)
    seconds = (now - pause.question.opened_at).total_seconds()
    return LifeStep(kind=kind, pause=pause.id, run=run_of(pause), seconds=seconds, by=by, outcome=outcome)


def released_by_callback(pause: Pause) -> LifeStep:
    """Return the step that a flow took when its callback was accepted."""
    return LifeStep(kind="released", pause=pause.id, run=run_of(pause), outcome="callback")


def released_by_feed(event: Event) -> LifeStep:
    """Return the step that a flow took when it had read its pause's end in its feed."""
    return LifeStep(kind="released", pause=PauseId(event.pause), run=None, outcome="feed")


def run_of(pause: Pause) -> str | None:
    """Return the id of the flow's run, where the flow gave one."""
    return pause.question.flow.run_id if pause.question.flow else None


def _end_of(pause: Pause) -> tuple[StepKind, tuple[str, ...], str | None]:
    match pause.status:
        case Decided(decision=decision):
            return "decided", tuple(who.id for who in decision.by), decision.verdict.value
        case Cancelled(reason=reason):
            return "cancelled", (), reason
        case Failed(code=code):
            return "failed", (), code
        case Expired():
            return "expired", (), None
        case Waiting() | Held():
            raise ValueError(f"pause {pause.id} has not ended")
        case _:
            assert_never(pause.status)
