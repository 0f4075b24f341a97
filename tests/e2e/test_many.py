"""Many pauses at once, from tasks and from threads of one process."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pausepoint import apause_flow_run, decision_of, pause_flow_run
from pausepoint_playground.client.acting_person import ActingPerson
from pausepoint_playground.workspace.messages import Message
from tests.support.forms import CleanupApproval
from tests.support.programs import PATIENCE
from tests.support.service import Service

MANY = 100


async def _decide_all(person: ActingPerson, count: int) -> None:
    """Approve even ones and decline odd ones, all at once, as soon as all are there."""

    def asked() -> list[Message] | None:
        found = [message for message in person.messages("#ops") if "Question " in message.visible_text]
        return found if len(found) == count else None

    messages = await person.wait_until(asked, timeout=PATIENCE)
    async with asyncio.TaskGroup() as clicks:
        for message in messages:
            number = int(message.visible_text.split("Question ")[1].split()[0])
            clicks.create_task(person.click(message, "Decline" if number % 2 else "Approve"))


async def test_a_hundred_wait_at_once_and_each_gets_its_own_answer(service: Service, alice: ActingPerson):
    flows = [apause_flow_run(CleanupApproval, title=f"Question {number}") for number in range(MANY)]
    async with asyncio.timeout(2 * PATIENCE):
        answers, _ = await asyncio.gather(asyncio.gather(*flows), _decide_all(alice, MANY))
    assert [answer.approve for answer in answers] == [number % 2 == 0 for number in range(MANY)]
    assert len({decision_of(answer).permalink for answer in answers}) == MANY


async def test_flows_in_threads_share_one_listener(service: Service, alice: ActingPerson):
    def flow(number: int) -> CleanupApproval:
        return pause_flow_run(CleanupApproval, title=f"Question {number}")

    loop, count = asyncio.get_running_loop(), 20
    with ThreadPoolExecutor(max_workers=count) as threads:
        waiting = [loop.run_in_executor(threads, flow, number) for number in range(count)]
        async with asyncio.timeout(2 * PATIENCE):
            await _decide_all(alice, count)
            answers = await asyncio.gather(*waiting)
    assert [answer.approve for answer in answers] == [number % 2 == 0 for number in range(count)]
