from __future__ import annotations

import pytest

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.settings import Settings, load_settings
from pausepoint_bot.store import Keyring, new_key
from pausepoint_bot.telemetry import hide_secrets


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PAUSEPOINT_{name.upper()}", raising=False)
    monkeypatch.delenv("PAUSEPOINT_CONFIG", raising=False)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    file = tmp_path / "pausepoint.toml"
    file.write_text('slack_channel = "#file"\nlisten = "127.0.0.1:9000"\n')
    monkeypatch.setenv("PAUSEPOINT_SLACK_CHANNEL", "#environment")

    settings = load_settings(file)

    assert settings.slack_channel == "#environment"
    assert settings.port == 9000


def test_the_file_can_be_named_in_the_environment(tmp_path, monkeypatch):
    file = tmp_path / "pausepoint.toml"
    file.write_text('callback_allow = ["https://hooks.example.com/*", "10.0.0.0/8"]\n')
    monkeypatch.setenv("PAUSEPOINT_CONFIG", str(file))

    assert load_settings().callback_allow == ("https://hooks.example.com/*", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LISTEN", "8700", "no host:port"),
        ("LISTEN", "127.0.0.1:70000", "no host:port"),
        ("LISTEN", "127.0.0.1:٣", "no host:port"),
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1-secret", "xapp-"),
        ("SLACK_API_URL", "slack.com", "pattern"),
        ("LOG_LEVEL", "LOUD", "pattern"),
        ("BODY_LIMIT_BYTES", "many", "integer"),
        ("ENCRYPTION_KEYS", "secret", "key 1 is none"),
        ("ENCRYPTION_KEYS", "ppk_" + "A" * 43 + ", ppk_secret", "key 2 is none; make one with: pausepoint db keygen"),
        ("ANSWER_RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("PAUSE_RETENTION_DAYS", "a year", "integer"),
        ("POLLS_PER_TOKEN", "0", "greater than or equal to 1"),
        ("SHUTDOWN_DELAY_SECONDS", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_setting_is_named_and_explained_without_its_secret(monkeypatch, name, value, said):
    monkeypatch.setenv(f"PAUSEPOINT_{name}", value)

    with pytest.raises(SettingsRefused) as refused:
        load_settings()

    assert f"PAUSEPOINT_{name}" in refused.value.detail
    assert said in refused.value.detail
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    ("text", "said"),
    [("slack_chanel = 'x'", "no such setting"), ("listen =", "is not TOML"), ("_env_file = 'x'", "no such setting")],
)
def test_a_wrong_file_is_explained(tmp_path, text, said):
    file = tmp_path / "pausepoint.toml"
    file.write_text(text)

    with pytest.raises(SettingsRefused, match=said):
        load_settings(file)


def test_a_missing_file_is_explained(tmp_path):
    with pytest.raises(SettingsRefused, match="cannot read"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("listen", "loopback"), [("127.0.0.1:1", True), ("[::1]:1", True), ("0.0.0.0:1", False), ("localhost:1", True)]
)
def test_the_bot_knows_whether_it_listens_on_loopback(listen, loopback):
    assert Settings(listen=listen).listens_on_loopback is loopback


def test_secrets_are_shown_neither_by_the_settings_nor_by_the_log(monkeypatch):
    monkeypatch.setenv("PAUSEPOINT_SLACK_BOT_TOKEN", "xoxb-123-abc")

    assert "xoxb-123" not in repr(load_settings())
    assert "abc" not in hide_secrets("token xoxb-123-abc, whsec_abc+/=, ppt_abc-_, xapp-1-abc, xoxe.xoxb-1-abc")


def test_several_keys_are_given_by_commas_and_shown_nowhere(monkeypatch):
    keys = [new_key(), new_key()]
    monkeypatch.setenv("PAUSEPOINT_ENCRYPTION_KEYS", f"{keys[0]}, {keys[1]}")

    settings = load_settings()

    sealed = Keyring([keys[1]]).seal("yes", "here")
    assert settings.keyring.open(sealed, "here") == "yes"
    assert not settings.keyring.is_current(sealed)
    assert not any(key in repr(settings) for key in keys)
    assert hide_secrets(f"the key {keys[0]} is gone") == "the key [secret] is gone"


def test_no_keys_are_a_keyring_that_encrypts_nothing(monkeypatch):
    assert not load_settings().keyring.encrypts
