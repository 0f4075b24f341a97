"""A database file that was deleted or replaced under a serving process is noticed before anything is lost in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pausepoint_bot.store import ServingLock, SqliteStore, StoreFailed
from pausepoint_bot.usecases.expire_pauses import next_deadline
from tests.contract.store.samples import NOW, SECOND, a_pause


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pausepoint.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    async with SqliteStore.opened(f"sqlite:///{path}") as opened:
        await opened.write(lambda uow: uow.pauses.add(a_pause(1, deadline=NOW + SECOND)))
        yield opened


def moved_away(path: Path) -> None:
    path.rename(path.with_suffix(".bak"))


def copied_over(path: Path) -> None:
    shutil.copy(path, path.with_suffix(".bak"))
    path.with_suffix(".bak").rename(path)


def without_its_log(path: Path) -> None:
    path.with_name(path.name + "-wal").unlink()


HARM = {"was deleted or moved": moved_away, "was replaced": copied_over, "a part of the database": without_its_log}


@pytest.mark.parametrize("words", HARM)
async def test_nothing_is_written_into_a_file_that_nobody_will_find(store: SqliteStore, path: Path, words: str) -> None:
    HARM[words](path)

    with pytest.raises(StoreFailed, match=words):
        await store.write(lambda uow: uow.pauses.add(a_pause(2)))
    assert words in (await store.trouble() or "")


async def test_a_reader_never_opens_another_file(store: SqliteStore, path: Path) -> None:
    copied_over(path)

    with pytest.raises(StoreFailed, match="was replaced"):
        await store.read(next_deadline)


async def test_a_file_that_is_put_back_is_taken_up_again(store: SqliteStore, path: Path) -> None:
    moved_away(path)
    assert await store.trouble() is not None

    path.with_suffix(".bak").rename(path)

    await store.write(lambda uow: uow.pauses.add(a_pause(2)))
    assert await store.trouble() is None


async def test_a_link_to_the_file_is_followed_to_the_files_beside_it(tmp_path: Path) -> None:
    file, link = tmp_path / "disk" / "pausepoint.db", tmp_path / "link.db"
    file.parent.mkdir()
    link.symlink_to(file)

    async with SqliteStore.opened(f"sqlite:///{link}") as store:
        await store.write(lambda uow: uow.pauses.add(a_pause(1)))

        assert await store.trouble() is None
    assert ServingLock(f"sqlite:///{link}").path == ServingLock(f"sqlite:///{file}").path
