"""What only a real process shows: exit codes, streams, signals, and a missing extra."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

from tests.support.programs import PATIENCE, ROOT, a_program, run_command, run_python

BARE = f"""
import sys
sys.path[:0] = [{str(ROOT / "sdk")!r}, {str(ROOT / "bot")!r}]
from pausepoint_bot.__main__ import main
main()
"""


async def test_without_the_bot_extra_it_says_how_to_install_it():
    ran = await run_python("-I", "-S", "-c", BARE, "serve")
    assert (await ran.ended(), ran.stdout) == (2, "")
    assert "pip install 'pausepoint[bot]'" in ran.stderr
    assert "missing: " in ran.stderr
    assert "Traceback" not in ran.stderr


async def test_an_error_is_one_line_on_standard_error_and_exit_code_2():
    ran = await run_command("serve", environment={"PAUSEPOINT_LISTEN": "nowhere"})
    assert (await ran.ended(), ran.stdout) == (2, "")
    assert ran.stderr == "error: PAUSEPOINT_LISTEN: 'nowhere' is no host:port, such as 127.0.0.1:8700\n"


async def test_the_token_is_all_that_a_script_has_to_cut_out(tmp_path: Path):
    ran = await run_command(
        "token", "create", "flows", environment={"PAUSEPOINT_DATABASE_URL": f"sqlite:///{tmp_path / 'p.db'}"}
    )
    assert (await ran.ended(), ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1].startswith("ppt_")


async def test_a_reader_that_leaves_early_is_no_traceback(tmp_path: Path):
    schema = tmp_path / "s.json"
    schema.write_text(json.dumps({"type": "object", "properties": {"a": {"type": "string", "title": "A"}}}))
    leave = (
        "import subprocess, sys\n"
        "writer = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "writer.stdout.close()\n"
        "sys.exit(writer.wait())"
    )
    ran = await run_python("-c", leave, sys.executable, "-m", "pausepoint_bot", "form", "preview", str(schema))
    assert (await ran.ended(), ran.stderr) == (1, "")


async def test_what_a_terminal_cannot_show_is_written_out(tmp_path: Path):
    schema = tmp_path / "s.json"
    schema.write_text('{"type": "object", "properties": {"a": {"type": "string", "title": "Größe ☂"}}}', "utf-8")
    ran = await run_command("form", "preview", str(schema), environment={"PYTHONIOENCODING": "ascii"})
    assert (await ran.ended(), ran.stderr) == (0, "")
    assert "\\u2602" in ran.stdout


async def test_an_interrupted_command_ends_without_a_traceback():
    asked, left = asyncio.Event(), asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    async with await asyncio.start_server(never_answer, "127.0.0.1", 0) as silent:
        host, port = silent.sockets[0].getsockname()
        environment = {"PAUSEPOINT_API_URL": f"http://{host}:{port}", "PAUSEPOINT_API_TOKEN": "ppt_x"}
        async with a_program("-m", "pausepoint_bot", "pauses", "list", environment=environment) as listing:
            await asyncio.wait_for(asked.wait(), PATIENCE)
            assert await listing.stop(signal.SIGINT) == 130
            await asyncio.wait_for(left.wait(), PATIENCE)
    assert (listing.stdout, listing.stderr) == ("", "")
