"""A flow that waits for a class, and a person who fills in its form: the whole way there and back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from pausepoint import apause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.workspace.messages import Message
from tests.support.flows import waiting_flow
from tests.support.modal_filling import Filled, fill_in
from tests.support.service import CHANNEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the person saw, and what the flow got; `answer` is None where the modal was not taken."""

    filled: Filled
    answer: object


@dataclass(slots=True)
class Asking:
    """Asks this person one thing after the other. This process's flows must be led to the bot already."""

    person: ActingPerson
    _asked: int = field(default=0, init=False)

    async def ask(self, wanted: object, entered: Mapping[str, object], *, button: str = "Answer…") -> Answered:
        """Let a flow wait for `wanted`, open the form, enter values and submit.

        Raises:
            PauseError: the question cannot be asked, or the flow does not take the answer.
            SlackClientError: the person cannot do what the test says.
        """
        self._asked += 1
        title = f"Question {self._asked:04}"
        try:
            async with waiting_flow(apause_flow_run(wanted, title=title)) as flow:
                await self.person.click(await self._question(flow, title), button)
                await self.person.wait_for_view()
                filled = await fill_in(self.person, entered)
                return Answered(filled=filled, answer=await flow if filled.result.closed else None)
        finally:
            if self.person.view is not None:
                await self.person.close(all=True)

    async def _question(self, flow: asyncio.Task[object], title: str) -> Message:
        """Wait for the question; raises what the flow raises where it never comes to that."""
        message = asyncio.ensure_future(self.person.wait_for_message(CHANNEL, title))
        await asyncio.wait({flow, message}, return_when=asyncio.FIRST_COMPLETED)
        if not message.done():
            message.cancel()
            await flow
        return await message
