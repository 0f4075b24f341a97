"""Wrong uses of the SDK that a type checker must refuse: each line says which error it expects of mypy."""

from __future__ import annotations

from pausepoint import RunInput, pause_flow_run


class Approval(RunInput):
    approve: bool = False


def mistakes() -> None:
    wrong: str = pause_flow_run(Approval)  # E: assignment
    pause_flow_run(Approval, titel="x")  # E: call-overload
    pause_flow_run(Approval, timeout="soon")  # E: call-overload
    print(pause_flow_run(Approval).aprove)  # E: attr-defined
    pause_flow_run(Approval, 60, None, "key", "title")  # E: call-overload
    print(wrong)
