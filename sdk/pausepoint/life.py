"""One log line for each step of a pause as its flow sees it, under the logger `pausepoint.life`.

Each record carries `pause`, the id that the service's own lines carry too, and `run`, the flow's run where it has one.
"""

from __future__ import annotations

import logging
from typing import Final

from pausepoint.question import Question

_log: Final = logging.getLogger("pausepoint.life")


def tell(step: str, pause_id: str, question: Question | None, *, outcome: str | None = None) -> None:
    """Log that a pause took a step. It costs next to nothing where nobody listens to INFO."""
    if not _log.isEnabledFor(logging.INFO):
        return
    flow = question.request.flow if question is not None else None
    run = flow.run_id if flow is not None else None
    known = {"pause": pause_id, "step": step, "run": run, "outcome": outcome}
    _log.info("pause %s: %s%s", pause_id, step, f" ({outcome})" if outcome else "", extra=known)
