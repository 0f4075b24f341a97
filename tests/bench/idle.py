"""What ten thousand pauses cost while nothing happens: processor time and memory of the bot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import psutil

from tests.bench.row import Row
from tests.bench.service import Service

_WATCHED_SECONDS = 20.0
_SHARE = 0.01
_MIB = 2**20
_MORE_MIB = 100


@dataclass(frozen=True, slots=True)
class Empty:
    """The bot before there was anything to wait for."""

    memory: int

    @classmethod
    def now(cls, service: Service) -> Empty:
        return cls(_process(service).memory_info().rss)


async def bench_idle(service: Service, empty: Empty, *, waiting: int, database: str) -> Row:
    """Watch the bot for twenty seconds in which nobody does anything."""
    process = _process(service)
    before = _seconds(process)
    await asyncio.sleep(_WATCHED_SECONDS)
    share = (_seconds(process) - before) / _WATCHED_SECONDS
    more = (process.memory_info().rss - empty.memory) / _MIB
    return Row(
        what=f"{waiting:,} idle pauses",
        database=database,
        floor=f"empty bot {empty.memory / _MIB:.0f} MiB",
        measured=f"{share:.2%} of a core, {more:.0f} MiB more",
        promise=f"<= {_SHARE:.0%} of a core, <= {_MORE_MIB} MiB more",
        kept=share <= _SHARE and more <= _MORE_MIB,
    )


def _process(service: Service) -> psutil.Process:
    return psutil.Process(service.processes[0].pid)


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
