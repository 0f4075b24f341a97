"""`pausepoint db`: keys, and what stands in the database under them."""

from __future__ import annotations

import re

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.app import running
from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.pauses import Decided, Verdict
from pausepoint_bot.settings import Settings
from pausepoint_bot.store import Keyring, open_store
from pausepoint_bot.usecases.submit_answer import Answer
from tests.support.at_rest import everything_stored
from tests.support.command_line import command, command_beside
from tests.support.desk import Desk

CANARY = "canary7f3a"


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PAUSEPOINT_DATABASE_URL", database_url)
    return database_url


def a_key() -> str:
    return command("db", "keygen").out.strip()


def test_a_key_stands_alone_on_its_line() -> None:
    ran = command("db", "keygen")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"ppk_[A-Za-z0-9_-]{43}\n", ran.out)


def test_without_a_key_the_command_says_how_to_make_one(url: str) -> None:
    assert "make a key with: pausepoint db keygen" in command("db", "encrypt").error


async def test_what_stands_in_clear_is_encrypted_beside_a_running_store(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(url) as store:
        pause = (await Desk(store).open(OpenPause(title=CANARY))).pause.id
    key = a_key()
    monkeypatch.setenv("PAUSEPOINT_ENCRYPTION_KEYS", key)

    async with open_store(url, Keyring([key])) as store:
        ran = await command_beside("db", "encrypt")
        await Desk(store).answer(pause, answer=Answer(verdict=Verdict.REJECTED, reason=CANARY))
        assert isinstance((await Desk(store).get(pause)).status, Decided)

    assert (ran.code, ran.err) == (0, "")
    assert "pauses: 1 rows encrypted" in ran.out
    assert CANARY.encode() not in everything_stored(url)


async def test_what_no_key_opens_is_told_and_ends_the_command_with_an_error(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(url, Keyring([a_key()])) as store:
        await Desk(store).open()
    monkeypatch.setenv("PAUSEPOINT_ENCRYPTION_KEYS", a_key())

    ran = await command_beside("db", "encrypt")

    assert ran.code == 2
    assert "1 rows were left as they are" in ran.err
    assert "PAUSEPOINT_ENCRYPTION_KEYS" in ran.err


async def test_a_service_that_lacks_the_key_does_not_start_and_says_which_setting(url: str) -> None:
    async with open_store(url, Keyring([a_key()])) as store:
        await Desk(store).open()
    settings = Settings.given(
        database_url=url,
        listen="127.0.0.1:0",
        slack_bot_token="xoxb-1",
        slack_signing_secret="s",
        encryption_keys=a_key(),
    )

    with pytest.raises(SettingsRefused, match="which is not in PAUSEPOINT_ENCRYPTION_KEYS"):
        async with running(settings):
            pass
