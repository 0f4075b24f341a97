"""Whatever arrives signed by Slack: it is answered in time, no listener fails, and nobody decides who may not.

`pytest tests/integration/slack/test_fuzzed_payloads.py --hypothesis-profile=long --timeout=0` sends a hundred times more.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pausepoint.wire import OpenPause
from pausepoint_bot.pauses import Decided, Pause, Verdict
from pausepoint_playground.deliveries.replies import Acked
from tests.support.dynamic_forms import Long, Notice
from tests.support.modal_filling import fill_in
from tests.support.mutations import mutated
from tests.support.slack_bot import SlackBot, slack_bot
from tests.support.slack_requests import FORM, SAMPLES, form_of, post

ACK_SECONDS = 3.0
ONE_TAP = {
    "type": "object",
    "properties": {"approve": {"type": "boolean", "default": False}, "notes": {"type": "string", "default": ""}},
}
MANY = {
    "type": "object",
    "required": ["city", "days", "day"],
    "properties": {
        "city": {"enum": [f"city {number}" for number in range(150)]},
        "tags": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 1, "uniqueItems": True},
        "days": {"type": "integer", "minimum": 1, "maximum": 9},
        "day": {"type": "string", "format": "date"},
    },
}
KINDS = {
    "approval": None,
    "one_tap": ONE_TAP,
    "many": MANY,
    "paged": Long.model_json_schema(),
    "redrawn": Notice.model_json_schema(),
}
FILLED = {
    "many": {"#/city": "city 120", "#/tags": ["a"], "#/days": "3", "#/day": "2026-01-02"},
    "redrawn": {},
}
SCALE = max(1, settings.default.max_examples // 100)
calm = settings(
    max_examples=80 * SCALE,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


class Stage:
    """A running bot, pauses that only Bob may decide, pauses that Alice may, and what Alice's client really sent."""

    def __init__(self, runner: asyncio.Runner, bot: SlackBot, *, socket: bool) -> None:
        self.run, self.bot, self.socket = runner.run, bot, socket
        self.sent: list[object] = []
        self.pauses: dict[str, Pause] = {}
        self.guarded: dict[str, Pause] = {}

    async def prepare(self) -> None:
        bob = self.bot.playground.people["bob"].id
        for kind in KINDS:
            self.guarded[kind] = await self.open(kind, policy={"approvers": [bob]})
            self.pauses[kind] = await self.open(kind)
            twin = await self.open(kind)
            for payload in await self.live_through(kind):
                text = json.dumps(payload).replace(twin.id, "PAUSE").replace(twin.place.ts, "TS")
                self.sent.append({"kind": kind, "payload": text})

    async def open(self, kind: str, **members: object) -> Pause:
        asked = {"title": kind, "channel": "#ops", "schema": KINDS[kind], "rejectable": True, **members}
        return await self.bot.open(OpenPause(**asked))

    async def live_through(self, kind: str) -> list[object]:
        """Let Alice click, type, turn back, submit and tap; return what her client sent."""
        alice, message, before = self.bot.playground.as_person("alice"), self.bot.message(), len(self.interactions)
        if kind != "approval":
            await alice.click(message, "With notes…" if kind == "one_tap" else "Answer…")
            await alice.close()
            await alice.click(message, "With notes…" if kind == "one_tap" else "Answer…")
            await fill_in(alice, FILLED.get(kind, {}))
        await alice.click(message, "Reject…")
        if alice.view is not None:
            await alice.close(all=True)
        if kind in {"approval", "one_tap"}:
            await alice.click(message, "Approve")
        return self.interactions[before:]

    @property
    def interactions(self) -> list[object]:
        return [entry.arguments for entry in self.bot.playground.log.newest(20_000) if entry.kind == "interaction"]

    def aimed(self, pauses: dict[str, Pause]) -> list[object]:
        """Return what was sent, aimed at other pauses of the same kinds."""
        return [
            json.loads(
                each["payload"].replace("PAUSE", pauses[each["kind"]].id).replace("TS", pauses[each["kind"]].place.ts)
            )
            for each in self.sent
        ]

    def known(self) -> list[object]:
        """Return values that are right elsewhere. Bob is none of them: what says that Bob did it is right."""
        people = self.bot.playground.people
        ids = [people[name].id for name in people if name != "bob"]
        ours = [pause.id for pause in (*self.guarded.values(), *self.pauses.values())]
        metadata = [json.dumps({"pause": id_, "generation": 0}) for id_ in ours]
        names = [
            "answer",
            "reject",
            "one_click@0",
            "one_click@1",
            "approve",
            "back",
            "show_all",
            "U0UNKNOWN",
            "T0OTHER",
        ]
        return [*ids, *ours, *metadata, *names, "view_submission", "block_actions", "block_suggestion", "view_closed"]

    def send(self, payload: object) -> None:
        """Send it, signed; it must be answered in time."""
        if self.socket:
            envelope = {"payload": payload, "type": "interactive", "accepts_response_payload": True}
            reply = self.run(self.bot.playground.socket_mode._send(envelope))
            assert isinstance(reply, Acked), reply
            return
        response = self.run(asyncio.wait_for(post(self.bot, form_of(payload)), ACK_SECONDS))
        assert response.status in {200, 400, 413}, response

    def read(self, pause: Pause) -> Pause:
        return self.run(self.bot.get(pause.id))


