from __future__ import annotations

import pytest

from pausepoint import BadConfiguration
from pausepoint.configuration import Callbacks, read_configuration

TOKEN = {"PAUSEPOINT_API_TOKEN": "secret-token"}
FAR = {**TOKEN, "PAUSEPOINT_API_URL": "https://bot.example.com/"}


def test_the_bot_is_on_this_machine_unless_said_otherwise() -> None:
    read = read_configuration(TOKEN)

    assert read.api_url == "http://127.0.0.1:8700"
    assert read.callbacks == Callbacks(host="127.0.0.1", port=0, url=None, required=False)


def test_a_bot_elsewhere_opens_no_port_here_unasked() -> None:
    assert read_configuration(FAR).callbacks is None


@pytest.mark.parametrize("host", ["http://localhost:1", "http://127.8.9.1", "http://[::1]:8700"])
def test_loopback_is_known_in_every_spelling(host: str) -> None:
    assert read_configuration({**TOKEN, "PAUSEPOINT_API_URL": host}).callbacks is not None


@pytest.mark.parametrize(
    ("said", "callbacks"),
    [
        ({"PAUSEPOINT_CALLBACK_URL": "https://me.example.com/x/"}, ("127.0.0.1", 0, "https://me.example.com/x")),
        ({"PAUSEPOINT_CALLBACK_HOST": "10.0.0.5", "PAUSEPOINT_CALLBACK_PORT": "9000"}, ("10.0.0.5", 9000, None)),
    ],
)
def test_callbacks_elsewhere_are_as_said(said: dict[str, str], callbacks: tuple[str, int, str | None]) -> None:
    read = read_configuration({**FAR, **said}).callbacks

    assert read is not None
    assert (read.host, read.port, read.url) == callbacks
    assert read.required


def test_callbacks_can_be_switched_off() -> None:
    assert read_configuration({**TOKEN, "PAUSEPOINT_CALLBACK": "off"}).callbacks is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"PAUSEPOINT_API_TOKEN": " "}, "PAUSEPOINT_API_TOKEN is not set"),
        ({"PAUSEPOINT_API_TOKEN": "a b"}, "PAUSEPOINT_API_TOKEN holds"),
        ({"PAUSEPOINT_API_URL": "127.0.0.1:8700"}, "PAUSEPOINT_API_URL is '127.0.0.1:8700'"),
        ({"PAUSEPOINT_API_URL": "http://"}, "PAUSEPOINT_API_URL"),
        ({"PAUSEPOINT_API_URL": "http://h:99999"}, "PAUSEPOINT_API_URL"),
        ({"PAUSEPOINT_API_URL": "http://[::1"}, "PAUSEPOINT_API_URL"),
        ({"PAUSEPOINT_API_URL": "http://me:hidden@h"}, "user name or password"),
        ({"PAUSEPOINT_CALLBACK": "maybe"}, "auto, on or off"),
        ({"PAUSEPOINT_CALLBACK_PORT": "http"}, "PAUSEPOINT_CALLBACK_PORT is 'http'"),
        ({"PAUSEPOINT_CALLBACK_PORT": "65536"}, "PAUSEPOINT_CALLBACK_PORT"),
        ({"PAUSEPOINT_CALLBACK_URL": "ftp://x"}, "PAUSEPOINT_CALLBACK_URL"),
        ({**FAR, "PAUSEPOINT_CALLBACK": "on"}, "cannot call back to 127.0.0.1"),
        ({**FAR, "PAUSEPOINT_CALLBACK_HOST": "0.0.0.0"}, "set PAUSEPOINT_CALLBACK_URL"),  # noqa: S104 - as a user might
    ],
)
def test_a_wrong_value_is_one_clear_error(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadConfiguration, match=said) as caught:
        read_configuration({**TOKEN, **wrong})

    assert "hidden" not in str(caught.value)
    assert "secret-token" not in str(caught.value)


def test_the_token_is_not_shown() -> None:
    assert "secret-token" not in repr(read_configuration(TOKEN))
