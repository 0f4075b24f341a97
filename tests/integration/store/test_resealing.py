"""Encrypting everything that is stored leaves a service beside it its turn to write."""

from __future__ import annotations

from pathlib import Path

from pausepoint_bot.store import Keyring, new_key
from pausepoint_bot.store.resealing import BATCH, REST_SECONDS, reseal
from pausepoint_bot.store.schema import upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from tests.contract.store.samples import a_pause


def test_between_batches_others_can_write_to_the_file(tmp_path: Path) -> None:
    path, rests, written = tmp_path / "pausepoint.db", [], []
    engine, service = writing_engine(path), writing_engine(path, busy_seconds=0)
    upgrade(engine)
    with engine.begin() as connection:
        for number in range(2 * BATCH + 1):
            SqlUnitOfWork(connection).pauses.add(a_pause(number))

    def write(seconds: float) -> None:
        rests.append(seconds)
        with service.begin() as connection:
            unit = SqlUnitOfWork(connection)
            unit.pulse.beat()
            written.append(unit.pulse.beats())

    told = list(reseal(engine, Keyring([new_key()]), rest=write))

    assert (rests, written) == ([REST_SECONDS] * 2, [1, 2])
    assert sum(batch.changed for batch in told) == 2 * BATCH + 1
    engine.dispose()
    service.dispose()
