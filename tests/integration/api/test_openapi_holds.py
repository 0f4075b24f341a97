"""What the description allows the API takes, what it does not the API refuses, and what comes back is as said.

`pytest tests/integration/api/test_openapi_holds.py --hypothesis-profile=long --timeout=0` asks a hundred times as much.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pausepoint_bot.api.openapi import describe
from pausepoint_bot.api.table import CALLS
from tests.support.api import Api, an_api
from tests.support.api_trial import Trial, hold_to_its_description

LISTENER = "lis_" + "1" * 26
ASKED = {
    "title": "Delete 42 runs",
    "schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "policy": {"approvers": ["token:operator"]},
    "rejectable": True,
    "listener": LISTENER,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """An API in which there is something to find, and who asks it."""

    api: Api
    flows: str
    operator: str
    waiting: str
    held: str
    check: str

    async def open(self, **members: object) -> str:
        opened = await self.api.send("POST", "/v1/pauses", self.flows, sends={**ASKED, **members})
        assert opened.status == 201, opened.text
        return opened.body["id"]

    async def answer(self, pause: str, n: int) -> int:
        values = {"values": {"n": n}}
        return (await self.api.send("POST", f"/v1/pauses/{pause}/answer", self.operator, sends=values)).status


@pytest.fixture
async def stage(tmp_path) -> AsyncIterator[Stage]:
    """Pauses that wait, are decided, cancelled and held; their events, and a check that nobody has replied to."""
    async with an_api(tmp_path) as api:
        flows, operator = await api.token("flows"), await api.token("operator", "answer", "read-all")
        bare = Stage(api=api, flows=flows, operator=operator, waiting="", held="", check="")
        assert await bare.answer(await bare.open(key="release"), 1) == 200
        assert (await api.send("POST", f"/v1/pauses/{await bare.open()}/cancel", flows)).status == 200
        held = await bare.open(check=True)
        assert await bare.answer(held, 2) == 202
        told = (await api.send("GET", f"/v1/events?listener={LISTENER}&wait=0", flows)).body["events"]
        check = next(event["data"]["check"]["check"] for event in told if event["type"] == "check")
        waiting = await bare.open(timeout_seconds=3600)
        yield Stage(api=api, flows=flows, operator=operator, waiting=waiting, held=held, check=check)


async def test_a_flow_finds_the_api_as_described(stage, tmp_path):
    trial = Trial(token=stage.flows)
    await hold_to_its_description(stage.api.url, trial, tmp_path)


async def test_a_flow_whose_answer_is_held_finds_the_api_as_described(stage, tmp_path):
    own = {"path.id": stage.held, "path.check": stage.check, "query.listener": LISTENER}
    trial = Trial(token=stage.flows, operations=("get_pause", "follow_events", "reply_to_check"), fixed=own)
    await hold_to_its_description(stage.api.url, trial, tmp_path)


async def test_who_answers_through_the_api_finds_it_as_described(stage, tmp_path):
    trial = Trial(
        token=stage.operator, operations=("answer_pause", "list_pauses", "get_pause"), fixed={"path.id": stage.waiting}
    )
    await hold_to_its_description(stage.api.url, trial, tmp_path)


@pytest.fixture
async def careless(tmp_path) -> AsyncIterator[str]:
    """A service that promises what ours does and keeps none of it."""

    async def describe_it(_: web.Request) -> web.Response:
        return web.json_response(describe())

    async def fail(_: web.Request) -> web.Response:
        return web.json_response({"state": "perhaps"}, status=500)

    async def be_careless(_: web.Request) -> web.Response:
        return web.json_response({"pauses": "none"})

    app = web.Application()
    app.router.add_get("/v1/openapi.json", describe_it)
    app.router.add_route("*", "/v1/pauses", be_careless)
    app.router.add_route("*", "/v1/pauses/{id}", fail)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_a_service_that_does_not_keep_its_promises_is_found_out(careless, tmp_path):
    trial = Trial(token="x", operations=("list_pauses", "get_pause"), examples=2)
    with pytest.raises(AssertionError) as found:
        await hold_to_its_description(careless, trial, tmp_path)
    for what in ("Server error", "Response violates schema", "Schema-violating", "without authentication"):
        assert what in str(found.value)


@pytest.mark.parametrize("path", sorted({call.path for call in CALLS}))
async def test_a_path_takes_the_methods_that_are_described_and_names_them_to_the_rest(api, flows, path):
    described = {method.upper() for method in describe()["paths"][path]}
    where = path.format(id="pau_" + "1" * 26, check="chk_" + "1" * 26)
    for method in METHODS:
        reply = await api.send(method, where, flows)
        if reply.status == 405:
            allowed = {each.strip() for each in reply.headers["Allow"].split(",")}
            assert method not in described
            assert allowed - {"HEAD"} == described
        else:
            assert method in described | {"HEAD"}


@pytest.mark.parametrize("call", [call for call in CALLS if call.body or call.query], ids=lambda call: call.name)
async def test_a_member_or_parameter_that_is_not_described_is_refused_by_name(stage, call):
    token = stage.operator if "answer" in call.scopes else stage.flows
    where = call.path.format(id=stage.waiting, check=stage.check)
    query = f"?listener={LISTENER}&wait=0" if call.name == "follow_events" else "?"
    sends = {"zork": 1} if call.body else None
    reply = await stage.api.send(call.method, where if call.body else f"{where}{query}&zork=1", token, sends=sends)
    assert reply.status == 422
    assert {error["pointer"] for error in reply.body["errors"]} >= {"/zork"}
