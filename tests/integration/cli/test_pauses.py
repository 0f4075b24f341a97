"""`pausepoint pauses` against a running service."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.command_line import command_beside
from tests.support.service import Service, a_service, flow_environment, free_port

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}, "required": ["n"]}


@pytest.fixture
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as service:
        for name, value in flow_environment(
            service.url, await service.token("operator", "open", "answer", "read-all")
        ).items():
            monkeypatch.setenv(name, value)
        yield service


@pytest.fixture
async def owner(service: Service) -> str:
    return await service.token("flows")


@pytest.fixture
async def pause(service: Service, owner: str) -> str:
    """A pause of another token, which the operator's token may answer."""
    body = {"title": "How many?", "key": "k1", "schema": SCHEMA, "policy": {"approvers": ["token:operator"]}}
    headers = {"Authorization": f"Bearer {owner}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.url}/v1/pauses", json=body, headers=headers) as response,
    ):
        assert response.status == 201
        return str((await response.json())["id"])


async def test_the_list_tells_id_state_and_title(pause: str):
    ran = await command_beside("pauses", "list")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.rstrip("\n").split("\t") == [pause, "waiting", "no deadline", "How many?"]
    assert pause in (await command_beside("pauses", "list", "--state", "waiting", "--key", "k1")).out
    assert "There are no such pauses." in (await command_beside("pauses", "list", "--state", "expired")).out


async def test_one_is_shown_as_json(pause: str):
    shown = json.loads((await command_beside("pauses", "show", pause)).out)
    assert (shown["id"], shown["state"], shown["key"]) == (pause, "waiting", "k1")


async def test_no_title_writes_over_the_terminal(service: Service, owner: str):
    headers = {"Authorization": f"Bearer {owner}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{service.url}/v1/pauses", json={"title": "a\x9b2J\u202eb"}, headers=headers) as response,
    ):
        opened = await response.json()
    listed, shown = await command_beside("pauses", "list"), await command_beside("pauses", "show", opened["id"])
    assert "\ta\\u009b2J\\u202eb\n" in listed.out
    assert not {"\x9b", "\u202e"} & set(shown.out)
    assert json.loads(shown.out[shown.out.index("{") : shown.out.rindex("}") + 1])["title"] == "a\x9b2J\u202eb"


async def test_an_answer_is_checked_and_then_decides(pause: str):
    refused = await command_beside("pauses", "answer", pause, "--values", '{"n": 9}')
    assert "9" in refused.error
    ran = await command_beside("pauses", "answer", pause, "--values", '{"n": 4}')
    decided = json.loads(ran.out)
    assert (decided["state"], decided["decision"]["values"]) == ("decided", {"n": 4})
    assert decided["decision"]["by"][0]["id"] == "token:operator"
    late = await command_beside("pauses", "answer", pause, "--values", '{"n": 3}')
    assert (late.code, json.loads(late.out)["decision"]["values"]) == (0, {"n": 4})


async def test_only_the_token_that_opened_a_pause_cancels_it(pause: str, monkeypatch: pytest.MonkeyPatch, owner: str):
    assert "there is no pause" in (await command_beside("pauses", "cancel", pause)).error
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", owner)
    assert json.loads((await command_beside("pauses", "cancel", pause)).out)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "pau_00000000000000000000000000"), "there is no pause"),
        (("show", "nonsense"), "there is no pause"),
        (("show", "../v1/openapi.json"), "there is no"),
        (("list", "--state", "asleep"), "state"),
        (("cancel", "pau_00000000000000000000000000"), "there is no pause"),
    ],
)
async def test_what_the_service_refuses_is_one_clear_line(service: Service, arguments: tuple[str, ...], said: str):
    assert said in (await command_beside("pauses", *arguments)).error


@pytest.mark.parametrize(
    "arguments",
    [("--values", "{"), ("--values", "[1]"), ("--reject", "--values", "{}", "--reason", "x" * 100_000)],
)
async def test_values_that_are_none_are_a_usage_error(service: Service, arguments: tuple[str, ...]):
    ran = await command_beside("pauses", "answer", "pau_00000000000000000000000000", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err


async def test_a_service_that_is_not_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    url = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("PAUSEPOINT_API_URL", url)
    assert "PAUSEPOINT_API_TOKEN is not set" in (await command_beside("pauses", "list")).error
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", "ppt_x")
    assert f"The bot at {url} cannot be reached (Connection refused)." in (await command_beside("pauses", "list")).error


async def test_a_wrong_token_is_one_clear_line_without_the_token(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", "ppt_wrongwrongwrong")
    error = (await command_beside("pauses", "list")).error
    assert "PAUSEPOINT_API_TOKEN" in error
    assert "ppt_wrongwrongwrong" not in error
