from __future__ import annotations

from functools import partial

import pytest

from pausepoint_bot.api.tokens import REMEMBERED
from pausepoint_bot.usecases.manage_tokens import revoke_token
from tests.support.pauses import NOON

PAUSE = "/v1/pauses/pau_" + "1" * 26
GUARDED = [
    ("POST", "/v1/pauses", "open"),
    ("GET", "/v1/pauses", "open"),
    ("GET", PAUSE, "open"),
    ("GET", "/v1/events?listener=lis_" + "1" * 26, "open"),
    ("POST", PAUSE + "/answer", "answer"),
    ("POST", PAUSE + "/checks/chk_" + "1" * 26, "open"),
    ("POST", PAUSE + "/cancel", "open"),
]


@pytest.mark.parametrize(("method", "path", "scope"), GUARDED)
async def test_every_call_on_pauses_needs_a_token_and_says_how_to_get_one(api, method, path, scope):
    reply = await api.send(method, path, sends={} if method == "POST" else None)
    assert (reply.status, reply.body["code"]) == (401, "unauthorized")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer ")
    assert "pausepoint token create" in reply.body["detail"]


@pytest.mark.parametrize(("method", "path", "scope"), GUARDED)
async def test_every_call_on_pauses_needs_its_scope_and_names_it(api, method, path, scope):
    token = await api.token("other", *({"open": ("answer",), "answer": ("open", "read-all")}[scope]))
    reply = await api.send(method, path, token, sends={} if method == "POST" else None)
    assert (reply.status, reply.body["code"]) == (403, "forbidden")
    assert f'scope="{scope}"' in reply.headers["WWW-Authenticate"]
    assert f"--scope {scope}" in reply.body["detail"]


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer ppt_" + "A" * 43,
        "Basic dXNlcjpwYXNz",
        "ppt_{token}",
        "Token {token}",
        "Bearer {token} {token}",
        "Bearer {token}x",
        "Bearer \x80\xff",
        "Bearer " + "x" * 5000,
    ],
)
async def test_anything_but_a_token_in_force_is_refused(api, flows, header):
    reply = await api.send("GET", "/v1/pauses", headers={"Authorization": header.replace("{token}", flows)})
    assert (reply.status, reply.media_type) == (401, "application/problem+json")


async def test_the_scheme_is_read_in_any_case(api, flows):
    reply = await api.send("GET", "/v1/pauses", headers={"Authorization": f"bearer  {flows}"})
    assert reply.status == 200


async def test_two_tokens_in_one_request_are_refused(api, flows):
    async with api.session.get(
        api.url + "/v1/pauses", headers=[("Authorization", f"Bearer {flows}"), ("Authorization", "Bearer x")]
    ) as reply:
        assert reply.status == 401


async def test_a_revoked_token_is_refused_within_five_seconds(api, flows):
    assert (await api.send("GET", "/v1/pauses", flows)).status == 200
    await api.store.write(partial(revoke_token, name="flows", now=NOON))
    api.clock.advance(REMEMBERED.total_seconds())
    assert REMEMBERED.total_seconds() <= 5
    assert (await api.send("GET", "/v1/pauses", flows)).status == 401


async def test_a_token_is_remembered_so_that_not_every_request_costs_a_read(api, flows):
    await api.send("GET", "/v1/pauses", flows)
    await api.store.write(partial(revoke_token, name="flows", now=NOON))
    assert (await api.send("GET", "/v1/pauses", flows)).status == 200


async def test_a_token_that_was_unknown_works_as_soon_as_it_exists(api):
    text = "ppt_bGF0ZSAgICAgICAgICAgICAgICAgICAgICAgICAgICA"
    assert (await api.send("GET", "/v1/pauses", text)).status == 401
    assert await api.token("late") == text
    assert (await api.send("GET", "/v1/pauses", text)).status == 200


async def test_a_clock_that_goes_back_trusts_no_remembered_token(api, flows):
    await api.send("GET", "/v1/pauses", flows)
    await api.store.write(partial(revoke_token, name="flows", now=NOON))
    api.clock.advance(-3600)
    assert (await api.send("GET", "/v1/pauses", flows)).status == 401


async def test_a_token_never_stands_in_an_answer(api):
    reply = await api.send("GET", "/v1/pauses", "ppt_my-own-words")
    assert "my-own-words" not in reply.text


@pytest.mark.parametrize("asked", ["#general", "C024BE91L", None])
async def test_a_limited_token_opens_pauses_only_in_its_channels(api, asked):
    token = await api.token("limited", channels=["#ops"])
    allowed = await api.send("POST", "/v1/pauses", token, sends={"title": "Deploy?", "channel": "#ops"})
    assert (allowed.status, allowed.body["channel"]) == (201, "#ops")

    refused = await api.send("POST", "/v1/pauses", token, sends={"title": "Deploy?", "channel": asked})

    assert (refused.status, refused.media_type) == (403, "application/problem+json")
    assert refused.body["code"] == "channel_not_allowed"
    assert "token 'limited' opens pauses only in #ops" in refused.body["detail"]
    assert refused.body["errors"][0]["pointer"] == "/channel"


async def test_a_limited_token_still_reads_and_cancels_its_own(api):
    token = await api.token("limited", channels=["#ops"])
    opened = await api.send("POST", "/v1/pauses", token, sends={"title": "Deploy?", "channel": "#ops"})

    read = await api.send("GET", f"/v1/pauses/{opened.body['id']}", token)
    cancelled = await api.send("POST", f"/v1/pauses/{opened.body['id']}/cancel", token, sends={})

    assert (read.status, cancelled.status) == (200, 200)
