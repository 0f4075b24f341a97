"""How `pausepoint serve` stops: at once where it is told twice, in good order under load, and nothing is lost."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from pausepoint_bot.store import unit_of_work
from pausepoint_playground.server import Playground
from tests.support.programs import Program
from tests.support.receiver import raw_receiver
from tests.support.service import (
    READY,
    Serving,
    a_serving_process,
    free_port,
    serve_environment,
    token_in,
)

LISTENER = "lis_" + "5" * 32
PAUSES = 100


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.start() as playground:
        yield playground


class Caller:
    """Calls the API with one token."""

    def __init__(self, serving: Serving, session: aiohttp.ClientSession, token: str) -> None:
        self._serving, self._session, self._token = serving, session, token

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.request(method, self._serving.url + path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def answer(self, pause: str) -> bool:
        """Answer, and tell whether that was acknowledged."""
        try:
            status, _ = await self.ask("POST", f"/v1/pauses/{pause}/answer", {"verdict": "answered"})
        except aiohttp.ClientError:
            return False
        return status == 200


async def test_under_load_every_answer_that_was_acknowledged_is_kept(playground: Playground, tmp_path: Path):
    async with a_serving_process(playground, tmp_path) as serving, aiohttp.ClientSession() as session:
        flows = Caller(serving, session, await asyncio.to_thread(token_in, serving.database))
        people = Caller(serving, session, await asyncio.to_thread(token_in, serving.database, "people", "answer"))
        asked = {"title": "Go on?", "policy": {"approvers": ["token:people"]}}
        opened = await asyncio.gather(*(flows.ask("POST", "/v1/pauses", asked) for _ in range(PAUSES)))
        pauses = [body["id"] for _, body in opened]
        first = asyncio.Event()

        async def answer(pause: str) -> bool:
            acknowledged = await people.answer(pause)
            first.set()
            return acknowledged

        answering = asyncio.gather(*map(answer, pauses))
        await asyncio.wait_for(first.wait(), 20)
        code = await serving.lives[-1].stop()
        acknowledged = dict(zip(pauses, await answering, strict=True))
        await serving.start()
        read = await asyncio.gather(*(flows.ask("GET", f"/v1/pauses/{pause}") for pause in pauses))

    assert code == 0
    assert "Traceback" not in serving.stderr
    decided = {body["id"] for _, body in read if body["state"] == "decided"}
    assert {pause for pause, is_kept in acknowledged.items() if is_kept} <= decided
    assert {body["state"] for _, body in read} <= {"waiting", "decided"}


async def test_a_long_poll_ends_at_once_with_an_answer(playground: Playground, tmp_path: Path):
    async with a_serving_process(playground, tmp_path) as serving, aiohttp.ClientSession() as session:
        flows = Caller(serving, session, await asyncio.to_thread(token_in, serving.database))
        begin = time.monotonic()
        poll = asyncio.ensure_future(flows.ask("GET", f"/v1/events?listener={LISTENER}&after=0&wait=25"))
        await _open_polls(session, serving, 1)
        code = await serving.lives[-1].stop()
        assert await asyncio.wait_for(poll, 10) == (200, {"events": []})
    assert code == 0
    assert time.monotonic() - begin < 25  # what it asked to wait


async def _open_polls(session: aiohttp.ClientSession, serving: Serving, number: int) -> None:
    """Wait until so many polls are open."""
    async with asyncio.timeout(20):
        while True:
            async with session.get(f"{serving.url}/metrics") as response:
                if f"pausepoint_feed_polls {number}.0" in await response.text():
                    return


async def test_while_it_lets_the_load_balancer_notice_it_serves_and_says_it_is_not_ready(
    playground: Playground, tmp_path: Path
):
    delay = {"PAUSEPOINT_SHUTDOWN_DELAY_SECONDS": "60"}
    async with a_serving_process(playground, tmp_path, **delay) as serving, aiohttp.ClientSession() as session:
        flows = Caller(serving, session, await asyncio.to_thread(token_in, serving.database))
        life = serving.lives[-1]
        ready, _ = await flows.ask("GET", "/readyz")
        life.process.send_signal(signal.SIGTERM)
        await life.wait_for("stopping")
        stopping, said = await flows.ask("GET", "/readyz")
        opened, _ = await flows.ask("POST", "/v1/pauses", {"title": "Go on?"})
        code = await life.stop(signal.SIGTERM)
    assert (ready, stopping, opened) == (200, 503, 201)
    assert said["checks"] == {"service": "it is stopping"}
    assert code == -signal.SIGTERM  # the second signal does not wait


async def test_told_to_stop_before_it_is_ready_it_stops(playground: Playground, tmp_path: Path):
    asked = asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as silent:
        host, port = silent.sockets[0].getsockname()
        slack = {"PAUSEPOINT_SLACK_API_URL": f"http://{host}:{port}/api/"}
        environment = serve_environment(playground, tmp_path, port=free_port(), **slack)
        program = await Program.start("-m", "pausepoint_bot", "serve", environment=environment)
        try:
            await asyncio.wait_for(asked.wait(), 20)
            assert await program.stop() == 0
        finally:
            await program.kill()
    assert READY not in program.stderr
    assert "Traceback" not in program.stderr


async def test_in_socket_mode_the_connection_is_closed_and_not_torn(playground: Playground, tmp_path: Path):
    app_token = {"PAUSEPOINT_SLACK_APP_TOKEN": playground.app_token}
    async with a_serving_process(playground, tmp_path, **app_token) as serving:
        await serving.lives[-1].wait_for("Socket Mode is connected")
        assert await serving.lives[-1].stop() == 0
        assert "Traceback" not in serving.stderr


async def test_a_callback_under_way_arrives_and_is_recorded(playground: Playground, tmp_path: Path):
    knocked, may_answer = asyncio.Event(), asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocked.set()
        await may_answer.wait()
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async with (
        raw_receiver(answer) as receiver,
        a_serving_process(playground, tmp_path) as serving,
        aiohttp.ClientSession() as session,
    ):
        flows = Caller(serving, session, await asyncio.to_thread(token_in, serving.database))
        callback = {"url": receiver.url, "secret": "whsec_" + "c2VjcmV0" * 4}
        _, pause = await flows.ask("POST", "/v1/pauses", {"title": "Go on?", "callback": callback})
        await flows.ask("POST", f"/v1/pauses/{pause['id']}/cancel", {})
        await asyncio.wait_for(knocked.wait(), 20)
        stopping = asyncio.ensure_future(serving.lives[-1].stop())
        await serving.lives[-1].wait_for("stopping")
        may_answer.set()
        assert await stopping == 0

    with unit_of_work(serving.database) as uow:
        owed = {each.kind for each in uow.outbox.owed()}
    assert "release" not in owed
    assert len(receiver.knocks) == 1
    assert "pause released" in serving.stderr