@contextmanager
def nothing_fails() -> Iterator[None]:
    """Fail where anything is logged as an error: what goes wrong after the answer shows nowhere else."""
    errors: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage())

    ear = Ear(level=logging.ERROR)
    logging.getLogger().addHandler(ear)
    try:
        with structlog.testing.capture_logs() as told:
            yield
    finally:
        logging.getLogger().removeHandler(ear)
    assert [each for each in told if each["log_level"] in {"error", "critical"}] == []
    assert errors == []


@pytest.fixture(scope="module", params=["http", "socket", "postgresql"])
def stage(request, tmp_path_factory) -> Iterator[Stage]:
    """One of each way in, over SQLite; and once over PostgreSQL, which takes less for text."""
    with ExitStack() as lent, asyncio.Runner() as runner:
        socket = request.param == "socket"
        on_postgres = request.param == "postgresql"
        url = lent.enter_context(request.getfixturevalue("postgres").lent_database()) if on_postgres else None
        manager = slack_bot(tmp_path_factory.mktemp("fuzzed"), socket=socket, database=url)
        bot = runner.run(manager.__aenter__())
        serving = runner.run(_serve(bot)) if socket else None
        made = Stage(runner, bot, socket=socket)
        runner.run(made.prepare())
        yield made
        if serving is not None:
            runner.run(_end(serving))
        runner.run(manager.__aexit__(None, None, None))


async def _serve(bot: SlackBot) -> asyncio.Task[None]:
    serving = asyncio.get_running_loop().create_task(bot.door.run())
    socket_mode = bot.playground.socket_mode
    await socket_mode.changes.until(lambda: socket_mode.connections == 1, timeout_seconds=10)
    return serving


async def _end(serving: asyncio.Task[None]) -> None:
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


def test_what_alice_really_sent_decides_what_she_may(stage):
    """The payloads are right ones: aimed at pauses that she may decide, unchanged, they decide."""
    fresh = {kind: stage.run(stage.open(kind)) for kind in KINDS}
    for payload in stage.aimed(fresh):
        stage.send(payload)
    states = {kind: stage.read(pause).status for kind, pause in fresh.items()}
    assert all(isinstance(states[kind], Decided) for kind in ("approval", "one_tap", "many")), states


@calm
@given(data=st.data())
def test_nothing_that_says_it_is_somebody_else_decides_for_bob(stage, data):
    payload = data.draw(mutated(stage.aimed(stage.guarded), stage.known()))
    with nothing_fails():
        stage.send(payload)
    assert not any(stage.read(pause).has_ended for pause in stage.guarded.values()), payload


@calm
@given(data=st.data())
def test_what_decides_is_a_right_answer_by_whom_it_names(stage, data):
    payload = data.draw(mutated(stage.aimed(stage.pauses), stage.known()))
    with nothing_fails():
        stage.send(payload)
    for kind, pause in stage.pauses.items():
        after = stage.read(pause)
        if after.has_ended:
            stage.pauses[kind] = stage.run(stage.open(kind))
            assert isinstance(after.status, Decided)
            decision = after.status.decision
            assert [who.id for who in decision.by] == [payload["user"]["id"]]
            if decision.verdict is Verdict.ANSWERED and KINDS[kind] is not None:
                assert Draft202012Validator(KINDS[kind]).is_valid(dict(decision.values)), decision.values
            else:
                assert decision.values is None
    assert not any(stage.read(pause).has_ended for pause in stage.guarded.values())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recorded payloads are not in this checkout")
@calm
@given(data=st.data())
def test_what_slack_once_sent_to_others_decides_nothing_here(stage, data):
    payload = data.draw(mutated(_samples(), stage.known()))
    with nothing_fails():
        stage.send(payload)
    assert not any(stage.read(pause).has_ended for pause in stage.guarded.values())


def _samples() -> list[object]:
    read = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(SAMPLES.rglob("*.json"))]
    inner = [each["payload"] for each in read if isinstance(each, dict) and isinstance(each.get("payload"), dict)]
    return [each for each in (*read, *inner) if isinstance(each, dict)]


@pytest.mark.parametrize("stage", ["http", "postgresql"], indirect=True)  # Socket Mode carries no forms
@calm
@given(
    body=st.binary(max_size=200)
    | st.text(alphabet='payload=%{}[]":,&;+0123456789abcdef\\u', max_size=80).map(lambda text: text.encode())
    | st.text(alphabet='{}[]":,0123456789eE-\\utrnfalsy \n', max_size=80).map(lambda text: b"payload=" + text.encode()),
    content_type=st.sampled_from(
        [FORM, "application/json", "text/plain", "multipart/form-data", "x", f"{FORM}; charset=utf-16"]
    ),
)
def test_no_form_whatever_makes_the_door_fail(stage, body, content_type):
    with nothing_fails():
        response = stage.run(post(stage.bot, body, content_type=content_type))
    assert response.status in {200, 400, 415}, response
