"""The relay over a real store that is in trouble: what was done is not done again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from pausepoint_bot.app import system_clock
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.relay import Relay
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.store import open_store
from tests.support.api import HandClock
from tests.support.board import Board, TroubledStore
from tests.support.desk import Desk
from tests.support.waiting import until

_PATIENCE = 10.0


async def test_a_message_that_could_not_be_recorded_at_first_is_not_posted_again(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'relay.db'}") as store, asyncio.timeout(_PATIENCE):
        troubled, board = TroubledStore(store=store), Board()

        def fill_the_disk() -> None:
            troubled.refusing = 1

        board.on_post = fill_the_disk
        relay = Relay(
            troubled, Sender(board, board), clock=system_clock, jitter=lambda: 0.0, pace=Pace(timedelta(seconds=0))
        )
        running = asyncio.ensure_future(relay.run())
        opened = await Desk(store).open(now=system_clock())
        await troubled.recovered.wait()
        relay.stop()
        await running
        assert (await Desk(store).get(opened.pause.id)).place == board.posts[0]
        assert len(board.posts) == 1


async def test_what_is_long_overdue_is_trouble_only_where_nothing_is_attempted(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'relay.db'}") as store, asyncio.timeout(_PATIENCE):
        clock, board, attempts = HandClock(), Board(), []
        relay = Relay(store, Sender(board, board), clock=clock, jitter=lambda: 0.0, pace=Pace(timedelta()))
        relay.tell(lambda kind, outcome, _seconds: attempts.append((kind, outcome)))
        assert await relay.trouble() is None
        await Desk(store).open(now=clock())
        clock.advance(59)
        assert await relay.trouble() is None
        clock.advance(1)
        assert await relay.trouble() == "an effect is due for 60 s, and nothing is being attempted"

        running = asyncio.ensure_future(relay.run())
        await until(lambda: bool(attempts))
        relay.stop()
        await running

        assert attempts == [("announce", "delivered")]
        assert await relay.trouble() is None
