"""The relay over a real store that is in trouble: what was done is not done again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from pausepoint.wire import Event, OpenPause
from pausepoint_bot.app import system_clock
from pausepoint_bot.effects import Claim, Release
from pausepoint_bot.errors import DeliveryFailed
from pausepoint_bot.loops.pace import Pace
from pausepoint_bot.loops.relay import Relay
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.pauses import Callback, ListenerId, Pause, Place
from pausepoint_bot.store import Keyring, new_key, open_store
from pausepoint_bot.usecases.follow_events import acknowledge_events
from pausepoint_bot.usecases.send_effects import record_failure
from pausepoint_bot.usecases.settle import LEASE
from tests.support.api import HandClock
from tests.support.board import Board, TroubledStore
from tests.support.desk import Desk
from tests.support.pauses import NOON
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


class _Away(Board):
    """Slack, which is away until it is back, and says how often it was asked."""

    is_back = False
    asked = 0

    async def announce(self, pause: Pause) -> Place:
        self.asked += 1
        if not self.is_back:
            raise DeliveryFailed("nobody there")
        return await super().announce(pause)


async def test_what_failed_is_tried_at_once_when_slack_is_back(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'relay.db'}") as store, asyncio.timeout(_PATIENCE):
        clock, board = HandClock(), _Away()
        relay = Relay(store, Sender(board, board), clock=clock, jitter=lambda: 0.0, pace=Pace(timedelta()))
        await Desk(store).open(now=clock())
        running = asyncio.ensure_future(relay.run())
        await until(lambda: board.asked == 1)
        board.is_back = True
        relay.hurry()  # by the schedule it would be a second later, and this clock stands still
        await until(lambda: bool(board.posts))
        relay.stop()
        await running

        assert board.asked == 2


async def test_a_callback_is_not_repeated_to_a_flow_that_has_read_the_end_in_its_feed(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'relay.db'}") as store:
        desk, listener = Desk(store), ListenerId("lis_" + "0" * 16)
        callback = {"url": "http://127.0.0.1:1/", "secret": "whsec_" + "A" * 43 + "="}
        asked = OpenPause.model_validate({"title": "Delete", "listener": listener, "callback": callback})
        pause = (await desk.open(asked)).pause
        await store.write(lambda uow: uow.events.bind(listener, owner="flows", now=NOON))
        failure = DeliveryFailed("connection refused")

        async def fail(claim: Claim) -> None:
            ended = await desk.get(pause.id)
            await desk.do(lambda uow: record_failure(uow, claim, ended, failure, now=NOON, jitter=0.0))

        await desk.answer(pause.id)
        await desk.do(lambda uow: uow.outbox.free(now=NOON))
        release = next(claim for claim in await desk.owed() if isinstance(claim.effect, Release))
        await fail(release)
        again = next(claim for claim in await desk.owed(later=timedelta(seconds=2)) if claim.id == release.id)
        assert again.attempts == 1

        await desk.do(lambda uow: acknowledge_events(uow, listener, 1, owner="flows", now=NOON))
        await fail(again)
        assert [claim for claim in await desk.owed(later=timedelta(hours=1)) if claim.id == release.id] == []


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


class _Deaf(Board):
    """A receiver that takes no callback, and counts them."""

    asked = 0

    async def deliver(self, callback: Callback, event: Event) -> None:
        del callback, event
        self.asked += 1
        raise DeliveryFailed("connection refused")


async def test_what_cannot_be_recorded_for_want_of_a_key_does_not_block_its_lane(tmp_path: Path) -> None:
    url, clock, board = f"sqlite:///{tmp_path / 'relay.db'}", HandClock(), _Deaf()
    listener = "lis_" + "0" * 16
    async with open_store(url, Keyring([new_key()])) as store:
        before = await Desk(store).open(OpenPause(title="Before", listener=listener), now=clock())
        await Desk(store).answer(before.pause.id, now=clock())

    async with open_store(url, Keyring([new_key()])) as store, asyncio.timeout(_PATIENCE):
        relay = Relay(store, Sender(board, board), clock=clock, jitter=lambda: 0.0, pace=Pace(timedelta()))
        running = asyncio.ensure_future(relay.run())
        callback = {"url": "http://127.0.0.1:1/", "secret": "whsec_" + "A" * 43 + "="}
        asked = OpenPause.model_validate({"title": "Delete", "listener": listener, "callback": callback})
        await Desk(store).answer((await Desk(store).open(asked, now=clock())).pause.id, now=clock())
        await until(lambda: board.asked == 1)
        clock.advance(LEASE.total_seconds() + 1)
        await Desk(store).open(now=clock())  # wakes the relay

        await until(lambda: board.asked == 2)
        relay.stop()
        await running
