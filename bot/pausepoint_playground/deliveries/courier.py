"""Bringing interactions and events to the app by whichever way it listens, with the faults asked for, on record."""

from __future__ import annotations

import asyncio

from pausepoint_playground.deliveries.http import HttpDelivery
from pausepoint_playground.deliveries.payloads import event_callback
from pausepoint_playground.deliveries.replies import Acked, NoAck, Reply
from pausepoint_playground.deliveries.socket_mode import SocketMode
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject, JsonView
from pausepoint_playground.record import Entry, EntryKind


class Courier:
    """Deliver to the request url, or over Socket Mode while there is none."""

    def __init__(self, installation: Installation, *, http: HttpDelivery, socket: SocketMode) -> None:
        self._installation = installation
        self._http = http
        self._socket = socket

    @property
    def mode(self) -> str:
        """Name the way: "http" or "socket"."""
        return "http" if self._installation.request_url is not None else "socket"

    @property
    def _way(self) -> HttpDelivery | SocketMode:
        return self._http if self.mode == "http" else self._socket

    async def interaction(self, payload: JsonObject) -> Reply:
        """Deliver one interaction and give the answer a person's client sees."""
        began = self._installation.clock()
        if self._installation.faults.spend_second_delivery():
            async with asyncio.TaskGroup() as both:
                first = both.create_task(self._way.interaction(payload))
                both.create_task(self._way.interaction(payload))
            reply = first.result()
        else:
            reply = await self._way.interaction(payload)
        if self._installation.faults.spend_dropped_ack():
            reply = NoAck(reason="the answer was dropped on command")
        self._write("interaction", payload, reply, began)
        return reply

    async def event(self, event: JsonView) -> Reply:
        """Deliver an event; one that is not answered is repeated once, at once, as Slack's first retry."""
        began = self._installation.clock()
        payload = event_callback(self._installation, event)
        reply = await self._way.event(payload)
        if isinstance(reply, NoAck):
            reply = await self._way.event(payload, retry=(1, reply.reason.split(":", maxsplit=1)[0]))
        self._write("event", payload | {"type": event["type"]}, reply, began)
        return reply

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
