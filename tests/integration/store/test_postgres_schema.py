"""The tables in PostgreSQL are those the code describes; processes of the version before go on beside a migration."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Boolean, Engine, Integer, MetaData, inspect, text
from sqlalchemy.exc import DBAPIError

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import SchemaState, database_state, open_store, unit_of_work, upgrade_database
from pausepoint_bot.store import schema as schema_module
from pausepoint_bot.store.postgres_engine import opening_engine, server_url
from pausepoint_bot.store.schema import head, migrate, upgrade
from pausepoint_bot.store.tables import metadata
from tests.support.postgres import PostgresServer

OLDER = [
    script.revision for script in ScriptDirectory(str(schema_module._MIGRATIONS)).walk_revisions() if not script.is_head
]


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    empty = postgres.new_database(template="template0")
    yield empty
    postgres.drop(empty)


@pytest.fixture
def engine(url: str) -> Engine:
    return opening_engine(server_url(url))


def described(engine: Engine) -> set[str]:
    """Return what the database holds, column by column, index by index and constraint by constraint."""
    columns = (
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
        "coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'"
    )
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    constraints = (
        "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
    )
    with engine.connect() as connection:
        found = {row for query in (columns, indexes, constraints) for row in connection.execute(text(query)).scalars()}
    return {row for row in found if "alembic_version" not in row}


def test_migrated_tables_are_those_of_the_code(engine: Engine, postgres: PostgresServer) -> None:
    upgrade(engine)
    other = postgres.new_database(template="template0")
    direct = opening_engine(server_url(other))
    metadata.create_all(direct)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert described(engine) == described(direct)
    postgres.drop(other)


@pytest.mark.parametrize("revision", OLDER)
def test_the_version_before_can_write_every_table_beside_the_new_one(engine: Engine, revision: str) -> None:
    before = MetaData()
    with engine.begin() as connection:
        migrate(connection, revision)
    before.reflect(engine)

    upgrade(engine)

    with engine.begin() as connection:
        for table in before.sorted_tables:
            if table.name != "alembic_version":
                row = {column.name: _any_value(column.type) for column in table.columns}
                connection.execute(table.insert(), row)
                assert connection.execute(table.select()).one()._asdict() == row


def _any_value(kind: object) -> object:
    return False if isinstance(kind, Boolean) else 1 if isinstance(kind, BigInteger | Integer) else "1"


def test_of_many_processes_that_start_at_once_one_migrates(url: str) -> None:
    async def start_together() -> list[str]:
        return await asyncio.gather(*(asyncio.to_thread(upgrade_database, url) for _ in range(8)))

    assert set(asyncio.run(start_together())) == {head()}
    assert database_state(url) is SchemaState.CURRENT


def test_a_failed_upgrade_leaves_the_database_as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, OLDER[-1])
        connection.execute(text("CREATE VIEW drafts AS SELECT 1"))  # in the way of a later migration
    before = described(engine)

    with pytest.raises(DBAPIError, match="drafts"):
        upgrade(engine)

    assert described(engine) == before


async def test_a_migration_does_not_wait_for_ever_behind_a_long_transaction(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, OLDER[-1])

    with engine.begin() as connection:
        connection.execute(text("SELECT * FROM pauses"))
        with pytest.raises(SettingsRefused, match="in use by a long transaction; try again"):
            await asyncio.to_thread(upgrade_database, url)

    assert upgrade_database(url) == head()


async def test_serving_goes_on_while_another_process_upgrades(url: str) -> None:
    async with open_store(url) as store:
        upgrading = asyncio.gather(*(asyncio.to_thread(upgrade_database, url) for _ in range(3)))
        while not upgrading.done():
            await store.write(lambda uow: uow.replies.find(owner="ci", key="k"))
        await upgrading


def test_a_command_does_not_migrate_by_the_way(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, OLDER[0])

    with pytest.raises(SettingsRefused, match="of an older pausepoint; run `pausepoint db upgrade`"), unit_of_work(url):
        pass

    assert database_state(url) is SchemaState.BEHIND


def test_a_command_may_come_before_the_first_serving(url: str) -> None:
    assert database_state(url) is SchemaState.EMPTY

    with unit_of_work(url) as uow:
        assert uow.replies.find(owner="ci", key="k") is None

    assert database_state(url) is SchemaState.CURRENT


def test_looking_at_a_database_makes_nothing(url: str, engine: Engine) -> None:
    assert database_state(url) is SchemaState.EMPTY

    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []


async def test_a_newer_database_is_refused(url: str, engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert database_state(url) is SchemaState.NEWER
    with pytest.raises(SettingsRefused, match=r"newer pausepoint.*9999"):
        async with open_store(url):
            pass
