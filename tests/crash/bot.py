"""The service, again and again: `python -m tests.crash.bot` has imported everything, and forks a service for each line.

A line is `NTH POINT`: the service dies the nth time that it comes to the point, counted from the signal SIGUSR1.
The process says the service's pid, and when it has ended its exit status.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta

import pausepoint_bot.usecases.send_effects
import pausepoint_bot.usecases.settle
from pausepoint_bot.cli import run
from tests.crash.points import Ambush, report_to

LEASE = timedelta(seconds=2)
"""Leases end sooner than in earnest, so that their ends are seen too while the service dies every second."""


def main() -> None:
    """Fork a service for each line, one after the other."""
    pausepoint_bot.usecases.settle.LEASE = LEASE  # type: ignore[misc] # shortened for this process
    pausepoint_bot.usecases.send_effects.LEASE = LEASE  # type: ignore[misc,attr-defined] # as above
    for line in sys.stdin:
        nth, _, point = line.strip().partition(" ")
        pid = os.fork()
        if pid == 0:
            _serve(Ambush(point, int(nth)))
        _say(str(pid))
        _, status = os.waitpid(pid, 0)
        _say(str(os.waitstatus_to_exitcode(status)))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _serve(ambush: Ambush) -> None:
    def arm(_number: int, _frame: object) -> None:
        ambush.is_armed = True

    signal.signal(signal.SIGUSR1, arm)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    report_to(ambush.pass_by)
    try:
        run(["serve"])
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    os._exit(0)


if __name__ == "__main__":
    main()
