"""Bringing interactions and events to the app by whichever way it listens, with the faults asked for, on record."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TypeAlias

from pausepoint_playground.deliveries.http import HttpDelivery
from pausepoint_playground.deliveries.payloads import event_callback
from pausepoint_playground.deliveries.replies import Acked, NoAck, Reply, Retry
from pausepoint_playground.deliveries.socket_mode import SocketMode
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.record import Entry, EntryKind

Send: TypeAlias = Callable[..., Coroutine[None, None, Reply]]
"""Sends once; `retry` says of a repetition which one it is."""

_THREE_AT_ONCE = (0.0, 0.0, 0.0)
_HELD_SECONDS = 1.0
_DROPPED = "http_timeout: the answer was dropped on command"


class Courier:
    """Deliver to the request url, or over Socket Mode while there is none."""

    def __init__(self, installation: Installation, *, http: HttpDelivery, socket: SocketMode) -> None:
        self._installation = installation
        self._http = http
        self._socket = socket
        self._passed = asyncio.Event()

    @property
    def mode(self) -> str:
        """Name the way: "http" or "socket"."""
        return "http" if self._installation.request_url is not None else "socket"

    @property
    def _way(self) -> HttpDelivery | SocketMode:
        return self._http if self.mode == "http" else self._socket

    async def interaction(self, payload: JsonObject) -> Reply:
        """Deliver one interaction and give the answer a person's client sees."""
        began, faults = self._installation.clock(), self._installation.faults
        held = faults.spend("hold_back")
        if held:
            await self._let_another_pass()
        waits = _THREE_AT_ONCE if faults.spend("redeliver") else ()
        reply = await self._deliver(partial(self._way.interaction, payload), waits, twice=faults.spend("deliver_twice"))
        if not held:
            self._tell_passed()
        self._write("interaction", payload, reply, began)
        return reply

    async def event(self, event: JsonView) -> Reply:
        """Deliver an event; one that is not answered is repeated as `retry_waits` of the faults says."""
        began = self._installation.clock()
        payload = event_callback(self._installation, event)
        reply = await self._deliver(partial(self._way.event, payload), self._installation.faults.retry_waits)
        self._write("event", payload | {"type": event["type"]}, reply, began)
        return reply

    async def _deliver(self, send: Send, waits: Sequence[float], *, twice: bool = False) -> Reply:
        """Send, and send again after each wait until there is an answer; give the first one."""
        async with asyncio.TaskGroup() as both:
            first = both.create_task(self._attempt(send))
            if twice:
                both.create_task(send())
        reply = first.result()
        for number, wait in enumerate(waits, start=1):
            if isinstance(reply, Acked):
                break
            await asyncio.sleep(wait)
            reply = await self._attempt(partial(send, retry=Retry(number=number, reason=reply.reason.split(":")[0])))
        return reply

    async def _attempt(self, send: Send) -> Reply:
        reply = await send()
        if self._installation.faults.spend("drop_acks"):
            return NoAck(reason=_DROPPED)
        return reply

    async def _let_another_pass(self) -> None:
        passed = self._passed
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HELD_SECONDS):
                await passed.wait()

    def _tell_passed(self) -> None:
        self._passed.set()
        self._passed = asyncio.Event()

    def complain(self, method: str, error: str) -> None:
        """Write down an answer that Slack would not take, so that a test or a person finds the reason."""
        self._add(Entry(at=self._installation.clock(), kind="interaction", method=method, ok=False, error=error))

    def _write(self, kind: EntryKind, payload: JsonObject, reply: Reply, began: float) -> None:
        self._add(
            Entry(
                at=began,
                kind=kind,
                method=payload["type"],
                ok=isinstance(reply, Acked),
                seconds=self._installation.clock() - began,
                error=reply.reason if isinstance(reply, NoAck) else "",
                arguments=payload,
                response=reply.body if isinstance(reply, Acked) and isinstance(reply.body, dict) else {},
            )
        )

    def _add(self, entry: Entry) -> None:
        self._installation.record.add(entry)
        self._installation.workspace.changes.bump("log")
