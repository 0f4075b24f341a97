"""The kinds of stories, and people who live through one after the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace

from tests.crash import flows
from tests.crash.forms import Checked, CheckedTap, Tap, Ticket
from tests.crash.people import Somebody, Way, fill_in, fill_in_checked, look, messages_of, reject, tap, tap_twice
from tests.crash.story import Story
from tests.crash.witness import Witness

_SHORT_SECONDS = 1.5
_ANSWERED = frozenset({"answered"})


@dataclass(slots=True)
class Life:
    """One person's stories so far, and what they are lived with."""

    who: Somebody
    witness: Witness
    stories: list[Story] = field(default_factory=list)

    def story(self, kind: str, may_end: frozenset[str] = _ANSWERED) -> Story:
        """Begin a story."""
        title = f"Ticket {self.who.channel.removeprefix('#')} {len(self.stories)} {kind}"
        story = Story(kind=kind, title=title, channel=self.who.channel, may_end=may_end)
        self.stories.append(story)
        return story

    async def go_on(self, stop: asyncio.Event) -> None:
        """Live one story after the other, of every kind in turn, until told to stop."""
        while not stop.is_set():
            kinds = list(KINDS)
            self.who.chance.shuffle(kinds)
            for kind in kinds:
                if stop.is_set():
                    break
                await kind(self)
                await self.who.tidy_up()

    async def _while_answering(self, story: Story, way: Way, flow: Coroutine[object, object, None]) -> None:
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(flow)
            answering = tasks.create_task(self.who.answer(story, way))
            await waiting
            answering.cancel()


async def _in_a_form(life: Life) -> None:
    story = life.story("form")
    await life._while_answering(story, fill_in, flows.wait(story, Ticket))


async def _with_a_tap(life: Life) -> None:
    story = life.story("tap")
    await life._while_answering(story, tap, flows.wait(story, Tap, approvers=[life.who.id]))


async def _rejected(life: Life) -> None:
    story = life.story("reject", frozenset({"rejected"}))
    await life._while_answering(story, reject, flows.wait(story, Ticket, rejectable=True))


async def _checked(life: Life) -> None:
    story = life.story("checked")
    await life._while_answering(story, fill_in_checked, flows.wait(story, Checked))


async def _checked_tap(life: Life) -> None:
    story = life.story("checked tap")
    await life._while_answering(story, tap_twice, flows.wait(story, CheckedTap))


async def _expiring(life: Life) -> None:
    story = life.story("expiring", frozenset({"expired"}))
    await life._while_answering(story, look, flows.wait(story, Ticket, timeout=_SHORT_SECONDS))


async def _contested(life: Life) -> None:
    story = life.story("contested", frozenset({"answered", "expired"}))
    await life._while_answering(story, fill_in, flows.wait(story, Ticket, timeout=_SHORT_SECONDS))


async def _given_up(life: Life) -> None:
    story = life.story("given up", frozenset({"answered", "cancelled"}))
    way = fill_in if life.who.chance.random() < 0.3 else look
    await life._while_answering(story, way, flows.wait_and_give_up(story, Ticket, life.who.chance.uniform(0.1, 1)))


async def _run_again(life: Life) -> None:
    story = life.story("run again")
    flow = flows.wait_in_several_runs(story, Ticket, runs=3, key=story.title)
    await life._while_answering(story, fill_in, flow)


async def _checked_run_again(life: Life) -> None:
    story = life.story("checked, run again")
    flow = flows.wait_in_several_runs(story, Checked, runs=3, key=story.title)
    await life._while_answering(story, fill_in_checked, flow)


async def _superseded(life: Life) -> None:
    """Another question under the same key takes the place of the first."""
    first, second = life.story("superseded", frozenset({"cancelled"})), life.story("superseding")
    key = first.title
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(flows.wait(first, Ticket, key=key, flow_name="crash"))
        looker = replace(life.who, person=life.who.intruder)  # whoever answers has hands of their own
        looking = tasks.create_task(looker.answer(first, look))
        asked = life.who.person.wait_until(
            lambda: messages_of(life.who.playground, first), timeout=flows.PATIENCE_SECONDS
        )
        with contextlib.suppress(TimeoutError):
            await asked
        await life._while_answering(second, fill_in, flows.wait(second, Ticket, key=key, flow_name="crash"))
        looking.cancel()


async def _by_callback(life: Life) -> None:
    story = life.story("callback")
    flow = life.witness.follow(story, with_feed=False, with_callback=True)
    await life._while_answering(story, fill_in, flow)


async def _by_feed_and_callback(life: Life) -> None:
    story = life.story("feed and callback")
    flow = life.witness.follow(story, with_feed=True, with_callback=True)
    await life._while_answering(story, fill_in, flow)


async def _held(life: Life) -> None:
    story = life.story("held")
    await life._while_answering(story, fill_in, life.witness.check_late(story))


KINDS: tuple[Callable[[Life], Awaitable[None]], ...] = (
    _in_a_form,
    _with_a_tap,
    _rejected,
    _checked,
    _checked_tap,
    _expiring,
    _contested,
    _given_up,
    _run_again,
    _checked_run_again,
    _superseded,
    _by_callback,
    _by_feed_and_callback,
    _held,
)
