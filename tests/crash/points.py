"""Named places at which the service is killed: before or after a step of a pause's life."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal


@dataclass(frozen=True, slots=True)
class Point:
    """A step (a method of the service) and on which side of it to die."""

    module: str
    owner: str
    method: str
    side: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.side} {self.owner}.{self.method}"


_STEPS = (
    ("pausepoint_bot.slack.door", "SlackDoor", "handle"),  # a knock of Slack's; after: acknowledged
    ("pausepoint_bot.store.sqlite", "SqliteStore", "write"),  # after: durable, nobody told
    ("pausepoint_bot.slack.surface", "SlackSurface", "announce"),  # after: posted, not recorded
    ("pausepoint_bot.slack.surface", "SlackSurface", "refresh"),
    ("pausepoint_bot.slack.surface", "SlackSurface", "retract"),
    ("pausepoint_bot.webhooks.receiver", "WebhookReceiver", "deliver"),  # after: delivered, not recorded
    ("pausepoint_bot.api.feed", "FeedHub", "next_events"),
    ("pausepoint_bot.loops.relay", "Relay", "_send_and_record"),
)
_POSTGRES = ("pausepoint_bot.store.postgres", "PostgresStore", "write")


def points(*, postgres: bool) -> list[Point]:
    """List every place to die at."""
    steps = [_POSTGRES if step[1] == "SqliteStore" and postgres else step for step in _STEPS]
    return [Point(*step, side) for step in steps for side in ("before", "after")]  # type: ignore[arg-type] # the two sides


def arm(point: Point, nth: int) -> None:
    """Let this process kill itself the `nth` time it comes to the point."""
    owner = getattr(import_module(point.module), point.owner)
    left = [nth]

    def pass_by() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, point.method, _wrapped(getattr(owner, point.method), point.side, pass_by))


def _wrapped(step: Callable[..., object], side: str, pass_by: Callable[[], None]) -> Callable[..., object]:
    assert asyncio.iscoroutinefunction(step)

    @functools.wraps(step)
    async def wrapped(*args: object, **kwargs: object) -> object:
        if side == "before":
            pass_by()
        result = await step(*args, **kwargs)
        if side == "after":
            pass_by()
        return result

    return wrapped
