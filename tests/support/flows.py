"""Flows, in this process or as processes of their own: started, waited for, and never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any, TypeVar

from tests.support.programs import PATIENCE, Program, a_program

T = TypeVar("T")


@contextlib.asynccontextmanager
async def waiting_flow(flow: Coroutine[object, object, T]) -> AsyncIterator[asyncio.Task[T]]:
    """Run a flow beside the block; when the block ends, or after 20 s, so does the flow."""
    task = asyncio.ensure_future(asyncio.wait_for(flow, PATIENCE))
    try:
        yield task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


@contextlib.asynccontextmanager
async def flow_process(environment: Mapping[str, str], *arguments: str) -> AsyncIterator[Program]:
    """Run the flow of `flow_program.py` as a process; kill it if it still runs when the block ends."""
    async with a_program("-m", "tests.support.flow_program", *arguments, environment=environment) as program:
        yield program


async def result_of(program: Program) -> dict[str, Any]:
    """Wait for the end of a flow's process, and return what it printed."""
    code = await program.ended()
    assert code == 0, program.stderr
    result: dict[str, Any] = json.loads(program.stdout.splitlines()[-1])
    return result
