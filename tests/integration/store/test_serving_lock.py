"""One process serves from a file; the kernel frees the lock of one that died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pausepoint_bot.errors import SettingsRefused
from pausepoint_bot.store import ServingLock, unit_of_work

HOLD = """
import sys
from pausepoint_bot.store import ServingLock
with ServingLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'pausepoint.db'}"


def test_a_second_serving_process_is_refused_until_the_first_dies(url: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"

        with pytest.raises(SettingsRefused) as refused, ServingLock(url):
            pass
        assert f"process {first.pid} already serves" in refused.value.detail
        assert str(tmp_path / "pausepoint.db-serving") in refused.value.detail

        os.kill(first.pid, signal.SIGKILL)
        first.wait(timeout=10)

    with ServingLock(url) as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"


def test_the_lock_is_given_back_on_leaving(url: str) -> None:
    with ServingLock(url):
        pass
    with ServingLock(url):
        pass


def test_a_command_needs_no_lock(url: str) -> None:
    with ServingLock(url), unit_of_work(url) as uow:
        assert list(uow.tokens.list()) == []


def test_a_lock_that_cannot_be_written_is_refused() -> None:
    with (
        pytest.raises(SettingsRefused, match=r"pausepoint\.db-serving cannot be written"),
        ServingLock("sqlite:////proc/self/pausepoint.db"),
    ):
        pass
