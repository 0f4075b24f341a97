"""`pausepoint serve` as a process: how it starts, refuses to start, and stops."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from pausepoint_playground.server import Playground
from tests.support.programs import Program, run_command
from tests.support.service import READY, a_serving_process, free_port, serve_environment

NOT_PACKED = b" HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.start() as playground:
        yield playground


async def refused(environment: dict[str, str]) -> str:
    ran = await run_command("serve", environment=environment)
    assert (await ran.ended(), ran.stdout) == (2, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    errors = [line for line in ran.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, ran.stderr
    return errors[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_listens_and_stops_in_good_order(
    playground: Playground, tmp_path: Path, number: signal.Signals
):
    async with a_serving_process(playground, tmp_path) as serving:
        assert f"{READY}{serving.url} (Slack by signed HTTP)" in serving.stderr
        for noise in (b"GET /healthz HTTP/1.1\r\nX-Odd: a\0b\r\n\r\n", b"POST /slack/events" + NOT_PACKED):
            with socket.create_connection(("127.0.0.1", int(serving.url.rpartition(":")[2]))) as stranger:
                await asyncio.to_thread(stranger.sendall, noise)
                assert b"400" in await asyncio.to_thread(stranger.recv, 100)
        assert await serving.lives[-1].stop(number) == 0
        assert "Traceback" not in serving.stderr


async def test_a_second_one_on_the_same_database_is_refused_with_the_holder(playground: Playground, tmp_path: Path):
    async with a_serving_process(playground, tmp_path) as serving:
        said = await refused(serve_environment(playground, tmp_path, port=free_port()))
        assert f"process {serving.lives[-1].process.pid} already serves from this database" in said


async def test_a_port_in_use_is_named(playground: Playground, tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = await refused(serve_environment(playground, tmp_path, port=port))
    assert said == f"error: cannot listen on 127.0.0.1:{port} (PAUSEPOINT_LISTEN): Address already in use"


async def test_a_token_that_slack_refuses_is_said_with_what_to_do(playground: Playground, tmp_path: Path):
    environment = serve_environment(playground, tmp_path, port=free_port(), PAUSEPOINT_SLACK_BOT_TOKEN="xoxb-wrong")
    said = await refused(environment)
    assert "xoxb-wrong" not in said
    assert playground.api_url in said


async def test_a_slack_that_is_not_there_is_named_and_waited_for(playground: Playground, tmp_path: Path):
    nowhere = f"http://127.0.0.1:{free_port()}/api/"
    async with a_serving_process(playground, tmp_path, PAUSEPOINT_SLACK_API_URL=nowhere) as serving:
        assert nowhere in serving.stderr
        assert await serving.lives[-1].stop() == 0
        assert "Traceback" not in serving.stderr


async def test_a_token_that_slack_refuses_once_it_is_back_ends_the_service_with_the_same_line(
    playground: Playground, tmp_path: Path
):
    wrong = {"PAUSEPOINT_SLACK_BOT_TOKEN": "xoxb-wrong"}
    async with AsyncExitStack() as away:
        await away.enter_async_context(playground.unreachable())
        async with a_serving_process(playground, tmp_path, **wrong) as serving:
            await away.aclose()
            assert await serving.lives[-1].ended() == 2
    assert "Traceback" not in serving.stderr
    assert len([line for line in serving.stderr.splitlines() if line.startswith("error: cannot start with Slack")]) == 1


async def test_a_database_that_cannot_be_made_is_named(playground: Playground, tmp_path: Path):
    environment = serve_environment(
        playground, tmp_path, port=free_port(), PAUSEPOINT_DATABASE_URL=f"sqlite:///{tmp_path}/no/such/place.db"
    )
    assert f"{tmp_path}/no/such" in await refused(environment)


async def test_settings_come_from_a_file_too_and_the_environment_wins(playground: Playground, tmp_path: Path):
    environment = serve_environment(playground, tmp_path, port=free_port())
    file = tmp_path / "settings.toml"
    lines = [f'{name.removeprefix("PAUSEPOINT_").lower()} = "{value}"\n' for name, value in environment.items()]
    file.write_text("".join(lines))
    port = free_port()
    program = await Program.start(
        "-m", "pausepoint_bot", "serve", "--config", str(file), environment={"PAUSEPOINT_LISTEN": f"127.0.0.1:{port}"}
    )
    try:
        await program.wait_for(f"{READY}http://127.0.0.1:{port} ")
        assert await program.stop() == 0
    finally:
        await program.kill()
