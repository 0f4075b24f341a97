"""Thousands of flows wait at two services on one database; all are answered, and one service is killed meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.server import Playground
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from tests.crash.assassin import Service
from tests.crash.judge import still_owed
from tests.crash.many_flows import CHANNELS, channel_of, is_approved
from tests.crash.world import Plan, World, a_world
from tests.support.programs import Program, a_program

_HANDS = 40
"""How many clicks are under way at once."""

_PROCESSES = 2
_PATIENCE_SECONDS = 1200.0
_OWED_SECONDS = 300.0


@dataclass(slots=True)
class Clerk:
    """Answers every message in the channel once, each as its number wants it."""

    world: World
    alice: ActingPerson
    answered: set[str] = field(default_factory=set)

    def asked(self) -> dict[str, Message]:
        """List the messages that stand, by their titles."""
        workspace = self.world.playground.workspace
        channels = [self.world.playground.channel(channel_of(number)).id for number in range(CHANNELS)]
        seen = [one for channel in channels for one in workspace.messages[channel].values()]
        return {found[0]: one for one in seen if (found := re.search(r"Many\d \d+", one.text)) and not one.deleted}

    async def answer(self, queue: asyncio.Queue[tuple[str, Message]]) -> None:
        """Answer what lies in the queue, until cancelled."""
        while True:
            title, message = await queue.get()
            button = "Approve" if is_approved(int(title.split()[1])) else "Decline"
            while message.buttons:
                try:
                    await self.alice.click(message, button)
                    break
                except SlackClientError:
                    await asyncio.sleep(0.2)
            self.answered.add(title)
            queue.task_done()


async def answer_many(plan: Plan, count: int) -> bool:
    """Open `count` pauses, answer them all, kill a service in the middle, and print how it went."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world(plan))
        _open_channels(world.playground)
        await world.assassin.start_all()
        share = count // _PROCESSES
        began = time.monotonic()
        flows = [await stack.enter_async_context(_flows(f"Many{number}", share)) for number in range(_PROCESSES)]
        clerk = Clerk(world, world.playground.as_person("alice"))
        await _until(lambda: len(clerk.asked()) >= share * _PROCESSES, flows)
        opened = time.monotonic()
        print(f"opened {share * _PROCESSES} in {opened - began:.1f} s, {_memory(world.assassin.services)}", flush=True)
        await _answer_all(clerk, world.assassin.services)
        results = [await _result(each) for each in flows]
        released = time.monotonic()
        right = sum(result["right"] for result in results)
        print(f"released {right} with the right value in {released - opened:.1f} s; {_memory(world.assassin.services)}")
        print(f"flows' memory {[result['mebibytes'] for result in results]} MiB; wrong {[r['wrong'] for r in results]}")
        owed = await _settled(plan.database)
        print(f"still owed {owed}; everything told after {time.monotonic() - opened:.1f} s")
        return right == share * _PROCESSES and not owed


def _open_channels(playground: Playground) -> None:
    workspace, alice = playground.workspace, playground.people["alice"]
    for number in range(CHANNELS):
        members = {workspace.bot_user_id, alice.id}
        name = channel_of(number).removeprefix("#")
        workspace.add_channel(Channel(id=workspace.ids.of("C"), name=name, members=members))


async def _answer_all(clerk: Clerk, services: list[Service] | tuple[Service, ...]) -> None:
    queue: asyncio.Queue[tuple[str, Message]] = asyncio.Queue()
    messages = clerk.asked()
    for item in messages.items():
        queue.put_nowait(item)
    async with asyncio.TaskGroup() as tasks:
        hands = [tasks.create_task(clerk.answer(queue)) for _ in range(_HANDS)]
        while len(clerk.answered) < len(messages) // 2:
            await asyncio.sleep(0.05)
        print(f"killing one of two after {len(clerk.answered)} answers", flush=True)
        await services[0].kill()
        await asyncio.sleep(1)
        await services[0].start()
        await queue.join()
        for hand in hands:
            hand.cancel()


async def _until(reached: object, flows: list[Program]) -> None:
    assert callable(reached)
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not reached():
            assert all(flow.process.returncode is None for flow in flows), flows[0].stderr + flows[0].stdout
            await asyncio.sleep(0.2)


async def _result(flow: Program) -> dict:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await flow.process.wait()
        await flow.ended()
    return json.loads(flow.stdout.splitlines()[-1])


async def _settled(database: str) -> dict[str, int]:
    """Wait until every message tells its outcome. Callbacks of flows that have gone on by their feed do not count."""
    until, owed = time.monotonic() + _OWED_SECONDS, {"?": 1}
    while owed and time.monotonic() < until:
        owed = await asyncio.to_thread(still_owed, database)
        owed.pop("release", None)
        await asyncio.sleep(0.2)
    return owed


@asynccontextmanager
async def _flows(name: str, count: int) -> AsyncIterator[Program]:
    environment = {key: os.environ[key] for key in ("PAUSEPOINT_API_URL", "PAUSEPOINT_API_TOKEN")}
    async with a_program("-m", "tests.crash.many_flows", name, str(count), environment=environment) as program:
        yield program


def _memory(services: list[Service] | tuple[Service, ...]) -> str:
    sizes = [
        int(line.split()[1]) // 1024
        for service in services
        for line in Path(f"/proc/{service.pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]
    return f"services' memory {sizes} MiB"
