"""What `import pausepoint` costs, against defining one empty pydantic model in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.floor import median

TIMES = 1.5
_EMPTY_MODEL = "from pydantic import BaseModel\nclass Empty(BaseModel): pass"


def bench_import(rounds: int = 15) -> bool:
    """Print both medians; return whether the promise holds."""
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(_run(_EMPTY_MODEL))
        ours.append(_run("import pausepoint"))
    ratio = median(ours) / median(floor)
    holds = ratio <= TIMES
    print(f"import pausepoint: {median(ours) * 1e3:.0f} ms; an empty pydantic model: {median(floor) * 1e3:.0f} ms")
    print(f"ratio {ratio:.2f}, promise <= {TIMES}: {'kept' if holds else 'NOT KEPT'}")
    return holds


def _run(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin
