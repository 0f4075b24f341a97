from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.errors import ChannelNotAllowed, RequestRefused
from pausepoint_bot.pauses import Place
from pausepoint_bot.usecases.manage_tokens import create_token
from pausepoint_bot.usecases.ports import AllowedChannel, TokenRecord
from pausepoint_bot.usecases.send_effects import record_done
from pausepoint_bot.usecases.token_channels import channel_for, read_channels
from tests.support.desk import Desk
from tests.support.pauses import NOON

OPS = AllowedChannel(name="ops")
ROOM = AllowedChannel(id="C024BE91L")


def a_token(*channels: AllowedChannel) -> TokenRecord:
    return TokenRecord(
        name="flows", sha256="a" * 64, scopes=frozenset({"open"}), created_at=NOON, channels=channels or None
    )


def test_channels_are_read_as_names_or_ids():
    assert read_channels(["#ops", "ops", "C024BE91L", "#über-uns"]) == (OPS, ROOM, AllowedChannel(name="über-uns"))
    assert read_channels([]) is None


@pytest.mark.parametrize(
    "text", ["", "#", "##ops", "#Ops", "two words", "@alice", "U024BE91L", "<#C1|ops>", "ops\n", "x" * 81, "*"]
)
def test_what_is_neither_name_nor_id_limits_nothing(text: str):
    with pytest.raises(RequestRefused, match="is no channel; give its name, such as #ops"):
        read_channels([text])


@pytest.mark.parametrize("asked", [None, "#anything", "C1", "U1"])
def test_a_token_without_a_limit_opens_anywhere(asked: str | None):
    assert channel_for(a_token(), asked, default="#general") == asked


@pytest.mark.parametrize(
    ("asked", "default", "posted_in"),
    [
        ("#ops", None, "#ops"),
        ("ops", None, "#ops"),
        ("C024BE91L", None, "C024BE91L"),
        (None, "#ops", "#ops"),
        (None, "C024BE91L", "C024BE91L"),
    ],
)
def test_a_limited_token_opens_in_its_channels(asked: str | None, default: str | None, posted_in: str):
    assert channel_for(a_token(OPS, ROOM), asked, default=default) == posted_in


@pytest.mark.parametrize(
    ("asked", "default"),
    [
        ("#general", "#ops"),
        ("C0FFEE", "#ops"),
        ("U1", "#ops"),
        ("@ops", "#ops"),
        ("#OPS", "#ops"),
        ("##ops", "#ops"),
        ("#ops ", "#ops"),
        ("#ops,#general", "#ops"),
        ("#C024BE91L", "#ops"),
        ("c024be91l", "#ops"),
        ("оps", "#ops"),  # a Cyrillic letter  # noqa: RUF001
        (None, "#general"),
        (None, None),
    ],
)
def test_a_limited_token_opens_nowhere_else(asked: str | None, default: str | None):
    with pytest.raises(ChannelNotAllowed) as refused:
        channel_for(a_token(OPS, ROOM), asked, default=default)
    assert "token 'flows' opens pauses only in #ops, C024BE91L" in refused.value.detail
    assert refused.value.wrong[0].pointer == "/channel"


def test_an_id_that_slack_told_stands_for_its_name_from_then_on():
    token = a_token(AllowedChannel(name="ops", id="C9"))
    assert [channel_for(token, asked, default="#ops") for asked in ("#ops", "ops", "C9", None)] == ["C9"] * 4


@pytest.mark.parametrize("scopes", [("open", "read-all"), ("answer",), ("read-all",)])
async def test_a_limited_token_has_no_scope_that_reaches_further(desk: Desk, scopes: tuple[str, ...]):
    with pytest.raises(RequestRefused, match="has the scope open alone"):
        await desk.do(
            lambda uow: create_token(uow, "flows", scopes=scopes, random_bytes=b"x" * 32, now=NOON, channels=["#ops"])
        )


async def announced(desk: Desk, owner: str, asked: str, stands_in: str) -> None:
    await desk.open(OpenPause(title="Deploy?", channel=asked), owner=owner)
    for claim in await desk.owed():
        place = Place(channel=stands_in, ts="1.1", permalink=None)
        await desk.do(lambda uow, claim=claim, place=place: record_done(uow, claim, now=NOON, place=place))


async def channels_of(desk: Desk, name: str) -> tuple[AllowedChannel, ...] | None:
    token = await desk.do(lambda uow: uow.tokens.named(name))
    assert token is not None
    return token.channels


async def test_the_first_message_pins_the_name_that_it_was_posted_by(desk: Desk):
    await desk.do(lambda uow: uow.tokens.add(a_token(ROOM, OPS)))

    await announced(desk, "flows", "#ops", "C9")
    assert await channels_of(desk, "flows") == (ROOM, replace(OPS, id="C9"))

    await announced(desk, "flows", "#ops", "C666")
    assert await channels_of(desk, "flows") == (ROOM, replace(OPS, id="C9"))


async def test_messages_of_other_tokens_and_of_other_channels_pin_nothing(desk: Desk):
    other = replace(a_token(), name="other", sha256="b" * 64, created_at=NOON + timedelta(seconds=1))
    await desk.do(lambda uow: uow.tokens.add(a_token(ROOM, OPS)) and uow.tokens.add(other))

    await announced(desk, "other", "#ops", "C666")
    await announced(desk, "flows", "C024BE91L", "C024BE91L")
    await announced(desk, "nobody", "#ops", "C666")

    assert await channels_of(desk, "flows") == (ROOM, OPS)
    assert await channels_of(desk, "other") is None
