"""`pausepoint doctor` against the playground, and against a Slack whose clock is off."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from pausepoint_bot.effects import Retract
from pausepoint_bot.pauses import PauseId
from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_bot.store import Keyring, new_key, unit_of_work
from pausepoint_bot.usecases.ports import UnitOfWork
from pausepoint_playground.server import Playground
from tests.contract.store.samples import NOW, a_pause, a_vote, decided
from tests.support.command_line import Ran, command_beside
from tests.support.service import free_port, serve_environment


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        yield playground


@pytest.fixture
def examine(playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def run(**settings: str) -> Ran:
        environment = serve_environment(playground, tmp_path, port=free_port(), **settings)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        await command_beside("db", "upgrade")
        return await command_beside("doctor")

    return run


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


def graded(ran: Ran, grade: str) -> list[str]:
    return [line[8:] for line in ran.out.splitlines() if line.startswith(grade)]


async def test_all_is_well(examine):
    ran = await examine()
    assert (ran.code, ran.err) == (0, "")
    assert graded(ran, "ok") == [
        "settings: from the environment and no file; Slack comes in by HTTP, signed",
        "database: its tables are up to date",
        "database: it can be written",
        "backlog: nothing is owed",
        "dead letters: none",
        "encryption: answers are stored in clear (PAUSEPOINT_ENCRYPTION_KEYS is not set)",
        "token: pausepoint in playground",
        "scopes: exactly those of manifest.yml",
        "clock: agrees with Slack's",
    ]


async def test_socket_mode_is_tried_too(examine, playground: Playground):
    ran = await examine(PAUSEPOINT_SLACK_APP_TOKEN=playground.app_token)
    assert ran.code == 0
    assert "app token: it opens Socket Mode connections" in ran.out
    ran = await examine(PAUSEPOINT_SLACK_APP_TOKEN="xapp-wrong")
    assert ran.code == 1
    (wrong,) = graded(ran, "wrong")
    assert wrong.startswith("app token: Slack refuses it (")


async def test_a_missing_scope_is_named(examine, playground: Playground):
    playground.scopes = REQUIRED_SCOPES - {"users:read"}
    ran = await examine()
    assert ran.code == 1
    assert graded(ran, "wrong") == ["scopes: missing users:read: add them from manifest.yml and reinstall the app"]


async def test_a_scope_too_many_is_a_warning(examine, playground: Playground):
    playground.scopes = REQUIRED_SCOPES | {"channels:history"}
    ran = await examine()
    assert ran.code == 0
    assert graded(ran, "warning") == ["scopes: channels:history are granted but not needed"]


async def test_a_wrong_token_is_said_without_the_token(examine):
    ran = await examine(PAUSEPOINT_SLACK_BOT_TOKEN="xoxb-wrong-123")
    assert ran.code == 1
    (wrong,) = graded(ran, "wrong")
    assert wrong.startswith("token: Slack refuses it (invalid_auth)")
    assert "xoxb-wrong-123" not in ran.out


async def test_a_slack_that_does_not_answer_is_named(examine):
    nowhere = f"http://127.0.0.1:{free_port()}/"
    ran = await examine(PAUSEPOINT_SLACK_API_URL=nowhere)
    assert ran.code == 1
    assert graded(ran, "wrong")[0].startswith(f"Slack: {nowhere} does not answer as Slack does")


@pytest.mark.parametrize(
    ("date", "grade", "said"),
    [
        ("Mon, 01 Jan 2001 00:00:00 GMT", "wrong", "synchronise the clock"),
        ("yesterday, I think", "warning", "no date to compare with"),
    ],
)
async def test_a_clock_that_is_off_is_noticed(examine, date: str, grade: str, said: str):
    async def answer(_: web.Request) -> web.Response:
        headers = {"Date": date, "X-OAuth-Scopes": ",".join(REQUIRED_SCOPES)}
        return web.json_response({"ok": True, "user": "pausepoint", "team": "elsewhere"}, headers=headers)

    app = web.Application()
    app.router.add_post("/api/auth.test", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port := free_port()).start()
    try:
        ran = await examine(PAUSEPOINT_SLACK_API_URL=f"http://127.0.0.1:{port}/api/")
    finally:
        await runner.cleanup()
    (found,) = graded(ran, grade)
    assert found.startswith("clock: ")
    assert said in found


async def test_a_misspelt_setting_is_a_warning(examine):
    ran = await examine(PAUSEPOINT_SLACK_SINGING_SECRET="x")
    assert graded(ran, "warning") == ["settings: PAUSEPOINT_SLACK_SINGING_SECRET is set, but there is no such setting"]


async def test_wrong_settings_are_a_finding_like_any_other(examine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAUSEPOINT_LISTEN", "nowhere")
    ran = await command_beside("doctor")
    assert ran.code == 1
    assert graded(ran, "wrong") == ["settings: PAUSEPOINT_LISTEN: 'nowhere' is no host:port, such as 127.0.0.1:8700"]


async def test_a_database_without_tables_is_a_warning_and_is_left_alone(
    playground: Playground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in serve_environment(playground, tmp_path, port=free_port()).items():
        monkeypatch.setenv(name, value)
    ran = await command_beside("doctor")
    assert ran.code == 0
    assert "`pausepoint serve` makes them" in graded(ran, "warning")[0]
    assert left_in(tmp_path) == []


async def test_another_programs_database_is_wrong(examine, tmp_path: Path):
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE theirs (x)")
        database.commit()
    ran = await examine(PAUSEPOINT_DATABASE_URL=f"sqlite:///{other}")
    assert "another program's tables" in graded(ran, "wrong")[0]


async def test_it_writes_and_leaves_nothing_behind(examine, tmp_path: Path):
    ran = await examine()
    assert "database: it can be written" in graded(ran, "ok")
    with closing(sqlite3.connect(tmp_path / "serving.db")) as database:
        assert database.execute("SELECT count(*) FROM replies").fetchone() == (0,)


async def test_a_database_that_cannot_be_written_is_wrong(examine, tmp_path: Path):
    await examine()
    with closing(sqlite3.connect(tmp_path / "serving.db")) as database:
        database.execute("CREATE TRIGGER refuse BEFORE INSERT ON replies BEGIN SELECT RAISE(FAIL, 'no room'); END")
        database.commit()
    ran = await command_beside("doctor")
    assert ran.code == 1
    assert graded(ran, "wrong")[0].startswith("database: it cannot be written: ")


async def test_what_is_owed_for_long_and_dead_letters_are_warnings(examine, tmp_path: Path):
    await examine()
    long_ago = NOW - timedelta(days=300)

    def owe(uow: UnitOfWork) -> None:
        for number in (1, 2):
            uow.outbox.add(Retract(pause=PauseId(f"pau_{number}"), channel="C1", ts="1"), lane="slack:C1", due=long_ago)
        (claim,) = uow.outbox.claim(now=NOW, lease_until=NOW, busy=(), limit=1, per_lane=1)
        uow.outbox.bury(claim.id, now=NOW, error="gone")

    with unit_of_work(f"sqlite:///{tmp_path / 'serving.db'}") as uow:
        owe(uow)
    ran = await command_beside("doctor")
    backlog, dead = graded(ran, "warning")
    assert backlog.startswith("backlog: 1 effects are owed, the oldest for ")
    assert dead.startswith("dead letters: 1; `pausepoint effects list --dead`")


async def test_a_key_that_is_missing_is_wrong_and_one_that_is_there_is_well(examine, tmp_path: Path):
    right, other = new_key(), new_key()
    ran = await examine(PAUSEPOINT_ENCRYPTION_KEYS=right)
    with unit_of_work(f"sqlite:///{tmp_path / 'serving.db'}", Keyring([right])) as uow:
        uow.pauses.add(replace(a_pause(), status=decided(a_vote())))
    assert "encryption: there is a key, and the newest pauses can be read" in graded(ran, "ok")
    ran = await examine(PAUSEPOINT_ENCRYPTION_KEYS=other)
    (wrong,) = graded(ran, "wrong")
    assert wrong.startswith("encryption: answers are encrypted with a key that is not in PAUSEPOINT_ENCRYPTION_KEYS")
