"""A store knows whether it can be written."""

from __future__ import annotations

import asyncio

from pausepoint_bot.store import OpenStore, StoreClosed
from pausepoint_bot.store.pulse import Pulse
from tests.contract.store.conftest import Opener


async def test_a_store_that_can_be_written_has_no_trouble(opener: Opener) -> None:
    async with opener() as store:
        assert await store.trouble() is None


async def test_a_closed_store_says_so(opener: Opener) -> None:
    async with opener() as store:
        await store.close()
        assert "closed" in (await store.trouble() or "")


async def test_many_who_ask_at_once_are_told_by_one_write(opener: Opener) -> None:
    async with opener() as store:
        told = await asyncio.gather(*(store.trouble() for _ in range(50)))
        assert set(told) == {None}
        assert await beats(store) == 1


async def test_a_slow_write_is_no_trouble() -> None:
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    assert await Pulse(lambda: never).trouble() is None


async def test_a_write_that_never_ends_is_trouble() -> None:
    loop = asyncio.get_running_loop()
    pulse = Pulse(loop.create_future)
    await pulse.trouble()

    pulse._begun -= 60

    assert "a write has been under way for 6" in (await pulse.trouble() or "")


async def test_a_failed_write_is_told_once_and_tried_again() -> None:
    loop = asyncio.get_running_loop()
    beats: list[asyncio.Future[None]] = [loop.create_future(), loop.create_future()]
    beats[0].set_exception(StoreClosed("no space"))
    beats[1].set_result(None)
    pulse = Pulse(iter(beats).__next__)

    assert [await pulse.trouble(), await pulse.trouble()] == ["no space", None]


async def beats(store: OpenStore) -> int:
    return await store.read(lambda uow: uow.pulse.beats())  # type: ignore[attr-defined] # the adapter's own
