"""`python -m tests.bench NAME`: print figures, and exit with 0 only where the promises hold."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.bench.forms import bench_forms
from tests.bench.imports import bench_import
from tests.bench.release import bench_release
from tests.bench.submit import bench_submit


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    benches = parser.add_subparsers(dest="bench", required=True)
    benches.add_parser("release", help="signed submit -> flow continues")
    submit = benches.add_parser("submit", help="many submissions at once")
    submit.add_argument("--at-once", type=int, default=1000)
    benches.add_parser("import", help="import pausepoint")
    benches.add_parser("forms", help="schema -> form -> modal, and what was typed -> checked answer")
    chosen = parser.parse_args()
    match chosen.bench:
        case "release":
            kept = asyncio.run(bench_release())
        case "submit":
            kept = asyncio.run(bench_submit(chosen.at_once))
        case "forms":
            kept = bench_forms()
        case _:
            kept = bench_import()
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
