"""The main play: people live their stories while the services are killed, and at the end everything is judged."""

from __future__ import annotations

import asyncio
import contextlib
import time

from pausepoint_playground.client.errors import SlackClientError
from tests.crash.judge import Verdict, judge, still_owed
from tests.crash.lives import Life
from tests.crash.people import messages_of, somebody
from tests.crash.story import Story
from tests.crash.witness import Witness, a_witness
from tests.crash.world import Plan, World, a_world

PEOPLE = 8
_LAST_SECONDS = 60.0


async def kill_again_and_again(plan: Plan, kills: int, *, people: int = PEOPLE) -> bool:
    """Kill, restart, look; print what was seen."""
    began = time.monotonic()
    async with a_world(plan) as world, a_witness(world.url) as witness:
        stories = await _live_and_let_die(world, witness, kills, people)
        verdict = await settle_and_judge(world, stories)
    _report_deaths(world, time.monotonic() - began)
    report(world, verdict)
    return verdict.is_good


def lives_in(world: World, witness: Witness, people: int) -> list[Life]:
    """Let people into the world."""
    calm = world.assassin.calm
    return [Life(somebody(world.playground, f"p{number}", world.chance, calm), witness) for number in range(people)]


async def _live_and_let_die(world: World, witness: Witness, kills: int, people: int) -> list[Story]:
    stop = asyncio.Event()
    lives = lives_in(world, witness, people)
    await world.assassin.start_all()
    async with asyncio.TaskGroup() as tasks:
        for life in lives:
            tasks.create_task(life.go_on(stop))
        await world.assassin.kill(kills)
        stop.set()
    return [story for life in lives for story in life.stories]


async def settle_and_judge(world: World, stories: list[Story]) -> Verdict:
    """Let the service finish what it owes, and people click what still has buttons; then judge."""
    until = time.monotonic() + _LAST_SECONDS
    while time.monotonic() < until:
        has_clicked = await _click_leftovers(world, stories)
        if not has_clicked and not await asyncio.to_thread(still_owed, world.database):
            break
        await asyncio.sleep(0.5)
    standing = {story.title: messages_of(world.playground, story) for story in stories}
    return await asyncio.to_thread(judge, world.database, stories, standing)


async def _click_leftovers(world: World, stories: list[Story]) -> bool:
    """Click every message that still has buttons, as people would; tell whether there was any."""
    alice = world.playground.as_person("alice")
    found = False
    for story in stories:
        for message in messages_of(world.playground, story):
            if message.buttons:
                found = True
                world.playground.channel(story.channel).members.add(alice.person.id)
                with contextlib.suppress(SlackClientError):
                    await alice.click(message, message.buttons[0])
                with contextlib.suppress(SlackClientError):
                    await alice.close(all=True)
    return found


def _report_deaths(world: World, seconds: float) -> None:
    assassin = world.assassin
    for place, times in sorted(assassin.deaths.items()):
        print(f"  {times:>4} {place}")
    for place in assassin.unvisited():
        print(f"     - {place}")
    print(f"not reached within a life: {dict(assassin.missed)}")
    print(f"{seconds:.0f} s; points never died at: {len(assassin.unvisited())}")


def report(world: World, verdict: Verdict) -> None:
    """Print every reproach, and the closing line."""
    for line in verdict.lines():
        print(line)
    print(verdict.closing_line(world.assassin.deaths.total()))
