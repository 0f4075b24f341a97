"""What operators ask: is it alive, is it ready, what does it count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web
from prometheus_client.exposition import choose_encoder
from pydantic import BaseModel

from pausepoint_bot.api.operators import Health, Readiness
from pausepoint_bot.api.parts import Operators, Probe
from pausepoint_bot.errors import PausepointError

PROBE_SECONDS: Final = 2.0
FRESH_SECONDS: Final = 1.0
"""How long an answer is given again: a load balancer that asks often costs nothing."""

_STOPPING: Final = Readiness(ready=False, checks={"service": "it is stopping"})


class Operations:
    """Answers operators. None of it needs a token: it tells nothing about any pause."""

    def __init__(self, operators: Operators) -> None:
        self._operators = operators
        self._lock = asyncio.Lock()
        self._known: tuple[float, Readiness] | None = None

    async def tell_health(self, request: web.Request) -> web.Response:
        """Tell that the event loop turns."""
        del request
        return as_json(Health())

    async def tell_readiness(self, request: web.Request) -> web.Response:
        """Ask every probe at once, unless they were asked a moment ago; while stopping, say so at once."""
        del request
        readiness = _STOPPING if self._operators.is_stopping() else await self._readiness()
        return as_json(readiness, status=HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def show_metrics(self, request: web.Request) -> web.Response:
        """Show the registry in the format that the scraper prefers."""
        await self._operators.before_scrape()
        encode, content_type = choose_encoder(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=encode(self._operators.registry), headers={hdrs.CONTENT_TYPE: content_type})

    async def _readiness(self) -> Readiness:
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._known is None or now - self._known[0] >= FRESH_SECONDS:
                self._known = (now, await self._ask_all())
            return self._known[1]

    async def _ask_all(self) -> Readiness:
        checks, notes = await asyncio.gather(_ask_each(self._operators.probes), _ask_each(self._operators.notes))
        return Readiness(
            ready=not any(checks.values()),
            checks={name: found or "ok" for name, found in checks.items()},
            notes={name: found for name, found in notes.items() if found},
        )


def as_json(model: BaseModel, *, status: int = HTTPStatus.OK) -> web.Response:
    """Answer with a model."""
    return web.Response(status=status, body=model.model_dump_json().encode(), content_type="application/json")


async def _ask_each(probes: Mapping[str, Probe]) -> dict[str, str | None]:
    return dict(zip(probes, await asyncio.gather(*map(_ask, probes.values())), strict=True))


async def _ask(probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return f"no answer within {PROBE_SECONDS:g} s"
    except PausepointError as error:
        return error.code  # its sentence may tell a stranger too much
