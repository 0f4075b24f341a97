from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command_line import command

TOKEN = re.compile(r"ppt_[A-Za-z0-9_-]{43}")


def test_a_new_token_stands_alone_on_the_last_line():
    ran = command("token", "create", "flows")
    assert (ran.code, ran.err) == (0, "")
    assert TOKEN.fullmatch(ran.out.splitlines()[-1])
    assert "'flows' may open pauses" in ran.out


def test_the_list_tells_names_scopes_and_state_but_never_a_token():
    token = command("token", "create", "flows").out.splitlines()[-1]
    command("token", "create", "auditor", "--scope", "read-all", "--scope", "answer")
    command("token", "revoke", "flows")
    ran = command("token", "list")
    auditor, flows = (line.split("\t") for line in ran.out.splitlines())
    assert auditor[:2] == ["auditor", "answer,read-all"]
    assert auditor[3] == "in force"
    assert flows[3].startswith("revoked ")
    assert token not in ran.out


def test_the_list_tells_the_channels_that_a_token_is_limited_to():
    created = command("token", "create", "ci", "--channel", "#ops", "--channel", "C024BE91L")
    command("token", "create", "flows")
    ci, flows = (line.split("\t") for line in command("token", "list").out.splitlines())
    assert "in #ops, C024BE91L only" in created.out
    assert (ci[4], flows[4]) == ("#ops, C024BE91L", "any channel")


def test_an_empty_list_says_how_to_create_one():
    assert "pausepoint token create NAME" in command("token", "list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "Bad Name"), "'Bad Name' is no token name"),
        (("create", ""), "'' is no token name"),
        (("create", "other", "--scope", "everything"), "unknown scope 'everything'; there are open, answer, read-all"),
        (("create", "taken"), "there is or was a token named 'taken'"),
        (("create", "other", "--channel", "Ops!"), "'Ops!' is no channel; give its name, such as #ops, or its id"),
        (("create", "other", "--channel", "#ops", "--scope", "answer"), "has the scope open alone"),
        (("revoke", "nobody"), "there is no token named 'nobody' in force"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(arguments: tuple[str, ...], said: str):
    command("token", "create", "taken")
    assert said in command("token", *arguments).error


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all.db", "cannot be made: there is no directory /nowhere/at"),
        ("sqlite:///text.db", "is not an SQLite database"),
        ("sqlite:///.", "is a directory; name a file in it"),
        ("nonsense", "the database URL cannot be read"),
        ("mysql://root:hunter2@db/x", "mysql:// is no database that pausepoint knows"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_clear_line(
    empty_place: Path, monkeypatch: pytest.MonkeyPatch, url: str, said: str
):
    Path("text.db").write_text("this is a text " * 100)
    monkeypatch.setenv("PAUSEPOINT_DATABASE_URL", url)
    error = command("token", "list").error
    assert said in error
    assert "hunter2" not in error


def test_the_database_is_taken_from_the_settings_file(empty_place: Path):
    Path("settings.toml").write_text('database_url = "sqlite:///elsewhere.db"\n')
    assert command("token", "create", "flows", "--config", "settings.toml").code == 0
    assert Path("elsewhere.db").exists()


def test_upgrading_makes_the_tables_and_says_their_revision():
    assert re.fullmatch(r"The database is up to date \(revision \w+\)\.\n", command("db", "upgrade").out)
    assert command("db", "upgrade").code == 0
