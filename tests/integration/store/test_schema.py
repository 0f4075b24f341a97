"""The tables in the file are those the code describes, however the file came to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from pausepoint_bot.effects import Refresh
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.pauses import CheckId, Held, PauseId, Waiting, move
from pausepoint_bot.store import SchemaState, ServingLock, database_state, open_store, unit_of_work, upgrade_database
from pausepoint_bot.store import schema as schema_module
from pausepoint_bot.store.schema import current, head, migrate, schema_state, upgrade
from pausepoint_bot.store.sqlite_file import writing_engine
from pausepoint_bot.store.tables import metadata
from pausepoint_bot.store.unit_of_work import SqlUnitOfWork
from tests.contract.store.samples import NOW, a_vote

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
    """Return what the file holds, column by column and index by index: a column may come later than its table."""
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        columns = {
            f"{name}.{column.name} {column.type} {column.notnull} {column.dflt_value} {column.pk}"
            for name in names
            for column in connection.exec_driver_sql(f"PRAGMA table_info({name})")
        }
        told = connection.execute(text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
        others = {" ".join(sql.replace('"', "").split()) for kind, _, sql in told if kind != "table"}
        counting = {name for kind, name, sql in told if kind == "table" and "AUTOINCREMENT" in sql}
        keys = {f"{name} {inspect(connection).get_foreign_keys(name)}" for name in names}
        return columns | others | counting | keys


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
        connection.execute(text("INSERT INTO tokens (name, sha256, scopes, created_at) VALUES ('ci', 'abc', '[]', 1)"))

    upgrade(engine)

    with engine.connect() as connection:
        assert schema_state(connection) is SchemaState.CURRENT
        assert connection.execute(text("SELECT name, sha256 FROM tokens")).all() == [("ci", "abc")]


FIRST_PAUSE = """INSERT INTO pauses VALUES ('pau_1', 'ci', 'cleanup', 'k', 'waiting', 1000000, 61000000, '{"digest": "d",
"title": "t", "preview": "", "schema": null, "initial": null, "check": true, "rejectable": false, "channel": null,
"policy": {"approvers": []}, "requester": null, "flow": null}', '{}', NULL, '["lis_1"]', NULL)"""
FIRST_EFFECT = """INSERT INTO outbox VALUES (7, 'refresh', 'pau_1', '{}', 'slack:C1', 2, 5, 0, 0, 5, NULL, NULL)"""


def test_a_pause_of_the_first_revision_waits_on_and_can_be_held(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text(FIRST_PAUSE))
        connection.execute(text(FIRST_EFFECT))

    upgrade(engine)

    with engine.begin() as connection:
        uow = SqlUnitOfWork(connection)
        pause = uow.pauses.get(PauseId("pau_1"))
        assert pause is not None
        assert (pause.status, pause.held_for, pause.listeners) == (Waiting(), timedelta(), ("lis_1",))
        assert pause.deadline == pause.question.deadline == pause.question.opened_at + timedelta(seconds=60)
        held = move(pause, Held(vote=a_vote(), check=CheckId("chk_1")))
        uow.pauses.save(held)
        assert uow.pauses.get(pause.id) == held
        assert uow.checks.open_of(pause.id) == []
        claims = uow.outbox.claim(now=NOW, lease_until=NOW, busy=(), limit=9, per_lane=9)
        assert [claim.effect for claim in claims] == [Refresh(pause=pause.id)]


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
