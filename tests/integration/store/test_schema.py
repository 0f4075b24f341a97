"""The tables in the file are those the code describes, however the file came to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import SchemaState, ServingLock, database_state, open_store, unit_of_work, upgrade_database
from pausepoint_bot.store import schema as schema_module
from pausepoint_bot.store.schema import current, head, migrate, schema_state, upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.tables import metadata
from tests.contract.store.samples import NOW

REVISIONS = [
    script.revision
    for script in ScriptDirectory(str(Path(schema_module.__file__).with_name("migrations"))).walk_revisions()
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pausepoint.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    opened = writing_engine(path)
    yield opened
    opened.dispose()


def described(engine: Engine) -> set[str]:
    """Return what SQLite was told to create, with spaces evened out."""
    with engine.connect() as connection:
        told = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name != 'alembic_version'")
        )
        return {" ".join(sql.replace('"', "").split()) for (sql,) in told}


def test_migrated_tables_are_those_of_the_code(engine: Engine, tmp_path: Path) -> None:
    upgrade(engine)
    direct = writing_engine(tmp_path / "direct.db")
    metadata.create_all(direct)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert described(engine) == described(direct)
    direct.dispose()


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    before = described(engine)

    upgrade(engine)

    assert described(engine) == before
    with engine.connect() as connection:
        assert current(connection) == head()


@pytest.mark.parametrize("revision", REVISIONS)
def test_upgrading_from_an_older_state_keeps_what_is_stored(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        migrate(connection, revision)
        connection.execute(text("INSERT INTO tokens VALUES ('ci', 'abc', '[]', 1, NULL)"))

    upgrade(engine)

    with engine.connect() as connection:
        assert schema_state(connection) is SchemaState.CURRENT
        assert connection.execute(text("SELECT name, sha256 FROM tokens")).all() == [("ci", "abc")]


def test_a_failed_upgrade_leaves_the_file_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE VIEW tokens AS SELECT 1"))  # the last table that is made
    before = described(engine)

    with pytest.raises(OperationalError, match="tokens"):
        upgrade(engine)

    assert described(engine) == before


async def test_a_newer_database_is_refused(engine: Engine, url: str) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert database_state(url) is SchemaState.NEWER
    with pytest.raises(SettingsRefused, match=r"newer pausepoint.*9999"):
        async with open_store(url):
            pass
    with pytest.raises(SettingsRefused, match="newer pausepoint"), unit_of_work(url):
        pass


def test_another_programs_database_is_refused_and_left_alone(engine: Engine, url: str, path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    before = path.read_bytes()

    assert database_state(url) is SchemaState.FOREIGN
    with pytest.raises(SettingsRefused, match="another program"), unit_of_work(url):
        pass
    assert path.read_bytes() == before


async def test_opening_for_serving_makes_the_tables(url: str) -> None:
    async with open_store(url):
        assert database_state(url) is SchemaState.CURRENT


def test_looking_at_a_database_makes_none(url: str, path: Path) -> None:
    assert database_state(url) is SchemaState.EMPTY
    assert not path.exists()


def test_a_command_may_come_before_the_first_serving(url: str) -> None:
    with unit_of_work(url) as uow:
        assert uow.replies.find(owner="ci", key="k") is None
        uow.replies.forget_before(NOW)

    assert database_state(url) is SchemaState.CURRENT


def test_upgrading_by_hand_tells_the_revision(url: str) -> None:
    assert upgrade_database(url) == head()
    assert upgrade_database(url) == head()


def test_nothing_is_migrated_under_a_process_that_serves(url: str) -> None:
    with ServingLock(url):
        with pytest.raises(SettingsRefused, match="already serves"):
            upgrade_database(url)
        assert database_state(url) is SchemaState.EMPTY
        with unit_of_work(url):
            pass
        assert upgrade_database(url) == head()
