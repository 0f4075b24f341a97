"""What was acknowledged is there after kill -9, whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from pausepoint_bot.pauses import Decided
from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.ports import PauseFilter
from tests.contract.store.samples import LISTENER, NOW, SECOND, pause_id

WRITE = """
import asyncio, sys
from pausepoint_bot.effects import Release
from pausepoint_bot.pauses import move
from pausepoint_bot.store import open_store
from tests.contract.store.samples import LISTENER, NOW, a_pause, a_vote, an_event, decided

def work(number):
    def decide(uow):
        pause = a_pause(number)
        uow.pauses.add(pause)
        uow.pauses.add_vote(pause.id, a_vote())
        uow.pauses.save(move(pause, decided(a_vote())))
        uow.events.append(LISTENER, an_event(number))
        uow.outbox.add(Release(pause=pause.id), lane="callback:a", due=NOW)
    return decide

async def write(store, start):
    for number in range(start, start + 1_000_000, 8):
        await store.write(work(number))
        print(number, flush=True)

async def main():
    async with open_store(sys.argv[1]) as store, asyncio.TaskGroup() as group:
        for lane in range(8):
            group.create_task(write(store, int(sys.argv[2]) + lane))

asyncio.run(main())
"""


def written_until_killed(url: str, start: int) -> set[str]:
    """Let a process write until 200 transactions were acknowledged, kill it, and return all that were."""
    command = [sys.executable, "-c", WRITE, url, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(200)]
        writer.kill()
        lines += writer.stdout.readlines()
    return {pause_id(int(line)) for line in lines}


def test_every_acknowledged_write_survives_kills_and_nothing_is_half_there(tmp_path: Path) -> None:
    path = tmp_path / "pausepoint.db"
    acknowledged: set[str] = set()

    for kill in range(3):
        acknowledged |= written_until_killed(f"sqlite:///{path}", start=kill * 1_000_000)

    with unit_of_work(f"sqlite:///{path}") as uow:
        found = uow.pauses.list(PauseFilter(limit=1_000_000))
        owed = uow.outbox.claim(now=NOW, lease_until=NOW + SECOND, busy=(), limit=1_000_000, per_lane=1_000_000)
        told = uow.events.after(LISTENER, 0, 1_000_000)
    ids = {pause.id for pause in found}
    assert acknowledged <= ids
    assert all(isinstance(pause.status, Decided) for pause in found)
    assert sorted(claim.effect.pause for claim in owed) == sorted(ids)
    assert sorted(event.pause for event in told) == sorted(ids)
    assert [event.seq for event in told] == list(range(1, len(told) + 1))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
