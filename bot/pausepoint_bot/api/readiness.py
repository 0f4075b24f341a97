"""What operators ask: is it alive, is it ready, what does it count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Literal

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from pydantic import BaseModel

from pausepoint_bot.api.parts import Probe
from pausepoint_bot.errors import PausepointError

PROBE_SECONDS: Final = 2.0


class Health(BaseModel):
    """Body of `GET /healthz`."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Body of `GET /readyz`: for each thing the service needs, `ok` or what is wrong with it."""

    ready: bool
    checks: dict[str, str]


class Operations:
    """Answers operators. None of it needs a token: it tells nothing about any pause."""

    def __init__(self, registry: CollectorRegistry, probes: Mapping[str, Probe]) -> None:
        self._registry = registry
        self._probes = probes

    async def tell_health(self, request: web.Request) -> web.Response:
        """Tell that the event loop turns."""
        del request
        return as_json(Health())

    async def tell_readiness(self, request: web.Request) -> web.Response:
        """Ask every probe, one after the other."""
        del request
        checks = {name: await _ask(probe) for name, probe in self._probes.items()}
        is_ready = all(found is None for found in checks.values())
        readiness = Readiness(ready=is_ready, checks={name: found or "ok" for name, found in checks.items()})
        return as_json(readiness, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def show_metrics(self, request: web.Request) -> web.Response:
        """Show the registry in the format that the scraper prefers."""
        encode, content_type = choose_encoder(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=encode(self._registry), headers={hdrs.CONTENT_TYPE: content_type})


def as_json(model: BaseModel, *, status: int = HTTPStatus.OK) -> web.Response:
    """Answer with a model."""
    return web.Response(status=status, body=model.model_dump_json().encode(), content_type="application/json")


async def _ask(probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return f"no answer within {PROBE_SECONDS:g} s"
    except PausepointError as error:
        return error.code  # its sentence may tell a stranger too much
