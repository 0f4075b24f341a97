from __future__ import annotations

import pytest
import yaml

from tests.support.command_line import command


def test_socket_mode_needs_no_address():
    ran = command("manifest", "--socket")
    assert ran.code == 0
    manifest = yaml.safe_load(ran.out)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in manifest["settings"]["interactivity"]


def test_http_mode_is_filled_in_with_the_address():
    manifest = yaml.safe_load(command("manifest", "--url", "https://pausepoint.example.com").out)
    interactivity = manifest["settings"]["interactivity"]
    assert interactivity["request_url"] == "https://pausepoint.example.com/slack/events"
    assert "YOUR-HOST" not in command("manifest", "--url", "https://pausepoint.example.com").out


@pytest.mark.parametrize("arguments", [(), ("--socket", "--url", "https://pausepoint.example.com")])
def test_one_of_the_two_ways_must_be_chosen(arguments: tuple[str, ...]):
    ran = command("manifest", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "either --url https://… or --socket" in ran.err


@pytest.mark.parametrize("url", ["http://pausepoint.example.com", "pausepoint", "https://", "https://a b"])
def test_an_address_that_slack_cannot_call_is_refused(url: str):
    assert f"{url!r} cannot be Slack's request URL" in command("manifest", "--url", url).error
