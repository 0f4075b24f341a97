"""What the page asks of the server: its files, snapshots, a stream of changes, and a person's doings.

Only a page from this very server is served: Host and Origin are checked, and every POST needs a header that a foreign
form cannot send.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from pausepoint_playground.client.errors import SlackClientError
from pausepoint_playground.client.slack_client import SlackClient
from pausepoint_playground.deliveries.courier import Courier
from pausepoint_playground.installation import Installation
from pausepoint_playground.json_values import JsonObject
from pausepoint_playground.page_acts import ACTS
from pausepoint_playground.snapshot import snapshot

PAGE = Path(__file__).parent / "page"
KEEPALIVE_SECONDS = 15.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

# Not asked of the machine's own table: with nosniff, a module of another type than this does not run.
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

ClientFor = Callable[[str], SlackClient]


class PageApi:
    """Serve the page. `client_for` gives the client of a user id and raises KeyError for a stranger."""

    def __init__(self, installation: Installation, courier: Courier, client_for: ClientFor) -> None:
        self._installation = installation
        self._courier = courier
        self._client_for = client_for
        self._closing = False

    def routes(self) -> list[web.RouteDef]:
        """List the routes; the page's own files come last."""
        return [
            web.get("/", self._guarded(self._index)),
            web.get("/archives/{channel}/{message}", self._guarded(self._permalink)),
            web.get("/page/snapshot", self._guarded(self._snapshot)),
            web.get("/page/stream", self._guarded(self._stream)),
            web.post("/page/{act}", self._guarded(self._act)),
            web.get("/page/{file:.+}", self._guarded(self._file)),
        ]

    def close(self) -> None:
        """End all streams."""
        self._closing = True
        self._installation.workspace.changes.bump()

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            port = urlsplit(self._installation.url).port
            hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
            origin = request.headers.get("Origin")
            if request.host not in hosts or (origin is not None and origin not in {f"http://{host}" for host in hosts}):
                raise web.HTTPForbidden(text="only for the page of this playground")
            if request.method == "POST" and request.headers.get("X-Playground") != "1":
                raise web.HTTPForbidden(text="the header X-Playground: 1 is missing")
            return await handler(request)

        return guarded

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _file_response(PAGE / "index.html")

    async def _permalink(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/#{urlencode(dict(request.match_info))}")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = (PAGE / request.match_info["file"]).resolve()
        if not path.is_relative_to(PAGE.resolve()):
            raise web.HTTPNotFound
        return _file_response(path)

    async def _snapshot(self, request: web.Request) -> web.StreamResponse:
        client = self._client(request.query.get("as", ""))
        return _json(snapshot(self._installation, self._courier, client))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._client(request.query.get("as", ""))
        response = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        changes = self._installation.workspace.changes
        try:
            while not self._closing:
                changed = changes.next()
                await response.write(f'data: {{"version": {changes.version}}}\n\n'.encode())
                try:
                    async with asyncio.timeout(KEEPALIVE_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    continue
            await response.write_eof()
        except ConnectionError:
            pass  # the window is gone, and nothing is owed to it
        return response

    async def _act(self, request: web.Request) -> web.StreamResponse:
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        try:
            body: Any = json.loads(await request.text())
            answer = await act(self._installation, self._client(str(body["as"])) if "as" in body else None, body)
        except SlackClientError as error:
            return _json({"ok": False, "error": error.code, "message": error.message})
        except (KeyError, TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"not what the page sends: {error!r}") from error
        return _json({"ok": True} | answer)

    def _client(self, user_id: str) -> SlackClient:
        if not user_id:
            people = self._installation.workspace.people.values()
            user_id = next(person.id for person in people if person.kind == "member")
        try:
            return self._client_for(user_id)
        except KeyError:
            raise web.HTTPNotFound(text="no such person") from None


def _json(body: JsonObject) -> web.Response:
    return web.json_response(body, headers=_HEADERS)


def _file_response(path: Path) -> web.FileResponse:
    if not path.is_file():
        raise web.HTTPNotFound
    kind = _KINDS.get(path.suffix, "application/octet-stream")
    return web.FileResponse(path, headers=_HEADERS | {"Content-Type": kind})
