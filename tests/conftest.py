"""Settings and fixtures that every test shares."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.support.postgres import CannotRun, PostgresServer, a_postgres_server

# Machines are busy: how long one example takes says nothing. The suite's own time limit still holds.
# Every run tries the same cases, so that one that fails is the fault of what was changed; `long` looks for new ones.
settings.register_profile("pausepoint", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("pausepoint"), derandomize=False, max_examples=10_000)
settings.load_profile("pausepoint")

# Services that run inside a test log as `pausepoint serve` does: through the standard library, never to stdout.
structlog.configure(
    processors=[structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
)

# A shell ignores Ctrl-C in what it runs in the background, and children inherit that: tests that press it need it.
signal.signal(signal.SIGINT, signal.default_int_handler)

DATABASES: dict[str, Callable[[pytest.FixtureRequest], str]] = {
    "sqlite": lambda request: f"sqlite:///{request.getfixturevalue('tmp_path') / 'pausepoint.db'}",
    "postgresql": lambda request: request.getfixturevalue("postgres_url"),
}
"""Every kind of database that the store speaks: a new one adds one line."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL; tests that need one are skipped where none can run, unless that is forbidden."""
    server = a_postgres_server()
    try:
        running = server.__enter__()
    except CannotRun as reason:
        if os.environ.get("PAUSEPOINT_REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"no PostgreSQL can run here: {reason}")
    yield running
    server.__exit__(None, None, None)


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A database with all tables and nothing in them."""
    with postgres.lent_database() as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    return DATABASES[request.param](request)
