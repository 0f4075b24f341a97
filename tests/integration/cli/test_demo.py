"""`pausepoint demo` as a process: by itself, interrupted, and where its port is taken."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest

from tests.support.programs import a_program, run_command

NONSENSE = {
    "PAUSEPOINT_SLACK_BOT_TOKEN": "nonsense",
    "PAUSEPOINT_SLACK_API_URL": "http://127.0.0.1:1/",
    "PAUSEPOINT_DATABASE_URL": "sqlite:////nowhere/at/all.db",
    "PAUSEPOINT_LISTEN": "nowhere",
    "PAUSEPOINT_CONFIG": "/nowhere.toml",
    "PAUSEPOINT_API_URL": "nonsense",
    "PAUSEPOINT_API_TOKEN": "",
    "PAUSEPOINT_CHANNEL": "#nowhere",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
}


def left_in(directory: Path) -> list[Path]:
    return list(directory.iterdir())


@pytest.mark.parametrize("environment", [{}, NONSENSE], ids=["as it is", "with nonsense around it"])
async def test_by_itself_it_shows_the_whole_loop(environment: dict[str, str]):
    ran = await run_command("demo", "--auto", environment=environment)
    assert (await ran.ended(), ran.stderr) == (0, "")
    for told in (
        "http://127.0.0.1:",
        "Preview (42 runs):",
        "sync-crm-059",
        '{"approve": true, "notes": "Checked against the dashboard: these are all stale."}',
        "alice (U",
        "42 flow runs deleted, 18 left.",
        "Approved by alice",
    ):
        assert told in ran.stdout


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_signal_ends_it_at_once_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, code: int):
    async with a_program("-m", "pausepoint_bot", "demo", environment={"TMPDIR": str(tmp_path)}) as demo:
        await demo.wait_for("Waiting for a person")
        assert "/#channel=" in demo.stdout
        began = time.monotonic()
        assert await demo.stop(number) == code
        assert time.monotonic() - began < 2
    assert demo.stderr == ""
    assert left_in(tmp_path) == []


async def test_a_port_in_use_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = await run_command("demo", "--port", str(port))
    assert await ran.ended() == 2
    assert (
        ran.stderr == f"error: cannot use port {port} of 127.0.0.1 (--port): Address already in use; choose another\n"
    )
