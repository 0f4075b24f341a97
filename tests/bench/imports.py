"""What `import pausepoint` costs, against defining one empty pydantic model in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.floor import median
from tests.bench.row import Row, in_ms

TIMES = 1.5
_EMPTY_MODEL = "from pydantic import BaseModel\nclass Empty(BaseModel): pass"


def bench_import(rounds: int = 15) -> Row:
    """Take both in turn."""
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(_run(_EMPTY_MODEL))
        ours.append(_run("import pausepoint"))
    ratio = median(ours) / median(floor)
    return Row(
        what="import pausepoint",
        floor=f"empty model {in_ms(median(floor))}",
        measured=f"{in_ms(median(ours))} = {ratio:.2f} x",
        promise=f"<= {TIMES} x",
        kept=ratio <= TIMES,
    )


def _run(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin
