from __future__ import annotations

import asyncio
import json

import pytest

from pausepoint import signing
from tests.support.pauses import NOON

SCHEMA = {"type": "object", "properties": {"approve": {"type": "boolean"}, "notes": {"type": "string", "default": ""}}}
SECRET = signing.secret_from(bytes(32))
LISTENER = "lis_" + "1" * 26
NOWHERE = "/v1/pauses/pau_" + "Z" * 26


async def test_a_pause_is_opened_and_can_be_read_where_location_says(api, flows):
    asked = {"title": "Delete 42 runs", "schema": SCHEMA, "timeout_seconds": 60, "channel": "#ops"}
    opened = await api.send("POST", "/v1/pauses", flows, sends=asked)
    assert (opened.status, opened.body["state"], opened.body["announced"]) == (201, "waiting", False)
    assert opened.body["deadline"] == "2026-01-01T12:01:00Z"
    assert opened.body["channel"] == "#ops"
    read = await api.send("GET", opened.headers["Location"], flows)
    assert (read.status, read.body) == (200, opened.body)


async def test_the_same_question_under_the_same_key_is_the_same_pause(api, flows):
    asked = {"title": "Deploy 1.2?", "key": "deploy-1.2", "flow": {"name": "release"}}
    first = await api.send("POST", "/v1/pauses", flows, sends=asked)
    again = await api.send("POST", "/v1/pauses", flows, sends={**asked, "listener": LISTENER})
    assert (first.status, again.status, again.body["id"]) == (201, 200, first.body["id"])
    assert again.headers["Location"] == first.headers["Location"]


async def test_another_question_under_the_same_key_supersedes_a_waiting_pause(api, flows):
    first = await api.send("POST", "/v1/pauses", flows, sends={"title": "Deploy 1?", "key": "k"})
    second = await api.send("POST", "/v1/pauses", flows, sends={"title": "Deploy 2?", "key": "k"})
    assert second.status == 201
    assert second.body["id"] != first.body["id"]
    old = await api.send("GET", f"/v1/pauses/{first.body['id']}", flows)
    assert (old.body["state"], old.body["cancel_reason"]) == ("cancelled", "superseded")


async def test_a_key_that_holds_a_decision_takes_no_other_question(api, flows):
    judge = await api.token("judge", "answer")
    asked = {"title": "Deploy 1?", "key": "k", "policy": {"approvers": ["token:judge"]}}
    first = await api.send("POST", "/v1/pauses", flows, sends=asked)
    answered = await api.send("POST", f"/v1/pauses/{first.body['id']}/answer", judge, sends={})
    assert answered.body["decision"]["by"] == [{"id": "token:judge", "team": None, "name": "judge"}]
    other = await api.send("POST", "/v1/pauses", flows, sends={**asked, "title": "Deploy 2?"})
    assert (other.status, other.body["code"]) == (409, "key_reused")
    same = await api.send("POST", "/v1/pauses", flows, sends=asked)
    assert (same.status, same.body["state"]) == (200, "decided")


async def test_a_repeat_with_the_same_idempotency_key_opens_no_second_pause(api, flows):
    retry = {"Idempotency-Key": "a fresh one"}
    sends = {"title": "Once"}
    replies = await asyncio.gather(
        *(api.send("POST", "/v1/pauses", flows, sends=sends, headers=retry) for _ in range(10))
    )
    assert {reply.status for reply in replies} == {201}
    assert len({reply.text for reply in replies}) == 1
    assert len({reply.headers["Location"] for reply in replies}) == 1
    listed = await api.send("GET", "/v1/pauses", flows)
    assert len(listed.body["pauses"]) == 1


async def test_an_idempotency_key_belongs_to_one_request_of_one_token(api, flows):
    retry = {"Idempotency-Key": "k1"}
    await api.send("POST", "/v1/pauses", flows, sends={"title": "One"}, headers=retry)
    other_body = await api.send("POST", "/v1/pauses", flows, sends={"title": "Two"}, headers=retry)
    assert (other_body.status, other_body.body["code"]) == (422, "idempotency_key_reused")
    someone = await api.token("someone")
    other_token = await api.send("POST", "/v1/pauses", someone, sends={"title": "Two"}, headers=retry)
    assert other_token.status == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\tb"])
