"""Flows as processes of their own: forks, interrupts, exits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.support.fake_bot import FakeBot

SOON = 30


@contextmanager
def program(script: str) -> Iterator[subprocess.Popen[str]]:
    """Run a script in development mode, in which a resource left open is a complaint on standard error."""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", script]
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        stack.callback(process.kill)
        yield process


def test_a_flow_ends_quietly_after_its_answer(bot: FakeBot) -> None:
    with program("from pausepoint import pause_flow_run; print(pause_flow_run(str))") as flow:
        (asked,) = bot.wait_for_pauses()
        bot.decide(asked.id, {"value": "x"})

        assert flow.communicate(timeout=SOON) == ("x\n", "")


def test_an_interrupt_withdraws_the_pause(bot: FakeBot) -> None:
    with program("from pausepoint import pause_flow_run; pause_flow_run(str)") as flow:
        (asked,) = bot.wait_for_pauses()
        bot.wait_until(lambda: bot.polls_at_once == 1)

        flow.send_signal(signal.SIGINT)
        _, complaint = flow.communicate(timeout=SOON)

    assert bot.view(asked.id).cancel_reason == "withdrawn"
    assert complaint.rstrip().endswith("KeyboardInterrupt")


def test_an_interrupt_withdraws_the_pause_of_an_asynchronous_flow(bot: FakeBot) -> None:
    with program("import asyncio; from pausepoint import apause_flow_run; asyncio.run(apause_flow_run(str))") as flow:
        (asked,) = bot.wait_for_pauses()
        bot.wait_until(lambda: bot.polls_at_once == 1)

        flow.send_signal(signal.SIGINT)
        flow.communicate(timeout=SOON)

    assert bot.view(asked.id).cancel_reason == "withdrawn"


def test_an_interrupt_leaves_a_pause_with_a_key_for_the_next_run(bot: FakeBot) -> None:
    script = "from pausepoint import pause_flow_run; print(pause_flow_run(str, key='k'))"
    with program(script) as first:
        (asked,) = bot.wait_for_pauses()
        bot.wait_until(lambda: bot.polls_at_once == 1)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=SOON)
    bot.decide(asked.id, {"value": "kept"})

    with program(script) as second:
        assert second.communicate(timeout=SOON)[0] == "kept\n"


def test_a_process_that_ends_withdraws_what_its_daemon_threads_wait_for(bot: FakeBot) -> None:
    script = """
import sys, threading
from pausepoint import PauseCancelled, pause_flow_run
threading.Thread(target=pause_flow_run, args=(str,), daemon=True).start()
sys.stdin.readline()  # until the test closes the pipe
"""
    with program(script) as flow:
        (asked,) = bot.wait_for_pauses()
        bot.wait_until(lambda: bot.polls_at_once == 1)
        flow.communicate("\n", timeout=SOON)

    assert bot.view(asked.id).cancel_reason == "withdrawn"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_pauses_on_a_runtime_of_its_own(bot: FakeBot) -> None:
    script = """
import os, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 and later warn of forks beside threads
from pausepoint import pause_flow_run
parent = threading.Thread(target=lambda: print("parent", pause_flow_run(str, title="parent"), flush=True))
print("first", pause_flow_run(str, title="first"), flush=True)
parent.start()
child = os.fork()
if child == 0:
    print("child", pause_flow_run(str, title="child"), flush=True)
    os._exit(0)
parent.join()
print("status", os.waitpid(child, 0)[1], flush=True)
"""
    with program(script) as flow:
        (first,) = bot.wait_for_pauses()
        bot.decide(first.id, {"value": "1"})
        for asked in bot.wait_for_pauses(2):
            bot.decide(asked.id, {"value": "2"})
        said, _ = flow.communicate(timeout=SOON)

    assert sorted(said.split("\n")) == ["", "child 2", "first 1", "parent 2", "status 0"]
    assert len(bot.acknowledged) >= 2
