from __future__ import annotations

import asyncio

import pytest

from pausepoint import PauseCancelled, apause_flow_run, pause_flow_run, runtime
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import Asked, FakeBot

SOON = 20


async def waiting(bot: FakeBot) -> Asked:
    return (await asyncio.to_thread(bot.wait_for_pauses))[0]


async def test_a_cancelled_task_withdraws_its_pause(bot: FakeBot) -> None:
    flow = asyncio.ensure_future(apause_flow_run(str))
    asked = await waiting(bot)

    flow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flow

    assert (bot.view(asked.id).state, bot.view(asked.id).cancel_reason) == ("cancelled", "withdrawn")


async def test_wait_for_running_out_withdraws_the_pause(bot: FakeBot) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(apause_flow_run(str, title="too slow"), 0.5)

    assert any(request.endswith("/cancel") for request in bot.requests)


async def test_a_failing_sibling_withdraws_the_pause(bot: FakeBot) -> None:
    async def fail_once_asked() -> None:
        await waiting(bot)
        raise KeyError("sibling")

    async def flow() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(apause_flow_run(str))
            group.create_task(fail_once_asked())

    with pytest.raises(ExceptionGroup):
        await flow()

    assert any(request.endswith("/cancel") for request in bot.requests)


async def test_a_pause_with_a_key_outlives_its_code(bot: FakeBot) -> None:
    flow = asyncio.ensure_future(apause_flow_run(str, key="k"))
    asked = await waiting(bot)

    flow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flow

    assert bot.view(asked.id).state == "waiting"
    assert not any(request.endswith("/cancel") for request in bot.requests)


async def test_a_pause_cancelled_while_it_is_being_opened_is_withdrawn(bot: FakeBot) -> None:
    bot.hold_openings.clear()
    flow = asyncio.ensure_future(apause_flow_run(str))
    asked = await waiting(bot)

    flow.cancel()
    await asyncio.sleep(0)
    bot.hold_openings.set()
    with pytest.raises(asyncio.CancelledError):
        await flow

    assert bot.view(asked.id).state == "cancelled"


async def test_a_cancelled_task_does_not_hang_when_the_bot_is_away(bot: FakeBot) -> None:
    flow = asyncio.ensure_future(apause_flow_run(str))
    await waiting(bot)

    await asyncio.to_thread(bot.stop)
    flow.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(flow, SOON)


def test_shutting_down_withdraws_what_threads_still_wait_for(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    runtime.shut_down()

    with pytest.raises(PauseCancelled):
        flow.result(SOON)
    assert bot.view(asked.id).state == "cancelled"
