"""Whatever happens to the service, at whatever log level: no secret and no answer gets into what it prints."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import secrets
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from pausepoint_bot.slack.scopes import REQUIRED_SCOPES
from pausepoint_bot.store import new_key
from pausepoint_playground.server import Playground
from tests.support.command_line import command_beside, empty_place
from tests.support.programs import PATIENCE, run_command
from tests.support.receiver import raw_receiver
from tests.support.service import Serving, a_serving_process, token_in

__all__ = ["empty_place"]

TYPED = "canary-typed-4711"
NOTED = "canary-noted-4712"
PREVIEWED = "canary-previewed-4713"
DATABASE_PASSWORD = "canary-hunter-4714"
SCHEMA = {"type": "object", "properties": {"approve": {"type": "boolean"}, "notes": {"type": "string", "default": ""}}}


@dataclass(slots=True, kw_only=True)
class Life:
    """A service in its own process, and every secret that there is of it."""

    serving: Serving
    playground: Playground
    token: str
    callback_secret: str
    key: str
    forged: list[str] = field(default_factory=list)

    def secrets(self) -> Iterator[tuple[str, str]]:
        yield from (("bot token", self.playground.bot_token), ("app token", self.playground.app_token))
        yield from (("signing secret", self.playground.signing_secret), ("API token", self.token))
        yield from (("callback secret", self.callback_secret), ("its base64", self.callback_secret[6:]))
        yield "encryption key", self.key
        yield from (("an answer", TYPED), ("a reason", NOTED), ("a preview", PREVIEWED))
        yield from (("a wrong credential", forged) for forged in self.forged)
        for entry in self.playground.log:
            said = json.dumps([entry.arguments, entry.response])
            yield from (("a trigger", found) for found in re.findall(r'"trigger_id": "([^"]+)"', said))
            yield from (("a ticket", found) for found in re.findall(r"ticket=([^\"&]+)", said))
            yield from (("a response_url", found) for found in re.findall(r"/hooks/[\w/]+", said + entry.method))

    async def call(
        self, method: str, path: str, body: object = None, *, token: str | None = None
    ) -> tuple[int, object]:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        async with (
            aiohttp.ClientSession(self.serving.url, headers=headers) as session,
            session.request(method, path, json=body) as answer,
        ):
            text = await answer.text()
            return answer.status, json.loads(text) if "json" in answer.content_type else text

    async def open(self, title: str, **members: object) -> str:
        asked = {"title": title, "preview": PREVIEWED, "schema": SCHEMA, **members}
        status, pause = await self.call("POST", "/v1/pauses", asked)
        assert status == 201, pause
        assert isinstance(pause, dict)
        return str(pause["id"])

    async def until(self, pause: str, state: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while (found := (await self.call("GET", f"/v1/pauses/{pause}"))[1]) and found["state"] != state:  # type: ignore[index, call-overload] # JSON
                await asyncio.sleep(0.02)  # the service is another process, and this pause has no listener


@contextlib.asynccontextmanager
async def a_life(directory: Path, style: str, *, socket_mode: bool) -> AsyncIterator[Life]:
    async with Playground.start(scopes=REQUIRED_SCOPES) as playground:
        key = new_key()
        more = {"PAUSEPOINT_SLACK_APP_TOKEN": playground.app_token} if socket_mode else {}
        async with a_serving_process(
            playground,
            directory,
            PAUSEPOINT_LOG_LEVEL="DEBUG",
            PAUSEPOINT_LOG_FORMAT=style,
            PAUSEPOINT_ENCRYPTION_KEYS=key,
            **more,
        ) as serving:
            if socket_mode:
                playground.request_url = None
            secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
            token = token_in(serving.database, "flows")
            yield Life(serving=serving, playground=playground, token=token, callback_secret=secret, key=key)


async def decide(life: Life, title: str) -> None:
    """Answer a pause through its modal."""
    alice = life.playground.as_person("alice")
    message = await alice.wait_for_message("#ops", title, timeout=PATIENCE)
    await alice.click(message, "With notes…")
    await alice.wait_for_view(timeout=PATIENCE)
    await alice.submit({"Approve": "Approve", "Notes": TYPED})


async def knock_wrongly(life: Life) -> None:
    """Send what is refused: a token, a signature and a payload that are none, and secrets where none belong."""
    life.forged += ["ppt_" + secrets.token_urlsafe(32), "v0=" + secrets.token_hex(32)]
    wrong_token, wrong_signature = life.forged
    assert (await life.call("GET", "/v1/pauses", token=wrong_token))[0] == 401
    bad = {"callback": {"url": "http://127.0.0.1:1/", "secret": life.callback_secret + "!"}, "preview": 4, "title": ""}
    assert (await life.call("POST", "/v1/pauses", bad))[0] == 422
    headers = {"X-Slack-Signature": wrong_signature, "X-Slack-Request-Timestamp": "1"}
    async with (
        aiohttp.ClientSession(life.serving.url) as session,
        session.post("/slack/events", data=f"payload={TYPED}", headers=headers) as answer,
    ):
        assert answer.status == 401


async def fail_in_the_database(life: Life) -> None:
    """Take a table away under the service and spoil another, so that it fails where nobody foresaw it."""
    pause = await life.open("Broken", channel="#ops", policy={"approvers": ["token:robot"]})
    robot = token_in(life.serving.database, "robot", "answer")
    with contextlib.closing(sqlite3.connect(life.serving.database.removeprefix("sqlite:///"))) as database:
        database.execute("ALTER TABLE votes RENAME TO gone")
        database.execute("UPDATE pauses SET question = '{}'")
        database.commit()
    answer = {"values": {"approve": True, "notes": TYPED}, "reason": NOTED}
    status, _ = await life.call("POST", f"/v1/pauses/{pause}/answer", answer, token=robot)
    assert status >= 500
    assert (await life.call("GET", f"/v1/pauses/{pause}"))[0] == 500
    life.forged.append(robot)


@pytest.mark.parametrize("style", ["console", "json"])
async def test_a_whole_life_prints_no_secret(tmp_path: Path, style: str):
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")

    socket_mode = style == "console"
    async with a_life(tmp_path, style, socket_mode=socket_mode) as life, raw_receiver(refuse) as receiver:
        callback = {"url": receiver.url, "secret": life.callback_secret}
        pause = await life.open("With a callback", callback=callback)
        await decide(life, "With a callback")
        await life.until(pause, "decided")
        alice = life.playground.as_person("alice")
        tapped = await life.open("One tap")
        await alice.click(await alice.wait_for_message("#ops", "One tap", timeout=PATIENCE), "Approve")
        await life.until(tapped, "decided")
        await life.until(await life.open("Nowhere", channel="#no-such-channel"), "failed")
        life.playground.faults.rate_limit("chat.postMessage", retry_after=1)
        await life.open("Limited")
        await alice.wait_for_message("#ops", "Limited", timeout=PATIENCE)
        life.playground.faults.expire_triggers = 1
        await alice.click(await alice.wait_for_message("#ops", "Limited", timeout=PATIENCE), "With notes…")
        await knock_wrongly(life)
        await fail_in_the_database(life)
        async with asyncio.timeout(PATIENCE):
            while not receiver.knocks:
                await asyncio.sleep(0.02)  # the receiver tells nobody of its knocks
        doctor = await run_command("doctor", environment=life.serving.environment)
        await life.serving.lives[-1].stop()
        out = life.serving.stderr + life.serving.lives[-1].stdout + doctor.stdout + doctor.stderr

        known = set(life.secrets())
    assert {"a trigger", "an answer"} <= {kind for kind, _ in known}
    assert ("a ticket" in {kind for kind, _ in known}) == socket_mode
    assert "Traceback" in out  # the accident was logged
    assert [(kind, secret) for kind, secret in known if secret in out] == []


WRONG_SETTINGS = {
    "PAUSEPOINT_SLACK_BOT_TOKEN": "xoxp-canary-4715",
    "PAUSEPOINT_SLACK_APP_TOKEN": "canary-xapp-4716",
    "PAUSEPOINT_LISTEN": "nowhere",
    "PAUSEPOINT_DATABASE_URL": f"postgresql://bot:{DATABASE_PASSWORD}@127.0.0.1:1/x",
}


RIGHT_SETTINGS = {"PAUSEPOINT_SLACK_BOT_TOKEN": "xoxb-canary-4719", "PAUSEPOINT_SLACK_SIGNING_SECRET": "canary-4720"}
DATABASE_URL = WRONG_SETTINGS["PAUSEPOINT_DATABASE_URL"]
TROUBLES = {
    "all wrong": WRONG_SETTINGS,
    "a wrong file": {"PAUSEPOINT_CONFIG": "settings.toml"},
    "no such database": {**RIGHT_SETTINGS, "PAUSEPOINT_DATABASE_URL": DATABASE_URL},
    "no database": {**RIGHT_SETTINGS, "PAUSEPOINT_DATABASE_URL": DATABASE_URL.replace(":1/", ":port/")},
    "wrong keys": {**RIGHT_SETTINGS, "PAUSEPOINT_ENCRYPTION_KEYS": "canary-4721,ppk_canary-4722"},
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("arguments", [("doctor",), ("token", "list"), ("db", "upgrade")])
async def test_wrong_settings_are_told_without_their_secrets(
    empty_place: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], trouble: str
):
    (empty_place / "settings.toml").write_text('slack_signing_secret = "canary-4717"\nlisten = ["canary-4718"]\n')
    for name, value in TROUBLES[trouble].items():
        monkeypatch.setenv(name, value)
    ran = await command_beside(*arguments)
    assert ran.code in {1, 2}
    assert "canary" not in ran.out + ran.err


@pytest.mark.parametrize("trouble", ["all wrong", "no such database"])
async def test_a_service_that_cannot_start_says_why_without_secrets(trouble: str):
    ran = await run_command("serve", environment=TROUBLES[trouble])
    assert await ran.ended() == 2
    assert ran.stderr.startswith("error: ")
    assert "canary" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
