"""Socket Mode: the same listeners without a public address, however the connection fares."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided
from pausepoint_bot.slack.socket_mode import SocketDoor
from pausepoint_playground import SlackClientError
from tests.support.slack_bot import slack_bot, utc_now
from tests.support.waiting import until

SCHEMA = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "count": {"type": "integer", "default": 3}},
}


@asynccontextmanager
async def running(bot, door=None):
    """Run the bot's way in until the block ends."""
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task((door or bot.door).run())
        try:
            yield
        finally:
            serving.cancel()


async def connected(bot, count=1):
    socket_mode = bot.playground.socket_mode
    await socket_mode.changes.until(lambda: socket_mode.connections == count, timeout_seconds=10)


@pytest.fixture
async def bot(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, running(bot):
        await connected(bot)
        yield bot


def a_socket(bot, **times):
    """Return another way in, as a replica of the bot has: its own connection, the same store."""
    return SocketDoor(
        bot.door._reception,
        app_token=bot.playground.app_token,
        client=bot.door._client,
        session=bot.session,
        clock=utc_now,
        **times,
    )


async def decided_by(bot, pause):
    status = (await bot.get(pause.id)).status
    assert isinstance(status, Decided), status
    return [person.name for person in status.decision.by]


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


async def test_odd_envelopes_are_acknowledged_and_the_connection_lives(bot):
    await bot.playground.send_event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
    await bot.playground.send_event({"type": "unheard_of"})
    await bot.open()
    alice = bot.playground.as_person("alice")

    await alice.click(bot.message(), "Approve")

    assert await alice.wait_for_message("#ops", "Approved by")
    assert all(entry.ok for entry in bot.playground.log if entry.kind == "event")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_next_connection_is_open_before_the_old_one_goes(bot, reason):
    pauses = [await bot.open() for _ in range(3)]
    alice, socket_mode = bot.playground.as_person("alice"), bot.playground.socket_mode
    first, second, third = alice.messages("#ops")
    fewest = []
    with bot.playground.faults.outage_of("hanging", "apps.connections.open"):
        await socket_mode.disconnect(reason, within=0.3)
        await until(lambda: any(entry.kind == "outage" for entry in bot.playground.log))
        await alice.click(first, "Approve")
    await connected(bot, 2)

    async with asyncio.TaskGroup() as watching:
        watch = watching.create_task(_note(socket_mode, fewest))
        await alice.click(second, "Approve")
        await connected(bot, 1)
        await alice.click(third, "Approve")
        watch.cancel()

    assert [await decided_by(bot, pause) for pause in pauses] == [["alice"]] * 3
    assert min(fewest) == 1
    assert all(entry.ok for entry in bot.playground.log.of("block_actions"))


async def _note(socket_mode, fewest):
    while True:
        fewest.append(socket_mode.connections)
        await socket_mode.changes.next().wait()


async def test_it_connects_again_after_a_sudden_loss_and_says_so_meanwhile(bot):
    pause, playground = await bot.open(), bot.playground
    with playground.faults.outage_of("unavailable", "apps.connections.open"):
        await playground.socket_mode.drop()
        await until(lambda: "no Socket Mode connection since" in (bot.door.trouble() or ""))
        with pytest.raises(SlackClientError, match="no websocket"):
            await playground.as_person("alice").click(bot.message(), "Approve")
    await connected(bot)
    await playground.as_person("alice").click(bot.message(), "Approve")

    assert await decided_by(bot, pause) == ["alice"]
    assert bot.door.trouble() is None


async def test_a_connection_that_dies_at_once_is_tried_again_ever_more_rarely(bot):
    playground = bot.playground
    opened = len(playground.calls("apps.connections.open"))
    playground.faults.dead_connections = 2

    await playground.socket_mode.drop()
    await connected(bot)

    tries = playground.calls("apps.connections.open")[opened:]
    assert len(tries) == 3
    assert tries[2].at - tries[1].at >= 0.5


async def test_slacks_wish_to_be_asked_later_is_kept(bot):
    bot.playground.faults.rate_limit("apps.connections.open", retry_after=1)

    await bot.playground.socket_mode.drop()
    await connected(bot)

    refused, taken = bot.playground.calls("apps.connections.open")[-2:]
    assert (refused.ok, taken.ok) == (False, True)
    assert taken.at - refused.at >= 1


async def test_a_connection_on_which_nobody_answers_is_given_up(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, running(bot, a_socket(bot, ping_seconds=0.05)):
        socket_mode = bot.playground.socket_mode
        await connected(bot)
        pause = await bot.open()

        socket_mode.frozen = True
        await connected(bot, 0)
        socket_mode.frozen = False
        await connected(bot)
        await bot.playground.as_person("alice").click(bot.message(), "Approve")

        assert await decided_by(bot, pause) == ["alice"]


async def test_an_address_that_never_greets_is_not_waited_for(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot:
        with bot.playground.faults.outage_of("hanging", "socket"):
            async with running(bot, a_socket(bot, connect_seconds=0.05)):
                await until(lambda: len(bot.playground.calls("socket")) == 2)


async def test_replicas_each_have_their_connection_and_any_of_them_answers(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, running(bot), running(bot, a_socket(bot)):
        await connected(bot, 2)
        pauses = [await bot.open() for _ in range(4)]
        for message in bot.playground.as_person("alice").messages("#ops"):
            await bot.playground.as_person("alice").click(message, "Approve")

        assert [await decided_by(bot, pause) for pause in pauses] == [["alice"]] * 4


async def test_one_connection_too_many_waits_for_a_place(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot:
        places = [await bot.session.ws_connect(await _address(bot)) for _ in range(10)]
        await connected(bot, 10)
        door = a_socket(bot)
        async with running(bot, door):
            await until(lambda: "too_many_websockets" in (door.trouble() or ""))
            await places[0].close()
            await until(lambda: door.trouble() is None)
        for place in places:
            await place.close()


async def _address(bot):
    return (await bot.door._client.apps_connections_open(app_token=bot.playground.app_token))["url"]


async def test_an_envelope_that_is_brought_again_has_the_first_reply_again(bot):
    pause = await bot.open(OpenPause(title="How many", channel="#ops", schema=SCHEMA))
    alice, faults = bot.playground.as_person("alice"), bot.playground.faults
    await alice.click(bot.message(), "With notes…")

    faults.drop_acks, faults.redeliver = 2, 1
    result = await alice.submit({"Approve": "Approve", "Count": "5"})

    assert result.closed
    assert await decided_by(bot, pause) == ["alice"]


async def test_an_answer_whose_connection_is_gone_leaves_over_the_next_one(bot):
    pause, playground = await bot.open(), bot.playground
    alice = playground.as_person("alice")
    async with asyncio.TaskGroup() as tasks:
        with playground.faults.outage_of("hanging", "users.info"):
            clicking = tasks.create_task(alice.click(bot.message(), "Approve"))
            await until(lambda: playground.calls("users.info"))
            await playground.socket_mode.drop()
            await connected(bot)

    assert clicking.exception() is None
    assert await decided_by(bot, pause) == ["alice"]


async def test_an_answer_in_hand_is_sent_before_it_ends(tmp_path):
    async with slack_bot(tmp_path, socket=True) as bot, asyncio.TaskGroup() as tasks:
        async with running(bot):
            await connected(bot)
            pause = await bot.open()
            alice = bot.playground.as_person("alice")
            bot.playground.faults.begin_outage("hanging", "users.info")
            clicking = tasks.create_task(alice.click(bot.message(), "Approve"))
            await until(lambda: bot.playground.calls("users.info"))
            asyncio.get_running_loop().call_soon(bot.playground.faults.end_outage)
        await clicking

        assert await decided_by(bot, pause) == ["alice"]
