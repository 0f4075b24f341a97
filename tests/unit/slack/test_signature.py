"""Slack's signature, by the example of its own page, and everything that is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict

from pausepoint_bot.slack.signature import is_slacks

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
AT = datetime.fromtimestamp(1531420618, UTC)
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
HEADERS = CIMultiDict(
    {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
)


def test_slacks_own_example_is_slacks():
    assert is_slacks(BODY, HEADERS, secret=SECRET, now=AT)


def test_one_byte_more_is_not():
    assert not is_slacks(BODY + b"x", HEADERS, secret=SECRET, now=AT)


@pytest.mark.parametrize(("seconds", "fresh"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_five_minutes_either_way_are_fresh(seconds, fresh):
    assert is_slacks(BODY, HEADERS, secret=SECRET, now=AT + timedelta(seconds=seconds)) is fresh


def test_without_a_secret_nothing_is_slacks():
    assert not is_slacks(BODY, HEADERS, secret="", now=AT)


@pytest.mark.parametrize("name", list(HEADERS))
@pytest.mark.parametrize("value", ["", " ", "1531420618 ", "v0=", "v0=" + "A" * 64, "é", "\udcff", "1" * 5000])
def test_malformed_headers_are_not_slacks(name, value):
    headers = CIMultiDict(HEADERS)
    headers[name] = value

    assert not is_slacks(BODY, headers, secret=SECRET, now=AT)
