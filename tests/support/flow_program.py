"""A flow to run as a process of its own: `python -m tests.support.flow_program --title T [--form F] [--key K]
[--timeout S] [--channel C]`.

Its last line is JSON: the answer and who gave it, or the error that ended it.
"""

from __future__ import annotations

import argparse
import json

from pausepoint import PauseError, RunInput, decision_of, pause_flow_run
from tests.support.checked_forms import Gated, Window
from tests.support.forms import CleanupApproval

FORMS: dict[str, type[RunInput]] = {"cleanup": CleanupApproval, "window": Window, "gated": Gated}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--title", required=True)
    parser.add_argument("--form", choices=FORMS, default="cleanup")
    parser.add_argument("--key")
    parser.add_argument("--channel")
    parser.add_argument("--timeout", type=float, default=120)
    return parser.parse_args()


def main() -> None:
    """Ask, wait, and print what came back."""
    given = _arguments()
    try:
        form = FORMS[given.form]
        answer = pause_flow_run(
            form, given.timeout, key=given.key, title=given.title, channel=given.channel, flow_name="cleanup"
        )
    except PauseError as error:
        print(json.dumps({"error": type(error).__name__, "says": str(error)}))
        return
    decision = decision_of(answer)
    by = [who.id for who in decision.by] if decision else []
    print(json.dumps({"answer": answer.model_dump(mode="json"), "by": by}))


if __name__ == "__main__":
    main()
