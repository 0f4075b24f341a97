from __future__ import annotations

from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from pausepoint_bot.api.openapi import describe
from pausepoint_bot.api.table import CALLS
from tests.support.openapi import departures


async def test_the_document_is_served_and_is_openapi_3_1(api):
    reply = await api.send("GET", "/v1/openapi.json")
    assert reply.status == 200
    assert reply.body == describe()
    assert reply.body["openapi"] == "3.1.0"


async def test_it_describes_every_route_and_no_other(api):
    routes = {(route.method, route.resource.canonical) for route in api.runner.app.router.routes()}
    described = {(method.upper(), path) for path, methods in describe()["paths"].items() for method in methods}
    assert {each for each in routes if each[0] != "HEAD"} == described


def test_every_schema_in_it_is_json_schema():
    for schema in describe()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_in_it_leads_somewhere():
    document = describe()

    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            for member in value.values():
                yield from references(member)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    names = {reference.removeprefix("#/components/schemas/") for reference in references(document["paths"])}
    assert {"OpenPause", "PauseView", "Problem", "EventBatch"} <= names <= set(document["components"]["schemas"])


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_call_on_pauses_says_its_scopes_and_its_refusals(call):
    operation = describe()["paths"][call.path][call.method.lower()]
    if call.scopes:
        assert {"401", "403", "503"} <= set(operation["responses"])
        assert all(f"`{scope}`" in operation["description"] for scope in call.scopes)
    if call.body:
        assert {"400", "413", "415", "422"} <= set(operation["responses"])


async def test_an_exchange_that_is_not_as_described_is_found_out(api, flows):
    opened = await api.send("POST", "/v1/pauses", flows, sends={"title": "x"})
    document = describe()
    assert departures(document, opened) == []
    for wrong in (
        replace(opened, status=202),
        replace(opened, headers={"Content-Type": "application/json"}),
        replace(opened, headers={"Content-Type": "text/html", "Location": "/"}),
        replace(opened, text=opened.text.replace('"waiting"', '"wating"')),
        replace(opened, text="{}"),
        replace(opened, sent=b'{"titel": "x"}'),
        replace(opened, path="/v1/pauses?zork=1"),
    ):
        assert departures(document, wrong)
