"""Programs of ours as processes of their own: what they say is kept, and none is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pausepoint_bot.settings import PREFIX

ROOT = Path(__file__).resolve().parents[2]

PATIENCE = 20
"""Seconds that a busy machine gets for anything here."""


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with the given variables, and none of PAUSEPOINT_* besides."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, "PYTHONUNBUFFERED": "1", **given}


@dataclass(slots=True, kw_only=True)
class Program:
    """A program of ours as a process of its own, with everything it says."""

    process: asyncio.subprocess.Process
    said: bytearray = field(default_factory=bytearray)
    printed: bytearray = field(default_factory=bytearray)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def start(cls, *arguments: str, environment: Mapping[str, str], stdin: int = DEVNULL) -> Program:
        """Start `python ARGUMENTS` at the repository's root; `stdin` is a file's descriptor, by default nobody's."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env=clean_environment(environment),
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        program = cls(process=process)
        for pipe, kept in ((process.stdout, program.printed), (process.stderr, program.said)):
            assert pipe is not None
            program._listening.append(asyncio.create_task(program._listen(pipe, kept)))
        return program

    @property
    def stderr(self) -> str:
        """What it has said on standard error so far."""
        return self.said.decode()

    @property
    def stdout(self) -> str:
        """What it has printed so far."""
        return self.printed.decode()

    async def wait_for(self, text: str) -> None:
        """Wait until it has said or printed the text; fail where it ends before."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.stderr and text not in self.stdout:
                if all(task.done() for task in self._listening):
                    raise AssertionError(f"ended without saying {text!r}: {self.stdout}{self.stderr}")
                self._changed.clear()
                await self._changed.wait()

    async def ended(self) -> int:
        """Wait for its end, and return its exit code."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self._listening)
            return await self.process.wait()

    async def kill(self) -> None:
        """End it as a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit code."""
        return await self._end(number)

    async def _end(self, number: signal.Signals) -> int:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        return await self.ended()

    async def _listen(self, pipe: asyncio.StreamReader, kept: bytearray) -> None:
        while data := await pipe.read(65536):
            kept += data
            self._changed.set()
        self._changed.set()


@contextlib.asynccontextmanager
async def a_program(*arguments: str, environment: Mapping[str, str], stdin: int = DEVNULL) -> AsyncIterator[Program]:
    """Run `python ARGUMENTS` until the block ends; then kill it if it still runs."""
    program = await Program.start(*arguments, environment=environment, stdin=stdin)
    try:
        yield program
    finally:
        await program.kill()


async def run_command(*arguments: str, environment: Mapping[str, str] | None = None) -> Program:
    """Run `pausepoint ARGUMENTS` as a process to its end."""
    return await run_python("-m", "pausepoint_bot", *arguments, environment=environment)


async def run_python(*arguments: str, environment: Mapping[str, str] | None = None) -> Program:
    """Run `python ARGUMENTS` to its end."""
    async with a_program(*arguments, environment=environment or {}) as program:
        await program.ended()
    return program
