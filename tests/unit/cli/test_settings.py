from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import command


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LISTEN", "8700", "PAUSEPOINT_LISTEN: '8700' is no host:port"),
        ("LISTEN", "127.0.0.1:99999", "is no host:port"),
        ("SLACK_BOT_TOKEN", "xoxp-1234567890", "PAUSEPOINT_SLACK_BOT_TOKEN does not begin with 'xoxb-'"),
        ("SLACK_APP_TOKEN", "xoxb-1234567890", "PAUSEPOINT_SLACK_APP_TOKEN does not begin with 'xapp-'"),
        ("SLACK_API_URL", "slack.com", "PAUSEPOINT_SLACK_API_URL"),
        ("LOG_LEVEL", "loud", "PAUSEPOINT_LOG_LEVEL"),
        ("LOG_FORMAT", "xml", "PAUSEPOINT_LOG_FORMAT: Input should be 'console' or 'json'"),
        ("BODY_LIMIT_BYTES", "-1", "PAUSEPOINT_BODY_LIMIT_BYTES"),
        ("SLACK_POST_INTERVAL_SECONDS", "soon", "PAUSEPOINT_SLACK_POST_INTERVAL_SECONDS"),
        ("CONFIG", "nowhere.toml", "cannot read the settings file nowhere.toml: No such file or directory"),
    ],
)
def test_a_wrong_setting_is_one_clear_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
):
    monkeypatch.setenv(f"PAUSEPOINT_{name}", value)
    error = command("serve").error
    assert said in error
    assert "1234567890" not in error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("listen = [", "wrong.toml is not TOML"),
        ("lisen = '127.0.0.1:1'", "lisen in wrong.toml: there is no such setting; there are slack_bot_token"),
        ("listen = 8700", "listen in wrong.toml: "),
    ],
)
def test_a_wrong_settings_file_is_one_clear_line(empty_place: Path, text: str, said: str):
    Path("wrong.toml").write_text(text)
    assert said in command("serve", "--config", "wrong.toml").error


def test_serving_without_a_token_says_where_to_find_one_and_how_to_do_without():
    error = command("serve").error
    assert error.startswith("PAUSEPOINT_SLACK_BOT_TOKEN is not set")
    assert "pausepoint demo" in error


def test_serving_without_a_way_in_for_slack_names_both(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAUSEPOINT_SLACK_BOT_TOKEN", "xoxb-1")
    error = command("serve").error
    assert "PAUSEPOINT_SLACK_APP_TOKEN" in error
    assert "PAUSEPOINT_SLACK_SIGNING_SECRET" in error


@pytest.mark.parametrize("arguments", [("nonsense",), ("token",), ("serve", "--port", "1"), ("demo", "--port", "x")])
def test_a_wrong_command_line_is_refused_with_exit_code_2(arguments: tuple[str, ...]):
    ran = command(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version  # noqa: PLC0415

    assert command("--version").out == version("pausepoint") + "\n"
