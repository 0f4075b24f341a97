"""The pytest plugin and the command line, each in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import aiohttp

WITH_FIXTURE = """
import asyncio

def test_it_starts(slack):
    async def run():
        async with slack(scopes=frozenset({"chat:write"})) as playground:
            assert playground.url.startswith("http://127.0.0.1:")
            assert playground.scopes == {"chat:write"}
    asyncio.run(run())
"""
LEFT_RUNNING = """
import asyncio

def test_it_is_left_running(slack):
    async def run():
        playground = await slack()
        assert playground.is_running
    asyncio.run(run())
"""


def pytest_on(tmp_path, source):
    (tmp_path / "test_it.py").write_text(source)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)


def test_the_fixture_starts_a_playground(tmp_path):
    done = pytest_on(tmp_path, WITH_FIXTURE)
    assert done.returncode == 0, done.stdout


def test_the_fixture_complains_about_a_playground_left_running(tmp_path):
    done = pytest_on(tmp_path, LEFT_RUNNING)
    assert "a playground is still running" in done.stdout


def test_loading_the_plugin_imports_nothing_heavy():
    code = "import sys, pausepoint_playground.plugin; print([m for m in ('aiohttp', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


async def test_it_runs_by_hand():
    command = [sys.executable, "-m", "pausepoint_playground", "--port", "0", "--socket"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        first = (await process.stdout.readline()).decode()
        url = first.split()[-1]
        async with aiohttp.ClientSession() as session, session.get(f"{url}/page/snapshot") as response:
            assert (await response.json())["app"]["mode"] == "socket"
    finally:
        process.terminate()
        await process.communicate()
    assert "This is not Slack" in first
