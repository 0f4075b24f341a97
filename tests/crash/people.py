"""Flows that wait, and the people who answer them, whatever dies meanwhile."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from pausepoint import RunInput, apause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.server import Playground
from pausepoint_playground.workspace.messages import Message

CHANNEL = "#ops"
PATIENCE_SECONDS = 120.0


class Ticket(RunInput):
    """What is asked: every attempt to answer gives another number, so that two values could be told apart."""

    number: str


@dataclass(slots=True)
class Story:
    """One pause as seen from outside: what was tried, and what the flow got."""

    title: str
    tried: list[str] = field(default_factory=list)
    got: str | None = None
    lost: bool = False


async def live(playground: Playground, name: str, stop: asyncio.Event) -> list[Story]:
    """Open one pause after the other as a flow, and answer each as a person, until told to stop."""
    playground.add_person(name, channels=(CHANNEL,))
    person = playground.as_person(name)
    stories = []
    while not stop.is_set():
        story = Story(title=f"Ticket {name} {len(stories)}")
        stories.append(story)
        await _tell(person, story)
    return stories


async def _tell(person: ActingPerson, story: Story) -> None:
    async with asyncio.TaskGroup() as tasks:
        flow = tasks.create_task(_wait(story))
        answering = tasks.create_task(_answer(person, story))
        await flow
        answering.cancel()


async def _wait(story: Story) -> None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            story.got = (await apause_flow_run(Ticket, title=story.title, timeout=None)).number
    except TimeoutError:
        story.lost = True


async def _answer(person: ActingPerson, story: Story) -> None:
    """Do what people do when Slack has trouble: try again."""
    while True:
        try:
            message = await person.wait_for_message(CHANNEL, story.title, timeout=5)
            await person.click(message, "Answer…")
            await person.wait_for_view(timeout=3)
            story.tried.append(secrets.token_hex(4))
            result = await person.submit({"Number": story.tried[-1]})
            if not result.closed:
                await person.close(all=True)
        except (SlackClientError, TimeoutError):
            await asyncio.sleep(0.1)


def messages_of(playground: Playground, story: Story) -> list[Message]:
    """Return the pause's messages that still stand."""
    seen = playground.workspace.messages[playground.channel(CHANNEL).id].values()
    return [message for message in seen if story.title in message.visible_text.splitlines() and not message.deleted]
