"""`python -m tests.bench all`: print figures as a table, and exit with 0 only where every promise holds."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import get_args

from tests.bench.clicks import bench_clicks
from tests.bench.databases import Kind, databases
from tests.bench.floor import running_floor
from tests.bench.flows import Flows, client
from tests.bench.forms import bench_forms
from tests.bench.idle import Empty, bench_idle
from tests.bench.imports import bench_import
from tests.bench.opening import bench_opening
from tests.bench.release import bench_release
from tests.bench.row import Row, print_table
from tests.bench.service import running_service
from tests.bench.submit import bench_submit

MANY = 10_000

Bench = Callable[[Kind, int], AsyncIterator[Row]]


async def release(kind: Kind, many: int) -> AsyncIterator[Row]:
    """One flow waiting, then very many; and what those cost while nothing happens."""
    with databases(kind) as new_database:
        async with running_floor(new_database()) as floor, running_service(new_database()) as service, client() as bot:
            flows = Flows(bot)
            yield await bench_release(service, floor, flows, waiting=1, database=kind)
            empty = Empty.now(service)
            await flows.keep(many)
            yield await bench_idle(service, empty, waiting=many, database=kind)
            yield await bench_release(service, floor, flows, waiting=many, database=kind)
            await flows.end()


async def opening(kind: Kind, many: int) -> AsyncIterator[Row]:
    """Open pauses at the pace of posting that the service has by itself."""
    del many
    with databases(kind) as new_database:
        async with running_floor(new_database()) as floor, running_service(new_database(), post_interval=1) as service:
            yield await bench_opening(service, floor, database=kind)


async def clicks(kind: Kind, many: int) -> AsyncIterator[Row]:
    """Click at a steady rate."""
    del many
    with databases(kind) as new_database:
        async with running_service(new_database()) as service:
            yield await bench_clicks(service, database=kind)


async def submit(kind: Kind, many: int) -> AsyncIterator[Row]:
    """Submit everything at once, to one bot; where several can share the database, to two of them as well."""
    with databases(kind) as new_database:
        for replicas in (1, 2) if kind == "postgres" else (1,):
            url = new_database()
            async with running_service(url, replicas=replicas) as service:
                yield await bench_submit(service, url, at_once=many // 10, database=kind)


BENCHES: dict[str, Bench] = {"release": release, "opening": opening, "clicks": clicks, "submit": submit}
PURE: dict[str, Callable[[], Row]] = {"forms": bench_forms, "import": bench_import}


async def _rows(benches: Sequence[str], kinds: Sequence[Kind], many: int) -> list[Row]:
    rows = [PURE[name]() for name in benches if name in PURE]
    for kind in kinds:
        for name in benches:
            if name in BENCHES:
                async for row in BENCHES[name](kind, many):
                    print(f"{row.what} ({row.database}): {row.measured}", file=sys.stderr, flush=True)
                    rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("bench", choices=["all", *PURE, *BENCHES])
    parser.add_argument("--database", choices=["both", *get_args(Kind)], default="both")
    parser.add_argument("--many", type=int, default=MANY, help="pauses that wait; a tenth of them is submitted at once")
    chosen = parser.parse_args()
    names = [*PURE, *BENCHES] if chosen.bench == "all" else [chosen.bench]
    kinds: Sequence[Kind] = get_args(Kind) if chosen.database == "both" else [chosen.database]
    sys.exit(0 if print_table(asyncio.run(_rows(names, kinds, chosen.many))) else 1)


if __name__ == "__main__":
    main()