async def test_a_malformed_idempotency_key_is_refused(api, flows, key):
    reply = await api.send("POST", "/v1/pauses", flows, sends={}, headers={"Idempotency-Key": key})
    assert reply.status == 422
    assert "Idempotency-Key" in reply.body["detail"]


async def test_a_refused_request_keeps_nothing_under_its_idempotency_key(api, flows):
    retry = {"Idempotency-Key": "k1"}
    refused = await api.send("POST", "/v1/pauses", flows, sends={"titel": "Typo"}, headers=retry)
    corrected = await api.send("POST", "/v1/pauses", flows, sends={"title": "Typo"}, headers=retry)
    assert (refused.status, corrected.status) == (422, 201)


@pytest.mark.parametrize(
    ("asked", "pointer", "words"),
    [
        ({"titel": "x"}, "/titel", "did you mean 'title'"),
        ({"title": ""}, "/title", "1"),
        ({"title": "a\nb"}, "/title", "one line"),
        ({"title": 3}, "/title", "must be a text, not 3"),
        ({"check": "yes"}, "/check", 'must be true or false, not "yes"'),
        ({"timeout_seconds": "60"}, "/timeout_seconds", "must be a number"),
        ({"timeout_seconds": True}, "/timeout_seconds", "must be a number"),
        ({"timeout_seconds": 0}, "/timeout_seconds", "greater than 0"),
        ({"timeout_seconds": 1e300}, "/timeout_seconds", "at most"),
        ({"schema": [1]}, "/schema", "must be an object"),
        ({"schema": {"type": "string"}, "initial": 3}, "/initial", "must be an object"),
        ({"flow": {}}, "/flow/name", "is required"),
        ({"flow": {"name": "f", "url": "javascript:alert(1)"}}, "/flow/url", "pattern"),
        ({"flow": {"name": "f", "a/b~c": 1}}, "/flow/a~1b~0c", "unknown"),
        ({"policy": {"approvers": ["U1", 7]}}, "/policy/approvers/1", "must be a text"),
        ({"listener": "lis_1"}, "/listener", "pattern"),
        ({"callback": {"url": "http://127.0.0.1/", "secret": "whsec_" + "A" * 33}}, "/callback/secret", "base64"),
        ({"callback": {"url": "http://10.0.0.1/", "secret": SECRET}}, "/callback/url", "PAUSEPOINT_CALLBACK_ALLOW"),
        ({"initial": {"a": 1}}, "/initial", "plain approval"),
        ({"check": True}, "/check", "plain approval"),
        ({"schema": {"type": "object", "properties": {"x": {"type": "frob"}}}}, "/schema", ""),
    ],
)
async def test_what_is_wrong_with_a_request_is_pointed_at(api, flows, asked, pointer, words):
    refused = await api.send("POST", "/v1/pauses", flows, sends=asked)
    assert refused.status == 422
    assert refused.media_type == "application/problem+json"
    [item] = refused.body["errors"]
    assert item["pointer"] == pointer or item["pointer"].startswith(pointer + "/")
    assert words in item["detail"]


async def test_a_secret_is_never_shown_back(api, flows):
    callback = {"url": "http://127.0.0.1/", "secret": "whsec_my own words"}
    refused = await api.send("POST", "/v1/pauses", flows, sends={"callback": callback})
    assert refused.status == 422
    assert "my own words" not in refused.text


async def test_a_body_that_is_no_object_is_refused(api, flows):
    for raw in (b"[]", b'"x"', b"null", b"3"):
        refused = await api.send("POST", "/v1/pauses", flows, raw=raw)
        assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "")


async def test_an_answer_through_the_api_is_checked_like_one_in_slack(api, flows):
    judge = await api.token("judge", "answer")
    asked = {"schema": SCHEMA, "policy": {"approvers": ["token:judge"]}}
    opened = await api.send("POST", "/v1/pauses", flows, sends=asked)
    path = f"/v1/pauses/{opened.body['id']}/answer"
    wrong = await api.send("POST", path, judge, sends={"values": {"approve": "perhaps"}})
    assert (wrong.status, wrong.body["code"]) == (422, "answer_refused")
    assert wrong.body["errors"][0]["pointer"] == "/values/approve"
    right = await api.send("POST", path, judge, sends={"values": {"approve": True, "notes": "fine"}})
    assert (right.status, right.body["decision"]["values"]) == (200, {"approve": True, "notes": "fine"})
    assert right.body["decision"]["at"] == "2026-01-01T12:00:00Z"


async def test_a_repeated_answer_counts_once(api, flows):
    judge = await api.token("judge", "answer")
    opened = await api.send("POST", "/v1/pauses", flows, sends={"policy": {"approvers": ["token:judge"]}})
    path, retry = f"/v1/pauses/{opened.body['id']}/answer", {"Idempotency-Key": "k"}
    first = await api.send("POST", path, judge, sends={}, headers=retry)
    again = await api.send("POST", path, judge, sends={}, headers=retry)
    other = await api.send("POST", path, judge, sends={"verdict": "rejected"}, headers=retry)
    assert (first.status, again.text) == (200, first.text)
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")


async def test_a_flow_cannot_approve_its_own_pause(api):
    both = await api.token("both", "open", "answer")
    opened = await api.send("POST", "/v1/pauses", both, sends={"policy": {"approvers": ["token:both"]}})
    refused = await api.send("POST", f"/v1/pauses/{opened.body['id']}/answer", both, sends={})
    assert (refused.status, refused.body["code"]) == (403, "forbidden")


async def test_a_token_that_the_policy_does_not_list_decides_nothing(api, flows):
    judge = await api.token("judge", "answer")
    for policy in ({}, {"policy": {"approvers": ["U1"]}}):
        opened = await api.send("POST", "/v1/pauses", flows, sends=policy)
        refused = await api.send("POST", f"/v1/pauses/{opened.body['id']}/answer", judge, sends={})
        assert refused.status == 403
        read = await api.send("GET", f"/v1/pauses/{opened.body['id']}", flows)
        assert read.body["state"] == "waiting"


async def test_an_ended_pause_takes_no_answer_and_says_how_it_ended(api, flows):
    judge = await api.token("judge", "answer")
    opened = await api.send("POST", "/v1/pauses", flows, sends={"policy": {"approvers": ["token:judge"]}})
    path = f"/v1/pauses/{opened.body['id']}"
    await api.send("POST", path + "/cancel", flows)
    late = await api.send("POST", path + "/answer", judge, sends={})
    assert (late.status, late.body["code"]) == (409, "not_waiting")
    assert "cancelled" in late.body["detail"]


@pytest.mark.parametrize(
    ("sends", "reason"), [(None, "cancelled"), ({}, "cancelled"), ({"reason": "withdrawn"}, "withdrawn")]
)
async def test_a_pause_is_cancelled_and_a_repeat_does_no_harm(api, flows, sends, reason):
    opened = await api.send("POST", "/v1/pauses", flows, sends={})
    path = f"/v1/pauses/{opened.body['id']}/cancel"
    first = await api.send("POST", path, flows, sends=sends)
    again = await api.send("POST", path, flows, sends=sends)
    assert (first.status, first.body["state"], first.body["cancel_reason"]) == (200, "cancelled", reason)
    assert (again.status, again.body) == (200, first.body)


async def test_a_decided_pause_cannot_be_cancelled(api, flows):
    judge = await api.token("judge", "answer")
    opened = await api.send("POST", "/v1/pauses", flows, sends={"policy": {"approvers": ["token:judge"]}})
    await api.send("POST", f"/v1/pauses/{opened.body['id']}/answer", judge, sends={})
    late = await api.send("POST", f"/v1/pauses/{opened.body['id']}/cancel", flows)
    assert (late.status, late.body["code"]) == (409, "not_waiting")


async def test_a_token_sees_its_own_pauses_unless_it_may_read_all(api, flows):
    other, reader = await api.token("other"), await api.token("reader", "read-all")
    opened = await api.send("POST", "/v1/pauses", flows, sends={})
    path = f"/v1/pauses/{opened.body['id']}"
    assert (await api.send("GET", path, other)).status == 404
    assert (await api.send("GET", path, reader)).status == 200
    assert (await api.send("GET", "/v1/pauses", other)).body["pauses"] == []
    assert len((await api.send("GET", "/v1/pauses", reader)).body["pauses"]) == 1
    assert (await api.send("POST", path + "/cancel", other)).status == 404
    assert (await api.send("POST", path + "/cancel", reader)).status == 403


