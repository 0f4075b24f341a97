"""What else can go wrong: for a while the database, the disk, Slack or the flows are gone while people go on living."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from tests.crash.kills import lives_in, report, settle_and_judge
from tests.crash.lives import Life
from tests.crash.people import messages_of, tap_with_notes
from tests.crash.story import Story, answered
from tests.crash.witness import a_witness
from tests.crash.world import Plan, World, a_world
from tests.support.flows import flow_process, result_of

PEOPLE: Final = 6
_AROUND_SECONDS: Final = 1.0
"""How long people live before the trouble, and after it."""

_MOST_BYTES: Final = 4096


async def live_through(trouble: str, plan: Plan, *, seconds: float, people: int = PEOPLE) -> bool:
    """Let people live before, in and after the trouble, and judge whether anything was lost."""
    async with a_world(plan) as world, a_witness(world.url) as witness:
        lives = lives_in(world, witness, people)
        await world.assassin.start_all()
        if trouble == "flow":
            stories = await _rerun_flows(lives)
        else:
            stories = await _live_around(_TROUBLES[trouble](world), lives, seconds)
        verdict = await settle_and_judge(world, stories)
    report(world, verdict)
    return verdict.is_good


async def _live_around(trouble: AbstractAsyncContextManager[None], lives: list[Life], seconds: float) -> list[Story]:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for life in lives:
            tasks.create_task(life.go_on(stop))
        await asyncio.sleep(_AROUND_SECONDS)
        async with trouble:
            await asyncio.sleep(seconds)
        await asyncio.sleep(_AROUND_SECONDS)
        stop.set()
    return [story for life in lives for story in life.stories]


@asynccontextmanager
async def _without_database(world: World) -> AsyncIterator[None]:
    """Cut every connection to PostgreSQL, in the middle of whatever it does."""
    world.ways.database.cut()
    yield
    world.ways.database.mend()


@asynccontextmanager
async def _without_disk(world: World) -> AsyncIterator[None]:
    """Let no file of the services grow: their writes fail, as on a disk that is full. Needs no rights."""
    pids = [service.pid for service in world.assassin.services]
    limits = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, limits, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_MOST_BYTES, hard))
    yield
    for pid, limit in zip(pids, limits, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


@asynccontextmanager
async def _without_slack(world: World) -> AsyncIterator[None]:
    """Break every connection to Slack; people see nothing of it either."""
    world.ways.slack.cut()
    world.playground.faults.down = True
    yield
    world.playground.faults.down = False
    world.ways.slack.mend()


_TROUBLES: Final[dict[str, Callable[[World], AbstractAsyncContextManager[None]]]] = {
    "database": _without_database,
    "disk": _without_disk,
    "slack": _without_slack,
}
TROUBLES: Final = (*_TROUBLES, "flow")


async def _rerun_flows(lives: list[Life]) -> list[Story]:
    """Kill flows that are processes of their own, at different moments, and run them again with their keys."""
    async with asyncio.TaskGroup() as tasks:
        for number, life in enumerate(lives):
            tasks.create_task(_rerun(life, dies_late=number % 2 == 1))
    return [story for life in lives for story in life.stories]


async def _rerun(life: Life, *, dies_late: bool) -> None:
    story = life.story("killed")
    environment = {name: os.environ[name] for name in ("PAUSEPOINT_API_URL", "PAUSEPOINT_API_TOKEN")}
    arguments = ("--title", story.title, "--key", story.title, "--channel", story.channel)
    async with flow_process(environment, *arguments) as flow:
        asked = life.who.person.wait_until(lambda: messages_of(life.who.playground, story), timeout=30)
        (message,) = await asked
        if dies_late:
            await flow.kill()
            await tap_with_notes(life.who, story, message)
        else:
            answering = asyncio.create_task(tap_with_notes(life.who, story, message))
            await flow.kill()
            await answering
    async with flow_process(environment, *arguments) as again:
        with contextlib.suppress(TimeoutError):
            result = await result_of(again)
            story.heard.append(answered(json.loads(json.dumps(result["answer"]))))
    if not story.heard:
        story.lost = "run again, the flow heard nothing"
