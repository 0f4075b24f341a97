from __future__ import annotations

import json

import aiohttp
import pytest

from pausepoint_playground import Playground


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


def bearer(playground):
    return {"Authorization": f"Bearer {playground.bot_token}"}


async def answer(response):
    async with response:
        return response.status, await response.json()


SENT = {"channel": "#ops", "text": "hello", "blocks": json.dumps([{"type": "divider"}])}


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json", "get"])
async def test_arguments_are_read_from_wherever_slack_reads_them(playground, session, way):
    url, headers = f"{playground.api_url}chat.postMessage", bearer(playground)
    requests = {
        "query": lambda: session.post(url, headers=headers, params=SENT),
        "form": lambda: session.post(url, headers=headers, data=SENT),
        "multipart": lambda: session.post(url, headers=headers, data=multipart()),
        "json": lambda: session.post(url, headers=headers, json=SENT),
        "get": lambda: session.get(url, headers=headers, params=SENT),
    }

    def multipart():
        writer = aiohttp.FormData(default_to_multipart=True)
        for name, value in SENT.items():
            writer.add_field(name, value)
        return writer

    status, body = await answer(await requests[way]())

    assert status == 200
    assert body["message"]["text"] == "hello"
    assert body["message"]["blocks"][0]["type"] == "divider"


async def test_the_token_may_come_as_an_argument(playground, session):
    url = f"{playground.api_url}auth.test"
    assert (await answer(await session.post(url, data={"token": playground.bot_token})))[1]["ok"]
    assert (await answer(await session.get(url, params={"token": playground.bot_token, "team_id": "T1"})))[1]["ok"]


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("no.such.method", None, "unknown_method"),
        ("apps.connections.open", "bot", "not_allowed_token_type"),
        ("auth.test", "app", "not_allowed_token_type"),
    ],
)
async def test_a_call_that_may_not_be_made_is_refused_with_status_200(playground, session, method, token, error):
    known = {"bot": playground.bot_token, "app": playground.app_token}
    headers = {} if token is None else {"Authorization": f"Bearer {known.get(token, token)}"}
    status, body = await answer(await session.post(playground.api_url + method, headers=headers))
    assert (status, body["ok"], body["error"]) == (200, False, error)


async def test_a_json_body_that_is_no_json_is_refused(playground, session):
    headers = bearer(playground) | {"Content-Type": "application/json"}
    url = f"{playground.api_url}auth.test"
    assert (await answer(await session.post(url, headers=headers, data="{")))[1]["error"] == "invalid_json"
    assert (await answer(await session.post(url, headers=headers, data="[]")))[1]["error"] == "json_not_object"


async def test_a_scope_that_was_not_granted_is_named(session):
    async with Playground.start(scopes=frozenset({"commands", "channels:read"})) as playground:
        url = f"{playground.api_url}chat.postMessage"
        body = (await answer(await session.post(url, headers=bearer(playground), json={"channel": "#ops"})))[1]
    assert body == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "channels:read,commands",
    }


async def test_scopes_are_read_from_a_manifest(session, tmp_path):
    manifest = tmp_path / "manifest.yml"
    bot = "features: {bot_user: {display_name: gate}}\n"
    manifest.write_text(bot + "oauth_config: {scopes: {bot: [chat:write, users:read]}}\n")
    async with Playground.start(manifest=manifest) as playground:
        assert playground.scopes == {"chat:write", "users:read"}
        assert playground.workspace.people[playground.bot_user_id].name == "gate"


async def test_a_rate_limit_comes_with_retry_after_and_passes(playground, session):
    playground.faults.rate_limit("auth.test", times=1, retry_after=7)
    response = await session.post(f"{playground.api_url}auth.test", headers=bearer(playground))
    assert response.headers["Retry-After"] == "7"
    assert await answer(response) == (429, {"ok": False, "error": "ratelimited"})
    assert (await answer(await session.post(f"{playground.api_url}auth.test", headers=bearer(playground))))[1]["ok"]


async def test_while_down_nothing_is_answered(playground, session):
    playground.faults.down = True
    status, body = await answer(await session.post(f"{playground.api_url}auth.test", headers=bearer(playground)))
    assert (status, body["error"]) == (503, "service_unavailable")


async def test_every_call_is_on_record_with_its_arguments(playground, session):
    await answer(await session.post(f"{playground.api_url}chat.postMessage", headers=bearer(playground), json=SENT))
    call = playground.calls("chat.postMessage")[0]
    assert (call.ok, call.arguments["text"]) == (True, "hello")
    assert playground.bot_token not in str(call)


async def test_secrets_are_new_in_every_run():
    async with Playground.start() as one, Playground.start() as other:
        assert one.bot_token != other.bot_token
        assert one.signing_secret != other.signing_secret
        assert one.url.startswith("http://127.0.0.1:")
