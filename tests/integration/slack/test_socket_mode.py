"""Socket Mode: the same listeners without a public address."""

from __future__ import annotations

import asyncio

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided
from pausepoint_bot.slack.socket_mode import SocketDoor
from tests.support.slack_bot import slack_bot

SCHEMA = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "count": {"type": "integer", "default": 3}},
}


@pytest.fixture
async def bot(tmp_path):
    async with slack_bot(tmp_path, socket=True) as running, asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(running.door.run())
        playground = running.playground
        await playground.socket_mode.changes.until(lambda: playground.socket_mode.connections, timeout_seconds=5)
        yield running
        serving.cancel()


async def test_a_form_is_answered_with_its_error_first(bot):
    pause = await bot.open(OpenPause(title="How many", channel="#ops", schema=SCHEMA))
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "With notes…")
    missing = await alice.submit({"Count": "4"})
    result = await alice.submit({"Approve": "Approve"})

    assert not missing.closed
    assert result.closed
    decided = (await bot.get(pause.id)).status
    assert isinstance(decided, Decided)
    assert decided.decision.values == {"approve": True, "count": 4}


async def test_one_tap_shows_its_outcome(bot):
    await bot.open(OpenPause(title="How many", channel="#ops", schema=SCHEMA))
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Approve")

    assert (await alice.wait_for_message("#ops", "Approved by")).buttons == []


class LosesTheFirst(set):
    """Tickets, of which the first to be shown is not taken."""

    lost: object = None

    def __contains__(self, ticket):
        self.lost = self.lost or ticket
        return ticket != self.lost and super().__contains__(ticket)


async def test_an_address_that_fails_is_not_tried_for_ever(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, asyncio.TaskGroup() as tasks:
        playground = bot.playground
        playground._installation.socket_tickets = LosesTheFirst()
        door = SocketDoor(
            bot.door._reception,
            app_token=playground.app_token,
            client=bot.door._client,
            ping_seconds=0.05,
            connect_seconds=0.2,
        )
        serving = tasks.create_task(door.run())

        await playground.socket_mode.changes.until(lambda: playground.socket_mode.connections, timeout_seconds=10)

        assert len(playground.calls("apps.connections.open")) > 2
        serving.cancel()


async def test_it_reconnects_when_slack_says_so(bot):
    socket_mode = bot.playground.socket_mode
    opened = len(bot.playground.calls("apps.connections.open"))
    await bot.open()
    alice = bot.playground.as_person("alice")

    await socket_mode.disconnect("refresh_requested")
    await socket_mode.changes.until(
        lambda: len(bot.playground.calls("apps.connections.open")) > opened and socket_mode.connections == 1,
        timeout_seconds=10,
    )
    await alice.click(bot.message(), "Approve")

    assert await alice.wait_for_message("#ops", "Approved by")


async def test_odd_envelopes_are_acknowledged_and_the_connection_lives(bot):
    await bot.playground.send_event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
    await bot.playground.send_event({"type": "unheard_of"})
    await bot.open()
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Approve")

    assert await alice.wait_for_message("#ops", "Approved by")
    assert all(entry.ok for entry in bot.playground.log if entry.kind == "event")
