"""What people do in Slack, whatever dies meanwhile: they answer, and when Slack has trouble they try again."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.client.submission import SubmitResult
from pausepoint_playground.server import Playground
from pausepoint_playground.workspace.channels import Channel
from pausepoint_playground.workspace.messages import Message
from tests.crash.calm import Calm
from tests.crash.forms import REFUSED, SLOW
from tests.crash.story import Story, answered, rejected

MESSAGE_SECONDS = 5.0
_VIEW_SECONDS = 3.0
_OUTCOME_SECONDS = 8.0

Way = Callable[["Somebody", Story, Message], Awaitable[None]]
"""A way to answer a message."""


@dataclass(slots=True)
class Somebody:
    """A person with a channel of their own, and an intruder who may not decide there but tries."""

    playground: Playground
    person: ActingPerson
    intruder: ActingPerson
    channel: str
    chance: random.Random
    calm: Calm

    @property
    def id(self) -> str:
        """Whom a pause names that only this person may decide."""
        return self.person.person.id

    async def answer(self, story: Story, way: Way) -> None:
        """Answer the story's message, again and again, until cancelled."""
        while True:
            try:
                await self.person.wait_for_message(self.channel, story.title, timeout=MESSAGE_SECONDS)
                await self.calm.over()
                await way(self, story, self.chance.choice(messages_of(self.playground, story)))
                await self.tidy_up()
                await asyncio.sleep(0.05)
            except (SlackClientError, TimeoutError, IndexError):
                await self.tidy_up()
                await asyncio.sleep(0.1)

    async def tidy_up(self) -> None:
        """Close what is open."""
        for who in (self.person, self.intruder):
            if who.view is not None:
                try:
                    await who.close(all=True)
                except SlackClientError:
                    await asyncio.sleep(0.05)


def somebody(playground: Playground, name: str, chance: random.Random, calm: Calm) -> Somebody:
    """Let a person, an intruder and their channel into the workspace."""
    workspace = playground.workspace
    channel = Channel(id=workspace.ids.of("C"), name=name, members={workspace.bot_user_id})
    workspace.add_channel(channel)
    for who in (name, f"{name}-intruder"):
        playground.add_person(who, channels=(name,))
    return Somebody(
        playground, playground.as_person(name), playground.as_person(f"{name}-intruder"), f"#{name}", chance, calm
    )


async def fill_in(who: Somebody, story: Story, message: Message) -> None:
    """Open the form, type a new number and submit it."""
    await _open(who, message, "Answer…")
    await _submit_number(who, story, secrets.token_hex(4))


async def fill_in_checked(who: Somebody, story: Story, message: Message) -> None:
    """Submit numbers that the flow's class refuses, or takes long over, before one that it takes."""
    await _open(who, message, "Answer…")
    kind = who.chance.choice(("", "", REFUSED, SLOW, SLOW + REFUSED))
    closed = await _submit_number(who, story, kind + secrets.token_hex(4))
    if SLOW in kind and not closed:
        await who.person.wait_until(lambda: _is_checked(who), timeout=_OUTCOME_SECONDS)


async def tap(who: Somebody, story: Story, message: Message) -> None:
    """Decide with one tap, after the intruder has tried."""
    button = who.chance.choice(("Approve", "Decline"))
    await who.intruder.click(message, "Approve")
    story.tried.add(_tapped(button))
    await who.person.click(message, button)


async def tap_twice(who: Somebody, story: Story, message: Message) -> None:
    """Tap Approve, which the flow refuses after a while, and then Decline."""
    if who.chance.random() < 0.5:
        await who.person.click(message, "Approve")
        await asyncio.sleep(0.5)
    story.tried.add(answered({"approve": False}))
    await who.person.click(message, "Decline")


async def tap_with_notes(who: Somebody, story: Story, message: Message) -> None:
    """Approve in the form, with a note that nobody gave before."""
    note = secrets.token_hex(4)
    await _open(who, message, "With notes…")
    story.tried.add(answered({"approve": True, "notes": note}))
    if (await who.person.submit({"Approve": "Approve", "Notes": note})).closed:
        story.told.append(answered({"approve": True, "notes": note}))


async def reject(who: Somebody, story: Story, message: Message) -> None:
    """Reject with a reason of its own."""
    reason = secrets.token_hex(4)
    await _open(who, message, "Reject…")
    story.tried.add(rejected(reason))
    result = await _persist(who, await who.person.submit({"Reason": reason}))
    if result.closed:
        story.told.append(rejected(reason))


async def look(who: Somebody, _story: Story, message: Message) -> None:
    """Open the form and close it again."""
    await _open(who, message, "Answer…")


async def _open(who: Somebody, message: Message, button: str) -> None:
    await who.person.click(message, button)
    await who.person.wait_for_view(timeout=_VIEW_SECONDS)


async def _submit_number(who: Somebody, story: Story, number: str) -> bool:
    if REFUSED not in number:
        story.tried.add(answered({"number": number}))
    result = await _persist(who, await who.person.submit({"Number": number}))
    if result.banner and who.chance.random() < 0.5:
        number = number.rpartition("-")[0] + secrets.token_hex(4)  # second thoughts
        if REFUSED not in number:
            story.tried.add(answered({"number": number}))
        result = await _persist(who, await who.person.submit({"Number": number}))
    if result.closed:
        story.told.append(answered({"number": number}))
    return result.closed


async def _persist(who: Somebody, result: SubmitResult) -> SubmitResult:
    """Press Submit again where Slack had trouble, as often as a person does."""
    for _ in range(who.chance.randint(0, 4)):
        if not result.banner:
            break
        await asyncio.sleep(0.2)
        result = await who.person.submit()
    return result


def _is_checked(who: Somebody) -> bool:
    return who.person.view is None or who.person.view.title != "Checking…"


def _tapped(button: str) -> str:
    return answered({"approve": button == "Approve"})


def messages_of(playground: Playground, story: Story) -> list[Message]:
    """Return the pause's messages that still stand."""
    channel = playground.channel(story.channel)
    seen = playground.workspace.messages[channel.id].values()
    return [
        message
        for message in seen
        if message.thread_ts is None and story.title in message.visible_text.splitlines() and not message.deleted
    ]
