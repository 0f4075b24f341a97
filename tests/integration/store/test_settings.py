"""A database that cannot be used is refused at start, in words that say what to do."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import SqliteStore, database_state, open_store, unit_of_work
from tests.contract.store.samples import NOW


async def refusal(url: str) -> str:
    """Return why the store does not open; a command and a doctor must be told the same."""
    with pytest.raises(SettingsRefused) as serving:
        async with open_store(url):
            pass
    with pytest.raises(SettingsRefused) as command, unit_of_work(url):
        pass
    assert command.value.detail == serving.value.detail
    return serving.value.detail


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "in-memory database would forget every pause"),
        ("sqlite:///:memory:", "in-memory database would forget every pause"),
        ("sqlite:///file:x.db?mode=memory&uri=true", "more than a path"),
        ("sqlite:////no/such/place/x.db", "there is no directory /no/such/place"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:// is no SQLite file"),
        ("mysql://bot:hunter2@db/x", "mysql:// is no database that pausepoint knows"),
        ("pausepoint.db", "the database URL cannot be read; write sqlite:///pausepoint.db"),
        ("", "the database URL cannot be read; write sqlite:///pausepoint.db"),
    ],
)
async def test_a_url_that_names_no_usable_file_is_refused(url: str, says: str) -> None:
    detail = await refusal(url)

    assert says in detail
    assert "hunter2" not in detail


async def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert f"{tmp_path} is a directory" in await refusal(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but longer than the header of one " * 10)
    before = path.read_bytes()

    detail = await refusal(f"sqlite:///{path}")

    assert f"{path} cannot be used: it is not an SQLite database" in detail
    assert path.read_bytes() == before
    with pytest.raises(SettingsRefused, match="not an SQLite database"):
        database_state(f"sqlite:///{path}")


async def test_a_place_where_no_file_can_be_made_is_refused() -> None:
    assert "cannot be written: No such file" in await refusal("sqlite:////proc/self/pausepoint.db")


async def test_a_database_that_another_process_keeps_locked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pausepoint.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA journal_mode = WAL")
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(SettingsRefused, match=re.escape(f"{path} cannot be used: another process holds it locked")):
        async with SqliteStore.opened(f"sqlite:///{path}", busy_seconds=0.05):
            pass

    holder.close()


async def test_the_file_is_opened_for_durability(tmp_path: Path) -> None:
    path = tmp_path / "name with spaces.db"

    async with open_store(f"sqlite:///{path}") as store:
        with store._writing.connect() as connection:
            settings = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]

    assert settings == ["wal", 2, 1]
    assert path.exists()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_the_file_is_readable_by_its_owner_alone_while_it_is_in_use(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'pausepoint.db'}") as store:
        await store.write(lambda uow: uow.replies.forget_before(NOW))
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}  # noqa: ASYNC240 - nothing else runs

    assert modes == {"pausepoint.db": 0o600, "pausepoint.db-wal": 0o600, "pausepoint.db-shm": 0o600}
