"""Receive callbacks: a small HTTP server that believes only what the pause's own secret has signed.

Every pause has its own address and its own secret, made before it is opened: a callback may arrive before the opener
has read the pause's id.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from pydantic import ValidationError

from pausepoint.configuration import Callbacks
from pausepoint.errors import BadConfiguration
from pausepoint.signing import SignatureRefused, secret_from, verify
from pausepoint.wire import CallbackTarget, Event

_LARGEST_BODY: Final = 1024 * 1024
_REMEMBERED: Final = 1000
"""How many ended pauses are remembered, so that a repeated callback gets its 2xx."""

_GOODBYE_SECONDS: Final = 1.0
"""How long a callback under way may hold up the end; the bot sends it again."""

_SECRET_BYTES: Final = 32
_REACHED_AT: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to listen on is none to call


@dataclass(slots=True, kw_only=True)
class _Address:
    secret: str
    seen: set[str]


class CallbackServer:
    """Listens where `callbacks` says, and hands every new event to `deliver`."""

    def __init__(self, callbacks: Callbacks, deliver: Callable[[Event], None]) -> None:
        self._callbacks = callbacks
        self._deliver = deliver
        self._open: dict[str, _Address] = {}
        self._ended: OrderedDict[str, _Address] = OrderedDict()
        self._runner: web.AppRunner | None = None
        self._socket: socket.socket | None = None

    async def start(self) -> None:
        """Listen; raise BadConfiguration if the address cannot be had."""
        self._socket = _bound(self._callbacks)
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_post("/callbacks/{token}", self._receive)
        self._runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=_GOODBYE_SECONDS
        )
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def let_go(self) -> None:
        """Close this process's copy of the listening socket; for a forked child, whose parent goes on listening."""
        if self._socket is not None:
            self._socket.close()

    def new_target(self) -> CallbackTarget:
        """Make the address and the secret of one pause."""
        token = secrets.token_urlsafe(24)
        secret = secret_from(secrets.token_bytes(_SECRET_BYTES))
        self._open[token] = _Address(secret=secret, seen=set())
        return CallbackTarget(url=f"{self._base_url()}/callbacks/{token}", secret=secret)

    def retire(self, target: CallbackTarget) -> None:
        """Expect nothing new at this address: repeats are still acknowledged, for a while."""
        token = target.url.rpartition("/")[2]
        address = self._open.pop(token, None)
        if address is not None:
            self._ended[token] = address
            if len(self._ended) > _REMEMBERED:
                self._ended.popitem(last=False)

    def _base_url(self) -> str:
        if self._callbacks.url is not None:
            return self._callbacks.url
        if self._socket is None:
            raise RuntimeError("the callback server has not been started")
        host, port = self._socket.getsockname()[:2]
        host = _REACHED_AT.get(host, host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def _receive(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        address = self._open.get(token) or self._ended.get(token)
        if address is None:
            raise web.HTTPNotFound
        body = await _body(request)
        try:
            message_id = verify(address.secret, request.headers, body, now=time.time())
        except SignatureRefused as refused:
            raise web.HTTPUnauthorized(text=str(refused)) from refused
        if message_id not in address.seen:
            self._deliver(_event(body))
            address.seen.add(message_id)
        return web.Response(status=204)


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except (web.RequestPayloadError, ConnectionError) as error:
        raise web.HTTPBadRequest(text="the body breaks off, or is not encoded as its headers say") from error


def _event(body: bytes) -> Event:
    try:
        return Event.model_validate_json(body)
    except ValidationError as error:
        raise web.HTTPBadRequest(text="the body is not an event of pausepoint's API, version 1") from error


def _bound(callbacks: Callbacks) -> socket.socket:
    family = socket.AF_INET6 if ":" in callbacks.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((callbacks.host, callbacks.port))
    except OSError as error:
        bound.close()
        raise BadConfiguration(
            f"Callbacks cannot be received at {callbacks.host}:{callbacks.port} ({error.strerror}): "
            "set PAUSEPOINT_CALLBACK_HOST and PAUSEPOINT_CALLBACK_PORT to an address of this machine that is free."
        ) from error
    return bound
