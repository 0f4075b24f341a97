"""The README against the code: the commands, settings and names that it tells of are those that there are."""

from __future__ import annotations

import re

import pytest

import pausepoint
from pausepoint_bot.settings import PREFIX, Settings
from tests.support.command_line import command
from tests.support.programs import ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = {
    "demo": (),
    "serve": (),
    "doctor": (),
    "manifest": (),
    "token": ("create", "list", "revoke"),
    "pauses": ("list", "show", "answer", "cancel"),
    "effects": ("list", "retry", "drop"),
    "form": ("preview",),
    "db": ("upgrade", "keygen", "encrypt"),
}


def section(title: str) -> str:
    return README.split(f"## {title}\n")[1].split("\n## ")[0]


def test_every_setting_of_the_service_is_in_its_table_with_its_default():
    table = section("Settings of the service").split("Where flows run:")[0]
    assert set(re.findall(rf"`{PREFIX}(\w+)`", table)) - {"CONFIG"} == {name.upper() for name in Settings.model_fields}
    for name in ("database_url", "listen", "slack_api_url", "body_limit_bytes", "log_level", "log_format"):
        row = next(line for line in table.splitlines() if f"`{PREFIX}{name.upper()}`" in line)
        assert f"`{Settings.model_fields[name].default}`" in row


def test_every_command_is_in_its_table():
    named = re.findall(r"^\| `pausepoint (\w+)", section("Commands"), re.MULTILINE)
    assert named == list(COMMANDS)


@pytest.mark.parametrize("words", [(name, *more[:1]) for name, more in COMMANDS.items()])
def test_every_command_tells_how_it_is_used(words: tuple[str, ...]):
    ran = command(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"Usage: pausepoint {' '.join(words)}" in ran.out


def test_every_group_has_the_commands_it_is_said_to_have():
    for name, more in COMMANDS.items():
        if more:
            offered = command(name, "--help").out.split("Commands:\n")[1]
            assert tuple(re.findall(r"^  (\w+) ", offered, re.MULTILINE)) == more


def test_every_error_is_a_public_name():
    said = re.findall(r"`(\w+)`", section("What a flow can ask").split("Errors:")[1].split("In unit tests")[0])
    assert [name for name in said if not name[0].isupper()] == []
    assert set(said) <= set(pausepoint.__all__)


def test_every_picture_and_page_is_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).is_file(), target
