"""Run commands of `pausepoint` in this process, as the real entry point runs them."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from pausepoint_bot.cli import run
from pausepoint_bot.settings import PREFIX


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty directory, with none of the caller's PAUSEPOINT_* variables."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one clear line that a command ends with which someone can mend."""
        assert (self.code, self.out) == (2, ""), self
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("error: "), self.err
        return lines[0].removeprefix("error: ")


def command(*arguments: str) -> Ran:
    """Run `pausepoint ARGUMENTS`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run(arguments)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())


async def command_beside(*arguments: str) -> Ran:
    """Run it in a thread, beside a service in this process's event loop."""
    return await asyncio.to_thread(command, *arguments)
