"""Many flows that wait in one process: `python -m tests.crash.many_flows NAME COUNT`.

Each asks with its number in the title. The last line is JSON: how many got which answer, and the memory that it took.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys

from pausepoint import PauseError, apause_flow_run
from tests.crash.forms import Tap

CHANNELS = 16


def is_approved(number: int) -> bool:
    """Tell what the flow of a number is to be answered."""
    return number % 2 == 0


def channel_of(number: int) -> str:
    """Name the channel of a number: messages in one channel leave one after the other."""
    return f"#many{number % CHANNELS}"


async def _flow(name: str, number: int) -> str:
    try:
        answer = await apause_flow_run(Tap, timeout=None, title=f"{name} {number}", channel=channel_of(number))
    except PauseError as error:
        return repr(error)
    return "right" if answer.approve == is_approved(number) else f"wrong: {number} got {answer!r}"


async def _all(name: str, count: int) -> None:
    ends = await asyncio.gather(*(_flow(name, number) for number in range(count)))
    wrong = [end for end in ends if end != "right"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"right": len(ends) - len(wrong), "wrong": wrong[:5], "mebibytes": memory}))


if __name__ == "__main__":
    asyncio.run(_all(sys.argv[1], int(sys.argv[2])))
