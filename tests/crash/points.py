"""Named points in the life of a pause at which the service is killed: every step says where it stands as it passes.

A step is a transaction (before it, inside it with everything done but the commit, after it with nobody told), a call to
the outside (before it, and after it with nothing recorded), or a door.
"""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any, Final

from pausepoint_bot.api.feed import FeedHub
from pausepoint_bot.effects import Claim, Effect
from pausepoint_bot.effects.lanes import kind_of
from pausepoint_bot.loops.sender import Sender
from pausepoint_bot.slack.door import SlackDoor
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.store.postgres import PostgresStore
from pausepoint_bot.store.sqlite import SqliteStore

PassBy = Callable[[str], None]
"""Told the name of every point as it is passed."""

_SENT: Final = ("announce", "refresh", "release", "retract", "explain", "refresh_view")
_VERBS: Final = (
    "open_pause",
    "claim_effects",
    "submit_answer",
    "ask_check",
    "reply_to_check",
    "mark_slow",
    "cancel_pause",
    "record_announced",
    "record_failure",
    "acknowledge",
    "do_due",
    *(f"record_done of {kind}" for kind in _SENT),
)
_SQLITE_VERBS: Final = ("hold_answer",)
_POSTGRES_VERBS: Final = ("hold_silent",)
_DOORS: Final = ("a knock", "reading the pause", "looking up the person", "views.open", "the feed")

BEFORE, INSIDE, AFTER = "before", "inside", "after"


def points(*, postgres: bool) -> list[str]:
    """List every place to die at."""
    verbs = (*_VERBS, *(_POSTGRES_VERBS if postgres else _SQLITE_VERBS))
    inside = [f"{side} {verb}" for verb in verbs for side in (BEFORE, INSIDE, AFTER)]
    sent = [f"{side} sending {kind}" for kind in _SENT for side in (BEFORE, AFTER)]
    doors = [f"{side} {door}" for door in _DOORS for side in (BEFORE, AFTER)]
    return inside + sent + doors


def report_to(pass_by: PassBy) -> None:
    """Let every step of this process tell where it stands. Done once, before the service is put together."""
    for store in (SqliteStore, PostgresStore):
        _report_transactions(store, pass_by)
    _report_calls(Sender, "send", pass_by, lambda effect, *_: f"sending {kind_of(effect)}")
    for owner, method, door in (
        (SlackDoor, "handle", "a knock"),
        (Desk, "find", "reading the pause"),
        (Desk, "identify", "looking up the person"),
        (Desk, "open_view", "views.open"),
        (FeedHub, "next_events", "the feed"),
    ):
        _report_calls(owner, method, pass_by, lambda *_, door=door, **__: door)


def _report_calls(owner: type, method: str, pass_by: PassBy, name: Callable[..., str]) -> None:
    step: Callable[..., Awaitable[object]] = getattr(owner, method)

    @functools.wraps(step)
    async def reporting(self: object, *args: Any, **kwargs: Any) -> object:
        point = name(*args, **kwargs)
        pass_by(f"{BEFORE} {point}")
        result = await step(self, *args, **kwargs)
        pass_by(f"{AFTER} {point}")
        return result

    setattr(owner, method, reporting)


def _report_transactions(store: type, pass_by: PassBy) -> None:
    write: Callable[..., Awaitable[object]] = store.write

    @functools.wraps(write)
    async def reporting(self: object, work: Callable[..., object]) -> object:
        verb = verb_of(work)

        def uncommitted(uow: object) -> object:
            result = work(uow)
            pass_by(f"{INSIDE} {verb}")
            return result

        pass_by(f"{BEFORE} {verb}")
        result = await write(self, uncommitted)
        pass_by(f"{AFTER} {verb}")
        return result

    store.write = reporting


def verb_of(work: Callable[..., object]) -> str:
    """Name what a transaction does: by the function it runs, or the method whose lambda it is."""
    while (wrapped := getattr(work, "_work", None)) is not None:  # watched by the metrics
        work = wrapped
    if isinstance(work, functools.partial):
        claim = work.keywords.get("claim")
        verb = work.func.__name__.lstrip("_")
        return f"{verb} of {_kind(claim)}" if verb == "record_done" and isinstance(claim, Claim) else verb
    return work.__qualname__.partition(".<locals>")[0].rpartition(".")[2].lstrip("_")


def _kind(claim: Claim) -> str:
    effect: Effect = claim.effect
    return kind_of(effect)


class Ambush:
    """Kills this process the `nth` time that it comes to a point, once it is armed."""

    def __init__(self, point: str, nth: int) -> None:
        self._point = point
        self._left = nth
        self.is_armed = False

    def pass_by(self, point: str) -> None:
        """Die, if this is the place and the time."""
        if self.is_armed and point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
