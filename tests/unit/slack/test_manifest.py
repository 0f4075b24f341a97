"""The app manifest: Slack takes it, it asks for what the code uses and nothing more, and it can be filled in."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import pausepoint_bot.slack
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.slack.manifest import EVENTS_PATH, filled_manifest, read_manifest
from pausepoint_bot.slack.scopes import COMMANDS, EVENTS, METHOD_SCOPES, REQUIRED_SCOPES

ROOM = Path(pausepoint_bot.slack.__file__).parent
SCHEMA = Path(__file__).resolve().parents[3].parent / "shared/slack/manifest-schema/schemas/manifest.schema.2.0.0.json"
URL = "https://pausepoint.example.com"
CLIENT = "_client"


def tree():
    return yaml.safe_load(read_manifest())


def methods_called():
    """Find what the room's source calls on Slack's client, as Slack names it."""
    found = set()
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute | ast.Name)
                and (node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id).endswith("client")
                and "_" in node.attr
            ):
                *rooms, name = node.attr.split("_")
                found.add(".".join([*rooms, name]))
    return found


def test_every_method_that_is_called_has_its_scope_in_the_table_and_no_other_method_does():
    assert methods_called() == set(METHOD_SCOPES)


def test_the_app_asks_for_what_it_uses_and_nothing_more():
    assert set(tree()["oauth_config"]["scopes"]["bot"]) == REQUIRED_SCOPES
    assert "user" not in tree()["oauth_config"]["scopes"]


def test_the_app_subscribes_to_what_it_handles():
    assert set(tree()["settings"].get("event_subscriptions", {}).get("bot_events", [])) == EVENTS
    assert {command["command"] for command in tree()["features"].get("slash_commands", [])} == COMMANDS


def test_each_scope_says_why():
    lines = read_manifest().splitlines()
    for scope in REQUIRED_SCOPES:
        place = next(index for index, line in enumerate(lines) if line.strip() == f"- {scope}")
        assert lines[place - 1].strip().startswith("#")


def test_interactivity_is_on_and_options_have_their_address():
    interactivity = tree()["settings"]["interactivity"]

    assert interactivity["is_enabled"] is True
    assert interactivity["request_url"] == interactivity["message_menu_options_url"]


@pytest.mark.parametrize("flag", ["org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled"])
def test_what_is_not_supported_is_off(flag):
    assert tree()["settings"][flag] is False


@pytest.mark.skipif(not SCHEMA.is_file(), reason="Slack's manifest schema is not in this checkout")
@pytest.mark.parametrize(
    "text", [read_manifest(), filled_manifest(url=URL, socket=False), filled_manifest(url=None, socket=True)]
)
def test_slacks_own_schema_takes_it(text):
    schema = json.loads(SCHEMA.read_text())

    assert list(jsonschema.Draft7Validator(schema).iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}{EVENTS_PATH}", f"{URL}{EVENTS_PATH}/"])
def test_it_is_filled_in_for_http(url):
    text = filled_manifest(url=url, socket=False)

    assert yaml.safe_load(text)["settings"]["interactivity"]["request_url"] == f"{URL}{EVENTS_PATH}"
    assert "YOUR-HOST" not in text
    assert "# Find approvers" in text, "the comments stay"


def test_a_path_before_ours_is_kept():
    text = filled_manifest(url=f"{URL}/bots/", socket=False)

    assert f"{URL}/bots{EVENTS_PATH}" in text


def test_it_is_filled_in_for_socket_mode():
    text = filled_manifest(url=None, socket=True)

    settings = yaml.safe_load(text)["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert "YOUR-HOST" not in text


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example.com",
        "x.example.com",
        "https://",
        "https:///path",
        "https://x.example.com\nevil: true",
        "https://user@x.example.com",
        "https://x.example.com:99999",
        'https://x.example.com/"',
        "https://x.example.com/#a",
        "https://x.example.com/?a=b",
        "https://[::1",
        "https://x.example.com/" + "a" * 4000,
        "",
    ],
)
def test_an_address_slack_could_not_call_is_refused(url):
    with pytest.raises(SettingsRefused):
        filled_manifest(url=url, socket=False)


@pytest.mark.parametrize(("url", "socket"), [(None, False), (URL, True)])
def test_one_way_in_is_asked_for(url, socket):
    with pytest.raises(SettingsRefused):
        filled_manifest(url=url, socket=socket)
