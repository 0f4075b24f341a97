"""Letting a request run into an outage, on the wire: no answer, half of one, a late one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import assert_never

from aiohttp import web

from pausepoint_playground.installation import Installation
from pausepoint_playground.outages import Outage
from pausepoint_playground.record import Entry

Answer = Callable[[], Awaitable[web.StreamResponse]]
_UNFINISHED = b'{"ok": tr'


async def under_outage(
    installation: Installation, method: str, request: web.Request, answer: Answer
) -> web.StreamResponse:
    """Answer a request as the outage of the moment, if it strikes this method, allows; on record either way."""
    outage = installation.faults.outage
    if outage is None or not outage.strikes(method):
        return await answer()
    _note(installation, method, outage)
    return await _strike(outage, request, answer)


def _note(installation: Installation, method: str, outage: Outage) -> None:
    entry = Entry(at=installation.clock(), kind="outage", method=method, ok=False, error=outage.kind)
    installation.record.add(entry)
    installation.workspace.changes.bump("log")


async def _strike(outage: Outage, request: web.Request, answer: Answer) -> web.StreamResponse:
    match outage.kind:
        case "unavailable":
            return web.Response(text="<html>upstream is away</html>", content_type="text/html", status=503)
        case "slow":
            await _first(outage.over, outage.seconds)
            return await answer()
        case "hanging":
            await outage.over.wait()
            return await answer()
        case "cut":
            return await _cut(request)
        case "lost":
            await answer()
            return _reset(request)
        case "reset":
            return _reset(request)
        case _:
            assert_never(outage.kind)


async def _first(over: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await over.wait()
    except TimeoutError:
        return


async def _cut(request: web.Request) -> web.StreamResponse:
    """Promise an answer, give half of it, and cut the connection."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(_UNFINISHED)
    response.force_close()
    if request.transport is not None:
        request.transport.close()
    return response


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
