"""A PostgreSQL that cannot be used is refused at start, in words that say what to do and never tell the password."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import SchemaState, database_state, open_store, serving_lock, unit_of_work, upgrade_database
from pausepoint_bot.store.postgres_opening import refusal as refusal_of_server
from tests.support.postgres import PASSWORD, URL_VARIABLE, PostgresServer

needs_password = pytest.mark.skipif(bool(os.environ.get(URL_VARIABLE)), reason="the given server may trust everyone")


async def refusal(url: str) -> str:
    """Return why the store does not open; a command and a doctor must be told the same."""
    with pytest.raises(SettingsRefused) as serving:
        async with open_store(url):
            pass
    with pytest.raises(SettingsRefused) as command, unit_of_work(url):
        pass
    with pytest.raises(SettingsRefused) as doctor:
        database_state(url)
    assert command.value.detail == serving.value.detail == doctor.value.detail
    return serving.value.detail


def over_tcp(postgres: PostgresServer, url: str, password: str | None) -> str:
    """Return the URL of a database as it is reached with a password."""
    port = int(str(postgres.admin.query["port"]))
    database = make_url(url).database
    return URL.create(
        "postgresql", "postgres", password, host="127.0.0.1", port=port, database=database
    ).render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://bot:hunter2@db/x", "postgresql+asyncpg:// names a driver that pausepoint does not use"),
        ("postgresql://bot:hunter2@db", "names no database"),
        ("postgresql://bot:hunter2@127.0.0.1:1/x", "'x' on 127.0.0.1 cannot be used: connection failed"),
        ("postgresql://bot:hunter2@no.such.host.invalid/x", "'x' on no.such.host.invalid cannot be used: "),
        ("postgresql://bot@127.0.0.1/x?password=hunter2&colour=red", 'invalid connection option "colour"'),
        ("postgresql://bot:hunter2@127.0.0.1:port/x", "cannot be read"),
    ],
)
async def test_a_url_that_leads_nowhere_is_refused(url: str, says: str) -> None:
    detail = await refusal(url)

    assert says in detail
    assert "hunter2" not in detail


async def test_a_database_that_does_not_exist_is_refused(postgres: PostgresServer) -> None:
    detail = await refusal(postgres.url_of("no_such_one"))

    assert "'no_such_one' on " in detail
    assert detail.endswith("there is no such database; make it with: createdb no_such_one")


@needs_password
async def test_a_wrong_password_is_refused_and_not_told(postgres: PostgresServer, postgres_url: str) -> None:
    detail = await refusal(over_tcp(postgres, postgres_url, "hunter2"))

    assert "on 127.0.0.1 cannot be used: " in detail
    assert 'password authentication failed for user "postgres"' in detail
    assert "hunter2" not in detail


@needs_password
async def test_a_missing_password_is_asked_for(postgres: PostgresServer, postgres_url: str) -> None:
    detail = await refusal(over_tcp(postgres, postgres_url, None))

    assert "it asks for a password; write postgresql://user:password@host/database" in detail


@needs_password
async def test_a_right_password_is_taken_on_every_connection(postgres: PostgresServer, postgres_url: str) -> None:
    async with open_store(over_tcp(postgres, postgres_url, PASSWORD)) as store:
        assert await store.write(lambda uow: uow.replies.find(owner="ci", key="k")) is None
        assert await store.read(lambda uow: uow.tokens.list()) == []


async def test_another_programs_database_is_refused_and_left_alone(postgres: PostgresServer) -> None:
    url = postgres.new_database(template="template0")
    postgres.execute_in(url, "CREATE TABLE invoices (id INTEGER)")

    assert database_state(url) is SchemaState.FOREIGN
    with pytest.raises(SettingsRefused, match="another program's tables"):
        async with open_store(url):
            pass
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("invoices",)]
    postgres.drop(url)


async def test_a_user_that_may_make_no_tables_is_refused(postgres: PostgresServer) -> None:
    url = postgres.new_database(template="template0")
    postgres.execute(f"CREATE ROLE nobody_{os.getpid()} LOGIN")
    limited = make_url(url).set(username=f"nobody_{os.getpid()}").render_as_string(hide_password=False)

    with pytest.raises(SettingsRefused, match="its user may not make tables there"):
        upgrade_database(limited)

    postgres.drop(url)
    postgres.execute(f"DROP ROLE nobody_{os.getpid()}")


async def test_a_server_that_only_reads_is_refused(postgres: PostgresServer) -> None:
    url = postgres.new_database(template="template0")
    postgres.execute(f'ALTER DATABASE "{make_url(url).database}" SET default_transaction_read_only = on')

    with pytest.raises(SettingsRefused, match="it can only be read; name the primary server"):
        upgrade_database(url)
    postgres.drop(url)


async def test_a_database_in_another_encoding_is_refused(postgres: PostgresServer) -> None:
    url = postgres.url_of(f"latin_{os.getpid()}")
    name = make_url(url).database
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")

    assert re.search("its encoding is LATIN1; make one with: createdb .*UTF8", await refusal(url))
    postgres.drop(url)


def test_a_server_that_is_too_old_is_refused() -> None:
    assert refusal_of_server(130_022, "UTF8") == "it is PostgreSQL 13; pausepoint needs 14 or newer"
    assert refusal_of_server(140_000, "UTF8") is None
    assert refusal_of_server(180_004, "UTF8") is None


async def test_any_number_of_processes_may_serve(postgres_url: str) -> None:
    with serving_lock(postgres_url), serving_lock(postgres_url):
        async with open_store(postgres_url), open_store(postgres_url):
            pass


def test_without_its_driver_the_extra_is_named() -> None:
    program = """
import sys
sys.modules["psycopg"] = None  # what Python does with a module that is not installed
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import open_store
open_store("sqlite:///p.db")
try:
    open_store("postgresql://bot:hunter2@db/x")
except SettingsRefused as refused:
    print(refused.detail)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert "pip install 'pausepoint[bot,postgres]'" in ran.stdout
    assert "hunter2" not in ran.stdout
