from __future__ import annotations

from contextlib import closing
from socket import create_server

import pytest

from pausepoint import BadConfiguration, BotUnreachable, PauseError, pause_flow_run, runtime
from pausepoint.configuration import Configuration, Patience
from pausepoint.question import Wording, make_question
from pausepoint.wire import PauseView
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import TOKEN, FakeBot

SOON = 20


def ask(url: str, patience: Patience, *, timeout: float | None = 3600) -> PauseView:
    question = make_question(str, timeout, None, Wording())
    return runtime.ask(question, Configuration(api_url=url, token=TOKEN, patience=patience)).wait()


def test_a_restart_in_the_middle_of_a_wait_is_invisible(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.restart()
    bot.decide(asked.id, {"value": "after"})

    assert flow.result(SOON) == "after"


def test_a_decision_during_an_outage_arrives_when_the_bot_is_back(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()

    bot.stop()
    bot.decide(asked.id, {"value": "meanwhile"})
    bot.start()

    assert flow.result(SOON) == "meanwhile"


def test_an_event_lost_in_an_outage_is_found_by_reading_the_pause(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = bot.deliver_events = False
    flow = in_background(pause_flow_run, str, timeout=None)
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.stop()
    bot.decide(asked.id, {"value": "read"})
    bot.start()

    assert flow.result(SOON) == "read"


def test_a_pause_that_cannot_be_read_at_once_after_an_outage_is_read_later(
    bot: FakeBot, in_background: Background
) -> None:
    bot.deliver_callbacks = bot.deliver_events = False
    flow = in_background(pause_flow_run, str, timeout=None)
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.stop()
    bot.decide(asked.id, {"value": "read"})
    bot.stumble(503, 502, at=f"/v1/pauses/{asked.id}")
    bot.start()

    assert flow.result(SOON) == "read"


def test_a_pause_that_the_bot_has_lost_is_an_error(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str, timeout=None)
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.stop()
    bot.forget(asked.id)
    bot.start()

    with pytest.raises(PauseError, match="no longer knows"):
        flow.result(SOON)


def test_opening_is_repeated_until_the_bot_answers_and_opens_one_pause(bot: FakeBot, in_background: Background) -> None:
    bot.stumble(503, 502, 504, 429)
    flow = in_background(pause_flow_run, str)

    (asked,) = bot.wait_for_pauses()
    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"
    assert bot.requests.count("POST /v1/pauses") == 5


def test_the_feed_survives_server_errors_and_throttling(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(pause_flow_run, str)
    (asked,) = bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)
    bot.stumble(500, 429, 503)

    bot.restart()
    bot.decide(asked.id, {"value": "x"})

    assert flow.result(SOON) == "x"


def test_a_bot_that_is_away_at_opening_is_given_up() -> None:
    with closing(create_server(("127.0.0.1", 0))) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"

    with pytest.raises(BotUnreachable, match="PAUSEPOINT_API_URL"):
        ask(url, Patience(opening=0.3))


def test_a_bot_that_never_answers_at_opening_is_given_up() -> None:
    with closing(create_server(("127.0.0.1", 0))) as silent, pytest.raises(BotUnreachable):
        ask(f"http://127.0.0.1:{silent.getsockname()[1]}", Patience(opening=0.3))


def test_a_bot_away_past_the_deadline_is_given_up(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(ask, bot.url, Patience(past_deadline=0.3), timeout=0.5)
    bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.stop()

    with pytest.raises(BotUnreachable):
        flow.result(SOON)


def test_a_bot_that_is_back_before_it_is_given_up_judges_the_deadline(bot: FakeBot, in_background: Background) -> None:
    bot.deliver_callbacks = False
    flow = in_background(ask, bot.url, Patience(past_deadline=15), timeout=0.3)
    (asked,) = bot.wait_for_pauses()

    bot.stop()
    bot.wait_for_state(asked.id, "expired")
    bot.start()

    assert flow.result(SOON).state == "expired"


def test_a_revoked_token_ends_the_wait_loudly(bot: FakeBot, in_background: Background) -> None:
    flow = in_background(pause_flow_run, str, timeout=None)
    bot.wait_for_pauses()
    bot.wait_until(lambda: bot.polls_at_once == 1)

    bot.token = "another"
    bot.restart()

    with pytest.raises(BadConfiguration, match="PAUSEPOINT_API_TOKEN") as caught:
        flow.result(SOON)
    assert TOKEN not in str(caught.value)


def test_an_unknown_token_is_refused_at_the_call(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAUSEPOINT_API_TOKEN", "wrong")

    with pytest.raises(BadConfiguration, match="unknown token"):
        pause_flow_run(str)
