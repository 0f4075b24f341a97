from __future__ import annotations

import time
from collections.abc import Mapping
from io import BytesIO

import aiohttp
import pytest

from pausepoint import BadConfiguration, pause_flow_run
from pausepoint.signing import secret_from, sign
from pausepoint.wire import CallbackTarget, DecisionView, Event, EventData
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import ANN, Asked, FakeBot

SOON = 20


def decided_event(asked: Asked, value: str) -> Event:
    decision = DecisionView(verdict="answered", values={"value": value}, by=[ANN], at=asked.view.opened_at)
    pause = asked.view.model_copy(update={"state": "decided", "decision": decision})
    return Event(pause=asked.id, type="decided", at=asked.view.opened_at, data=EventData(pause=pause))


def signed(target: CallbackTarget, event: Event, *, age: int = 0) -> tuple[bytes, dict[str, str]]:
    body = event.model_dump_json().encode()
    return body, sign(target.secret, message_id=event.id, timestamp=int(time.time()) - age, body=body)


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=BytesIO(body), headers=headers) as response:
        return response.status


def test_the_feed_alone_releases(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    bot.wait_until(lambda: set(bot.acknowledged.values()) == {1})


def test_the_callback_alone_releases_and_is_acknowledged(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_events = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    bot.wait_until(lambda: bot.callback_statuses == [204])


def test_the_feed_is_left_alone_when_nothing_waits(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.decide(asked.id, {"value": "x"})
    flow.result(SOON)

    bot.wait_until(lambda: bot.polls_at_once == 0)


def test_one_process_polls_once_however_many_pauses_wait(bot: FakeBot, in_background: Background) -> None:
    keeper = in_background(pause_flow_run, str, title="waits from first to last")
    (kept,) = bot.wait_for_pauses()
    flows = [in_background(pause_flow_run, str) for _ in range(20)]
    kept, *others = pauses = bot.wait_for_pauses(21)
    for asked in others:
        bot.decide(asked.id, {"value": "x"})
    assert [flow.result(SOON) for flow in flows] == ["x"] * 20
    bot.decide(kept.id, {"value": "last"})

    assert keeper.result(SOON) == "last"
    assert bot.most_polls_at_once == 1
    assert len({listener for asked in pauses for listener in asked.listeners}) == 1


def test_an_answer_faster_than_the_reply_to_its_opener_is_not_lost(bot: FakeBot, in_background: Background) -> None:
    other = in_background(pause_flow_run, str, title="keeps the feed open")
    bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)
    bot.hold_openings.clear()
    flow = in_background(pause_flow_run, str)
    keeper, asked = bot.wait_for_pauses(2)

    bot.decide(asked.id, {"value": "fast"})
    bot.wait_until(lambda: 1 in bot.acknowledged.values() and bot.callback_statuses == [204])
    bot.hold_openings.set()

    assert flow.result(SOON) == "fast"
    bot.decide(keeper.id, {"value": "x"})
    other.result(SOON)


async def test_a_forged_callback_is_refused_and_releases_nothing(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()
    (target,) = asked.callbacks
    forger = CallbackTarget(url=target.url, secret=secret_from(b"f" * 32))
    body, headers = signed(forger, decided_event(asked, "forged"))

    assert await post(target.url, body, headers) == 401
    assert await post(target.url, body, {}) == 401
    assert await post(target.url, body, {**headers, "webhook-signature": "v1,%%%"}) == 401
    assert await post(target.url, *signed(target, decided_event(asked, "stale"), age=3600)) == 401

    bot.decide(asked.id, {"value": "true"})
    assert flow.result(SOON) == "true"


async def test_callbacks_are_acknowledged_again_and_count_once(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()
    (target,) = asked.callbacks
    body, headers = signed(target, decided_event(asked, "first"))

    first = await post(target.url, body, headers)
    answer = flow.result(SOON)
    second = await post(target.url, body, headers)

    assert (first, answer, second) == (204, "first", 204)


async def test_the_callback_server_refuses_what_it_does_not_know_or_cannot_read(
    bot: FakeBot, in_background: Background
) -> None:
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()
    (target,) = asked.callbacks
    garbage = b"{}"
    headers = sign(target.secret, message_id="evt_1", timestamp=int(time.time()), body=garbage)

    assert await post(target.url + "x", b"{}", {}) == 404
    assert await post(target.url, garbage, headers) == 400
    assert await post(target.url, b"x" * (1024 * 1024 + 1), headers) == 413

    bot.decide(asked.id, {"value": "x"})
    flow.result(SOON)


def test_without_callbacks_none_is_asked_for(
    bot: FakeBot, in_background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAUSEPOINT_CALLBACK", "off")
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    assert asked.callbacks == []


def test_a_bot_that_may_not_call_back_is_asked_without_a_callback(bot: FakeBot, in_background: Background) -> None:
    bot.refuse_callbacks = True
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    assert asked.callbacks == []


def test_callbacks_that_were_asked_for_and_refused_are_an_error(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.refuse_callbacks = True
    monkeypatch.setenv("PAUSEPOINT_CALLBACK", "on")

    with pytest.raises(BadConfiguration, match="PAUSEPOINT_CALLBACK_ALLOW"):
        pause_flow_run(str)


def test_listening_everywhere_the_bot_beside_it_is_told_an_address_that_can_be_called(
    bot: FakeBot, in_background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAUSEPOINT_CALLBACK_HOST", "0.0.0.0")  # noqa: S104 - as a user might
    bot.deliver_events = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    assert asked.callbacks[0].url.startswith("http://127.0.0.1:")


def test_the_public_address_is_what_the_bot_is_told(
    bot: FakeBot, in_background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAUSEPOINT_CALLBACK_URL", "https://flows.example.com/pausepoint/")
    bot.deliver_callbacks = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    assert asked.callbacks[0].url.startswith("https://flows.example.com/pausepoint/callbacks/")
