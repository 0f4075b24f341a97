"""The whole service for a bench: playground, bot and flows, each a process of its own; submits are signed by us."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from pydantic import Field

from pausepoint import RunInput
from pausepoint.wire import PauseView
from pausepoint_bot.app import fresh_token, system_clock
from pausepoint_bot.store import unit_of_work
from pausepoint_bot.usecases.manage_tokens import create_token
from tests.bench.processes import free_port, started


class CleanupApproval(RunInput):
    """The commonest real form: approve, and why."""

    approve: bool = Field(default=False)
    notes: str = Field(default="", description="Why approve/reject?")


STATE = {
    "#/approve": {
        "radio_buttons@0": {
            "type": "radio_buttons",
            "selected_option": {"text": {"type": "plain_text", "text": "Approve"}, "value": "0"},
        }
    },
    "#/notes": {"plain_text_input@0": {"type": "plain_text_input", "value": "checked"}},
}


@dataclass(frozen=True, slots=True)
class Stage:
    """The playground's process, and what it said of itself."""

    facts: dict[str, Any]
    process: asyncio.subprocess.Process

    async def opens(self) -> list[float]:
        """Return how long each click so far waited for its form, in seconds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"opens\n")
        return list(json.loads(await self.process.stdout.readline()))


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, one bot or several, and what is needed to speak to it as Slack."""

    urls: Sequence[str]
    stage: Stage
    processes: Sequence[asyncio.subprocess.Process]

    @property
    def _user(self) -> str:
        return str(self.stage.facts["people"]["alice"])

    def signed_submit(self, pause: str) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of a person's submit, as Slack sends it."""
        return self._signed(self._submission(pause))

    def _signed(self, payload: dict[str, object]) -> tuple[bytes, dict[str, str]]:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        timestamp = str(int(time.time()))
        digest = hmac.new(
            self.stage.facts["signing_secret"].encode(), b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }
        return body, headers

    async def click(self, http: aiohttp.ClientSession, pause: PauseView) -> None:
        """Open the form in the playground, as a person does before every submit."""
        assert pause.permalink is not None
        digits = pause.permalink.rpartition("/p")[2]
        click = {
            "as": self._user,
            "channel": pause.channel,
            "ts": f"{digits[:-6]}.{digits[-6:]}",
            "block_id": "buttons",
            "action_id": "answer",
        }
        page = self.stage.facts["api_url"].removesuffix("/api/")
        async with http.post(f"{page}/page/click", json=click, headers={"X-Playground": "1"}) as response:
            answer = await response.json()
            assert answer["ok"], answer

    async def submit(self, http: aiohttp.ClientSession, pause: str, *, bot: int = 0) -> tuple[int, str]:
        """Submit to one of the bots, and return the ack."""
        body, headers = self.signed_submit(pause)
        async with http.post(f"{self.urls[bot]}/slack/events", data=body, headers=headers) as response:
            return response.status, await response.text()

    def _interaction(self, kind: str) -> dict[str, object]:
        return {
            "type": kind,
            "team": {"id": self.stage.facts["team"], "domain": "playground"},
            "user": {"id": self._user, "username": "alice", "name": "alice", "team_id": self.stage.facts["team"]},
            "api_app_id": "A1",
            "token": "x",
            "trigger_id": "1.2.3",
            "is_enterprise_install": False,
            "enterprise": None,
        }

    def _submission(self, pause: str) -> dict[str, object]:
        return self._interaction("view_submission") | {
            "response_urls": [],
            "view": {
                "id": f"V{secrets.token_hex(5).upper()}",
                "team_id": self.stage.facts["team"],
                "type": "modal",
                "callback_id": "answer",
                "private_metadata": json.dumps({"pause": pause, "generation": 0}),
                "state": {"values": STATE},
                "hash": "1.2",
                "blocks": [{"type": "input", "block_id": block} for block in STATE],
                "root_view_id": "V1",
                "previous_view_id": None,
            },
        }


@contextlib.asynccontextmanager
async def running_service(database: str, *, replicas: int = 1, post_interval: float = 0) -> AsyncIterator[Service]:
    """Start playground and bots; set the SDK's environment of this process. The playground sends to the first bot.

    `post_interval` is the service's pace of posting; by default nothing is held back.
    """
    ports = [free_port() for _ in range(replicas)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    async with _stage(f"{urls[0]}/slack/events") as stage, contextlib.AsyncExitStack() as bots:
        environment = {
            "PAUSEPOINT_SLACK_BOT_TOKEN": str(stage.facts["bot_token"]),
            "PAUSEPOINT_SLACK_SIGNING_SECRET": str(stage.facts["signing_secret"]),
            "PAUSEPOINT_SLACK_API_URL": str(stage.facts["api_url"]),
            "PAUSEPOINT_SLACK_CHANNEL": "#ops",
            "PAUSEPOINT_SLACK_POST_INTERVAL_SECONDS": str(post_interval),
            "PAUSEPOINT_DATABASE_URL": database,
            "PAUSEPOINT_LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "pausepoint_bot", "serve"]
        processes = []
        for port, url in zip(ports, urls, strict=True):
            env = {**environment, "PAUSEPOINT_LISTEN": f"127.0.0.1:{port}"}
            processes.append(await bots.enter_async_context(started(command, ready=f"{url}/healthz", env=env)))
        with unit_of_work(database) as uow:
            token = create_token(uow, "bench", scopes=["open"], random_bytes=fresh_token(), now=system_clock())
        os.environ.update({"PAUSEPOINT_API_URL": urls[0], "PAUSEPOINT_API_TOKEN": token})
        yield Service(urls=urls, stage=stage, processes=processes)


@contextlib.asynccontextmanager
async def _stage(request_url: str) -> AsyncIterator[Stage]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.stage", request_url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    try:
        assert process.stdout is not None
        yield Stage(facts=json.loads(await process.stdout.readline()), process=process)
    finally:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself, and said why
            process.terminate()
        await process.wait()