@pytest.mark.parametrize("path", [NOWHERE, "/v1/pauses/x", "/v1/pauses/%00", "/v1/pauses/" + "9" * 3000])
async def test_a_pause_that_is_not_there_is_not_found(api, flows, path):
    found = await api.send("GET", path, flows)
    assert (found.status, found.body["code"]) == (404, "not_found")


async def test_pauses_are_listed_newest_first_page_by_page(api, flows):
    ids = []
    for number in range(7):
        api.clock.advance(1)
        ids.append((await api.send("POST", "/v1/pauses", flows, sends={"title": f"No {number}"})).body["id"])
    seen, cursor = [], ""
    while True:
        page = (await api.send("GET", f"/v1/pauses?limit=3{cursor}", flows)).body
        seen.append([pause["id"] for pause in page["pauses"]])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    newest_first = ids[::-1]
    assert seen == [newest_first[:3], newest_first[3:6], newest_first[6:]]


async def test_a_full_last_page_has_no_next(api, flows):
    for _ in range(2):
        await api.send("POST", "/v1/pauses", flows, sends={})
    assert (await api.send("GET", "/v1/pauses?limit=2", flows)).body["next"] is None


async def test_pauses_are_filtered_by_state_and_key(api, flows):
    kept = await api.send("POST", "/v1/pauses", flows, sends={"key": "a b&c"})
    gone = await api.send("POST", "/v1/pauses", flows, sends={"key": "other"})
    await api.send("POST", f"/v1/pauses/{gone.body['id']}/cancel", flows)
    for query, expected in (
        ("state=cancelled", gone),
        ("state=waiting", kept),
        ("key=a%20b%26c", kept),
        ("key=other&state=cancelled", gone),
    ):
        listed = await api.send("GET", f"/v1/pauses?{query}", flows)
        assert [pause["id"] for pause in listed.body["pauses"]] == [expected.body["id"]]


@pytest.mark.parametrize(
    "query",
    [
        "state=wating",
        "limit=0",
        "limit=201",
        "limit=ten",
        "limit=",
        "cursor=%21",
        "cursor=MTpwYXU",
        "cursor=" + "A" * 500,
        "cursor=%FF%FE",
        "key=",
        "key=a%00b",
        "page=2",
        "limit=1&limit=2",
    ],
)
async def test_a_wrong_query_is_refused(api, flows, query):
    refused = await api.send("GET", f"/v1/pauses?{query}", flows)
    assert refused.status == 422
    assert refused.media_type == "application/problem+json"


async def test_a_large_form_is_opened_too(api, flows):
    fields = {f"field_{n}": {"type": "string", "description": "x" * 400, "default": ""} for n in range(30)}
    opened = await api.send("POST", "/v1/pauses", flows, sends={"schema": {"type": "object", "properties": fields}})
    assert opened.status == 201
    refused = await api.send("POST", "/v1/pauses", flows, sends={"preview": "x" * 20_000, "schema": {"type": "array"}})
    assert (refused.status, refused.body["code"]) == (422, "form_refused")


async def test_what_is_opened_is_durable_before_the_answer(api, flows):
    opened = await api.send("POST", "/v1/pauses", flows, sends={})
    stored = await api.store.read(lambda uow: uow.pauses.get(opened.body["id"]))
    assert stored is not None
    assert stored.question.opened_at == NOON
    assert json.loads(opened.text)["digest"] == stored.question.digest


async def test_a_form_that_passed_once_excuses_nothing_else(api, flows):
    asked = {"schema": SCHEMA, "initial": {"notes": "x"}}
    assert (await api.send("POST", "/v1/pauses", flows, sends=asked)).status == 201
    assert (
        await api.send("POST", "/v1/pauses", flows, sends={**asked, "check": True, "listener": LISTENER})
    ).status == 201
    callback = {"url": "http://10.0.0.1/", "secret": SECRET}
    refused = await api.send("POST", "/v1/pauses", flows, sends={**asked, "callback": callback})
    assert (refused.status, refused.body["code"]) == (422, "callback_not_allowed")
    refused = await api.send("POST", "/v1/pauses", flows, sends={**asked, "initial": {"notes": 7}})
    assert (refused.status, refused.body["code"]) == (422, "form_refused")


async def test_a_form_that_was_refused_is_refused_again(api, flows):
    for _ in range(2):
        refused = await api.send("POST", "/v1/pauses", flows, sends={"schema": {"type": "array"}})
        assert (refused.status, refused.body["code"]) == (422, "form_refused")
