"""A Slack that cannot be reached when the service starts, or later: the door goes on trying, and says so."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint_bot.errors import DeliveryFailed, SettingsRefused
from pausepoint_bot.pauses import Decided
from pausepoint_bot.slack.door import SlackDoor, SlackSettings
from tests.support.service import free_port
from tests.support.slack_bot import a_check_desk, utc_now
from tests.support.waiting import until


def a_door(bot, **members):
    settings = {"bot_token": bot.playground.bot_token, "api_url": bot.playground.api_url} | members
    return SlackDoor(
        SlackSettings(**settings),
        store=bot.desk.store,
        clock=utc_now,
        session=bot.session,
        checks=a_check_desk(bot.desk),
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
async def test_it_starts_without_a_slack_and_says_so(bot, host):
    door = a_door(bot, api_url=f"http://{host}:{free_port()}/api/")

    await door.start()

    assert "could not be reached" in (door.trouble() or "")


@pytest.mark.parametrize("members", [{}, {"app_token": "xapp-wrong"}])
async def test_it_works_once_slack_is_back_or_ends_where_slack_refuses_the_token(bot, members):
    door = a_door(bot, **members)
    bot.playground.faults.down = True
    await door.start()
    bot.playground.faults.down = False

    if members:
        with pytest.raises(SettingsRefused, match="PAUSEPOINT_SLACK_APP_TOKEN"):
            await door.run()
        return
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(door.run())
        await until(lambda: door.trouble() is None)
        running.cancel()


async def test_a_failed_call_is_trouble_until_slack_answers_again_of_itself(bot):
    pause = await bot.open()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bot.door.run())
        assert bot.door.trouble() is None

        bot.playground.faults.down = True
        with pytest.raises(DeliveryFailed):
            await bot.door.surface.refresh(pause)
        assert "out of order" in (bot.door.trouble() or "")
        bot.playground.faults.down = False
        await until(lambda: bot.door.trouble() is None)

        running.cancel()
    await bot.playground.as_person("alice").click(bot.message(), "Approve")
    assert isinstance((await bot.get(pause.id)).status, Decided)


async def test_a_revoked_token_is_trouble_and_ends_nothing(bot):
    pause = await bot.open()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bot.door.run())
        token, bot.playground._installation.bot_token = bot.playground.bot_token, "xoxb-another"

        with pytest.raises(DeliveryFailed):
            await bot.door.surface.refresh(pause)
        assert "PAUSEPOINT_SLACK_BOT_TOKEN" in (bot.door.trouble() or "")

        bot.playground._installation.bot_token = token
        await until(lambda: bot.door.trouble() is None)
        assert not running.done()
        running.cancel()


async def test_the_end_of_an_outage_is_told_and_the_end_of_a_stumble_is_not(bot):
    pause, ends = await bot.open(), []
    bot.door.tell(called=lambda *_: None, answered=lambda *_: None, recovered=lambda: ends.append("over"))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(bot.door.run())
        for lasting in (0.0, 3.5):
            assert ends == []
            bot.playground.faults.down = True
            with pytest.raises(DeliveryFailed):
                await bot.door.surface.refresh(pause)
            await asyncio.sleep(lasting)  # how long it lasts is what makes it an outage
            bot.playground.faults.down = False
            await until(lambda: bot.door.trouble() is None)
            await asyncio.sleep(0.3)  # the watch has had time to tell of it
        await until(lambda: ends == ["over"])
        running.cancel()
