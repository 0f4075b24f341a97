"""The way out: what is posted, and what becomes of it when Slack refuses, limits, or is down."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest

from pausepoint.wire import FlowRef, OpenPause, PolicyRequest
from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.pauses import Failed, Place
from pausepoint_bot.slack.door import SlackDoor, SlackSettings
from tests.support.pauses import a_pause
from tests.support.slack_bot import a_check_desk, utc_now


async def test_a_message_is_posted_with_its_link(bot):
    pause = await bot.open(OpenPause(title="Delete 42 runs", flow=FlowRef(name="cleanup", url="https://x.example/run")))

    message = bot.message("#general")

    assert pause.place is not None
    assert (pause.place.channel, pause.place.ts) == (message.channel, message.ts)
    assert pause.place.permalink is not None
    assert "cleanup" in message.visible_text


@pytest.mark.parametrize(
    ("channel", "code", "advice"),
    [
        ("#nowhere", "channel_not_found", "#nowhere"),
        ("C0NOWHERE", "channel_not_found", "C0NOWHERE"),
        ("#elsewhere", "not_in_channel", "/invite @pausepoint"),
        ("#archived", "is_archived", "#archived"),
    ],
)
async def test_a_channel_that_cannot_be_posted_in_fails_the_pause_with_what_to_do(bot, channel, code, advice):
    pause = await bot.open(OpenPause(title="Delete 42 runs", channel=channel))

    assert isinstance(pause.status, Failed)
    assert pause.status.code == code
    assert advice in pause.status.detail


@pytest.mark.parametrize(
    "approver", ["UNOBODY", "nobody@example.com", "Alice", "gone@example.com", "connect@partner.com"]
)
async def test_an_approver_who_could_never_decide_fails_the_pause(bot, approver):
    asked = OpenPause(title="Delete 42 runs", policy=PolicyRequest(approvers=[approver]))

    pause = await bot.open(asked)

    assert isinstance(pause.status, Failed)
    assert pause.status.code == "unknown_approver"
    assert approver in pause.status.detail


async def test_a_missing_scope_is_named(bot):
    bot.playground.scopes = frozenset({"users:read"})

    with pytest.raises(DeliveryFailed, match="chat:write") as refused:
        await bot.door.surface.announce(a_pause())

    assert (refused.value.code, refused.value.lasting) == ("missing_scope", True)


async def test_a_rate_limit_says_when_to_come_back(bot):
    bot.playground.faults.rate_limit("chat.postMessage", retry_after=7)

    with pytest.raises(DeliveryFailed) as refused:
        await bot.door.surface.announce(a_pause())

    assert (refused.value.lasting, refused.value.retry_after) == (False, 7.0)
    assert len(bot.playground.calls("chat.postMessage")) == 1, "nothing is retried here"


async def test_slack_out_of_order_is_no_lasting_failure(bot):
    bot.playground.faults.down = True

    with pytest.raises(DeliveryFailed) as refused:
        await bot.door.surface.announce(a_pause())

    assert not refused.value.lasting


async def test_slack_out_of_reach_is_no_lasting_failure(bot):
    pause = await bot.open()
    await bot.playground.stop()

    with pytest.raises(DeliveryFailed) as refused:
        await bot.door.surface.refresh(pause)

    assert (refused.value.code, refused.value.lasting) == ("unreachable", False)


async def test_a_missing_link_is_no_failure(bot):
    bot.playground.faults.rate_limit("chat.getPermalink")

    pause = await bot.open()

    assert pause.place is not None
    assert pause.place.permalink is None


async def test_a_message_that_was_deleted_is_not_refreshed_for_ever(bot):
    pause = await bot.open()
    assert pause.place is not None
    await bot.door.surface.retract(pause.place)
    await bot.playground.as_person("alice").wait_until(lambda: not bot.playground.as_person("alice").messages("#ops"))

    with pytest.raises(DeliveryFailed) as refused:
        await bot.door.surface.refresh(pause)

    assert (refused.value.code, refused.value.lasting) == ("message_not_found", True)


async def test_retracting_twice_is_as_good_as_once(bot):
    pause = await bot.open()
    assert pause.place is not None

    await bot.door.surface.retract(pause.place)
    await bot.door.surface.retract(pause.place)

    assert bot.playground.as_person("alice").messages("#ops") == []


async def test_another_persons_message_is_not_ours_to_change(bot):
    theirs = await bot.playground.post("alice", "#ops", "hello")
    pause = replace(a_pause(), place=Place(channel=theirs.channel, ts=theirs.ts, permalink=None))

    with pytest.raises(DeliveryFailed) as refused:
        await bot.door.surface.refresh(pause)

    assert (refused.value.code, refused.value.lasting) == ("cant_update_message", True)


async def test_a_pause_without_any_channel_says_which_setting_is_missing(bot, tmp_path):
    settings = SlackSettings(bot_token=bot.playground.bot_token, api_url=bot.playground.api_url)
    door = SlackDoor(settings, store=bot.desk.store, clock=utc_now, session=bot.session, checks=a_check_desk(bot.desk))

    with pytest.raises(DeliveryFailed, match="PAUSEPOINT_SLACK_CHANNEL"):
        await door.surface.announce(a_pause())


@pytest.mark.parametrize("members", [{"bot_token": "xoxb-wrong"}, {"app_token": "xapp-wrong"}])
async def test_a_wrong_token_is_said_at_start(bot, members):
    known = {"bot_token": bot.playground.bot_token, "api_url": bot.playground.api_url}
    door = SlackDoor(
        SlackSettings(**known | members),
        store=bot.desk.store,
        clock=utc_now,
        session=bot.session,
        checks=a_check_desk(bot.desk),
    )

    with pytest.raises(SettingsRefused, match=f"PAUSEPOINT_SLACK_{next(iter(members)).upper()}"):
        await door.start()


async def test_an_address_that_is_not_slacks_is_said_at_start(bot):
    settings = SlackSettings(bot_token="xoxb-1", api_url=bot.playground.url)
    door = SlackDoor(settings, store=bot.desk.store, clock=utc_now, session=bot.session, checks=a_check_desk(bot.desk))

    with pytest.raises(SettingsRefused, match=r"127\.0\.0\.1"):
        await door.start()


async def test_the_environment_is_not_asked(bot, monkeypatch):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "xoxb-not-this-one")
    settings = SlackSettings(bot_token=bot.playground.bot_token, api_url=bot.playground.api_url, default_channel="#ops")
    async with aiohttp.ClientSession() as session:
        door = SlackDoor(settings, store=bot.desk.store, clock=utc_now, session=session, checks=a_check_desk(bot.desk))
        await door.start()

        place = await door.surface.announce(a_pause())

    assert place.channel == bot.playground.channel("ops").id


async def test_secrets_are_in_no_repr(bot):
    settings = SlackSettings(bot_token="xoxb-secret", signing_secret="secret", app_token="xapp-secret")

    assert "secret" not in repr(settings).replace("signing_secret", "")
