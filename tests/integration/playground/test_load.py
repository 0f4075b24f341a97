"""Hundreds of people at once: the playground must not be what chokes."""

from __future__ import annotations

import asyncio
import time

from pausepoint_playground import Playground
from tests.integration.playground.bolt import over_http
from tests.integration.playground.forms import ANSWERS, modal, opens, text_input

PEOPLE = 300


async def test_hundreds_of_people_click_and_submit_at_once():
    async with Playground.start(ack_seconds=30) as playground, over_http(playground) as connected:
        opens(connected.app, modal(text_input("#/notes", "Notes")))

        @connected.app.view("form")
        async def take(ack):
            await ack()

        await connected.client.chat_postMessage(channel="#ops", text="Deploy?", blocks=[ANSWERS])
        people = [playground.add_person(f"p{number}") for number in range(PEOPLE)]
        message = await playground.as_person("alice").wait_for_message("#ops")

        async def decide(person):
            slack = playground.as_person(person)
            waiting = asyncio.timeout(60)
            async with waiting:
                await slack.click(message, "Approve")
                await slack.wait_for_view("Answer", timeout=60)
                return await slack.submit({"Notes": person.name})

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            results = [group.create_task(decide(person)) for person in people]
        seconds = time.perf_counter() - began

    assert all(result.result().closed for result in results)
    assert len(playground.log.of("view_submission")) == PEOPLE
    print(f"{PEOPLE} people in {seconds:.1f} s")
