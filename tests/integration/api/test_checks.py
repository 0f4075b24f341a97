"""Checks over HTTP: a flow is asked through its feed, its word counts once, and answers through the API wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from pausepoint.wire import OpenPause
from tests.support.waiting import until

LISTENER = "lis_" + "1" * 26
FEED = f"/v1/events?listener={LISTENER}"
SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "required": ["n"],
}
ASKED = {"schema": SCHEMA, "check": True, "listener": LISTENER, "policy": {"approvers": ["token:judge"]}}
YES: dict[str, object] = {}
NO = {"errors": [{"pointer": "/tags/1", "message": "Unknown."}, {"pointer": "/nowhere", "message": "Odd."}]}


@pytest.fixture
async def judge(api) -> str:
    return await api.token("judge", "answer", "read-all")


async def opened(api, flows, **more: object) -> str:
    reply = await api.send("POST", "/v1/pauses", flows, sends={**ASKED, **more})
    assert reply.status == 201
    return reply.body["id"]


def answer(api, judge, pause: str, n: int = 1, **headers: str):
    return api.send(
        "POST", f"/v1/pauses/{pause}/answer", judge, sends={"values": {"n": n, "tags": ["a", "b"]}}, headers=headers
    )


async def flow_that_says(api, flows, pause: str, reply: object | Callable[[], object]) -> str:
    """Follow the feed until a check comes, and reply to it; return its id."""
    after = 0
    while True:
        events = (await api.send("GET", f"{FEED}&after={after}", flows)).body["events"]
        after = max([after, *(event["seq"] for event in events)])
        for event in events:
            if event["type"] == "check":
                check = event["data"]["check"]["check"]
                said = await api.send("POST", f"/v1/pauses/{pause}/checks/{check}", flows, sends=reply)
                assert (said.status, said.text) == (204, "")
                return check


async def answered(api, flows, judge, pause: str, reply: object):
    """Answer while the flow follows its feed."""
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        flow = group.create_task(flow_that_says(api, flows, pause, reply))
        await until(lambda: api.polls == 1)
        exchange = await answer(api, judge, pause)
    return exchange, flow.result()


async def test_an_answer_that_the_class_takes_counts(api, flows, judge):
    pause = await opened(api, flows)

    reply, _ = await answered(api, flows, judge, pause, YES)

    assert (reply.status, reply.body["state"]) == (200, "decided")
    assert reply.body["decision"]["by"][0]["id"] == "token:judge"


async def test_an_answer_that_the_class_refuses_decides_nothing_and_names_the_values(api, flows, judge):
    pause = await opened(api, flows)

    reply, check = await answered(api, flows, judge, pause, NO)

    assert (reply.status, reply.body["code"]) == (422, "answer_refused")
    pointers = {error["pointer"]: error["detail"] for error in reply.body["errors"]}
    assert pointers == {"/values/tags": "Item 2: Unknown.", "/values": "Odd."}
    assert (await api.send("GET", f"/v1/pauses/{pause}", flows)).body["state"] == "waiting"
    again = await api.send("POST", f"/v1/pauses/{pause}/checks/{check}", flows, sends=YES)
    assert again.status == 204
    assert (await api.send("GET", f"/v1/pauses/{pause}", flows)).body["state"] == "waiting"


async def test_an_answer_to_a_flow_that_is_away_is_held_until_it_is_back(api, flows, judge):
    pause = await opened(api, flows)

    held = await answer(api, judge, pause)
    assert (held.status, held.body["state"]) == (202, "held")
    assert (await answer(api, judge, pause)).status == 202
    async with asyncio.timeout(10):
        await flow_that_says(api, flows, pause, YES)

    assert (await api.send("GET", f"/v1/pauses/{pause}", flows)).body["state"] == "decided"


async def test_the_deadline_in_force_is_shown_once_a_held_answer_was_refused(api, flows, judge):
    pause = await opened(api, flows, timeout_seconds=60)
    await answer(api, judge, pause)
    api.clock.advance(3600)
    async with asyncio.timeout(10):
        await flow_that_says(api, flows, pause, NO)

    view = (await api.send("GET", f"/v1/pauses/{pause}", flows)).body
    assert view["state"] == "waiting"
    assert view["deadline"] == "2026-01-01T13:01:00Z"


async def test_a_silent_flow_leaves_the_answer_unknown(api, flows, judge):
    pause = await opened(api, flows)
    async with asyncio.TaskGroup() as group, asyncio.timeout(10):
        poll = group.create_task(api.send("GET", FEED, flows))
        await until(lambda: api.polls == 1)
        reply = await answer(api, judge, pause)
        assert [event["type"] for event in (await poll).body["events"]] == ["check"]
    assert (reply.status, reply.body["state"]) == (202, "waiting")


async def test_a_repeated_request_gets_the_first_reply(api, flows, judge):
    pause = await opened(api, flows)
    first = await answer(api, judge, pause, **{"Idempotency-Key": "k"})
    async with asyncio.timeout(10):
        await flow_that_says(api, flows, pause, YES)

    again = await answer(api, judge, pause, **{"Idempotency-Key": "k"})

    assert (again.status, again.text) == (first.status, first.text)
    other = await answer(api, judge, pause, n=2, **{"Idempotency-Key": "k"})
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")


async def test_the_opener_cannot_answer_and_the_schema_comes_first(api, flows, judge):
    pause = await opened(api, flows)
    both = await api.token("both", "open", "answer")
    assert (await answer(api, both, pause)).status == 403
    wrong = await api.send("POST", f"/v1/pauses/{pause}/answer", judge, sends={"values": {"n": "x"}})
    assert (wrong.status, wrong.body["errors"][0]["pointer"]) == (422, "/values/n")
    assert (await api.send("GET", FEED + "&wait=0", flows)).body["events"] == []


async def test_only_the_opener_says_what_its_class_takes(api, flows, judge):
    pause, other = await opened(api, flows), await opened(api, flows)
    await answer(api, judge, pause)
    (event,) = (await api.send("GET", FEED + "&wait=0", flows)).body["events"]
    check = event["data"]["check"]["check"]
    thief = await api.token("thief")

    for token, path in [
        (thief, f"/v1/pauses/{pause}/checks/{check}"),
        (flows, f"/v1/pauses/{other}/checks/{check}"),
        (flows, f"/v1/pauses/{pause}/checks/chk_{'9' * 26}"),
        (flows, f"/v1/pauses/{pause}/checks/nonsense"),
        (flows, f"/v1/pauses/pau_{'9' * 26}/checks/{check}"),
    ]:
        reply = await api.send("POST", path, token, sends=YES)
        assert (reply.status, reply.body["code"]) == (404, "not_found"), path
    assert (await api.send("GET", f"/v1/pauses/{pause}", flows)).body["state"] == "held"


@pytest.mark.parametrize(
    "reply",
    [{"errors": [{"pointer": "/n"}]}, {"errors": [{"message": ""}]}, {"errors": "no"}, {"error": []}, []],
)
async def test_a_malformed_word_is_refused_and_changes_nothing(api, flows, judge, reply):
    pause = await opened(api, flows)
    await answer(api, judge, pause)
    (event,) = (await api.send("GET", FEED + "&wait=0", flows)).body["events"]
    path = f"/v1/pauses/{pause}/checks/{event['data']['check']['check']}"

    refused = await api.send("POST", path, flows, raw=str(reply).replace("'", '"').encode())

    assert refused.status == 422
    assert (await api.send("GET", f"/v1/pauses/{pause}", flows)).body["state"] == "held"


async def test_without_a_listener_there_is_nobody_to_ask(api, flows):
    refused = await api.send("POST", "/v1/pauses", flows, sends={"schema": SCHEMA, "check": True})

    assert refused.status == 422
    assert refused.body["errors"][0]["pointer"] == "/check"
    assert OpenPause.model_validate({"schema": SCHEMA, "check": True}).check


async def test_a_flow_whose_connection_broke_counts_as_away_at_once(api, flows, judge):
    pause = await opened(api, flows)
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        polling = asyncio.ensure_future(session.get(api.url + FEED, headers={"Authorization": f"Bearer {flows}"}))
        await until(lambda: api.polls == 1)
        assert api.feed.is_connected(LISTENER)
        polling.cancel()
        await asyncio.wait({polling})
        await until(lambda: not api.feed.is_connected(LISTENER))
        assert (await answer(api, judge, pause)).body["state"] == "held"


async def test_between_two_polls_a_flow_still_counts_as_there(api, flows):
    assert not api.feed.is_connected(LISTENER)
    await api.send("GET", FEED + "&wait=0", flows)
    assert api.feed.is_connected(LISTENER)
