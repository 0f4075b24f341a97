from __future__ import annotations

from contextvars import ContextVar
from threading import Event

import pytest
from pydantic import BaseModel, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pausepoint import pause_flow_run
from pausepoint.wire import CheckError
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import FakeBot

SOON = 20
allowed: ContextVar[str] = ContextVar("allowed", default="nothing")


class Unspeakable(ValueError):
    """An error that cannot be put into words."""

    def __str__(self) -> str:
        raise TypeError("no words")


class Release(BaseModel):
    version: str
    reason: str = ""

    @field_validator("version")
    @classmethod
    def must_be_allowed(cls, value: str) -> str:
        if value == "boom":
            raise KeyError(value)
        if value != allowed.get():
            raise ValueError(f"{value} is not on the list")
        return value

    @model_validator(mode="after")
    def must_have_a_reason(self) -> Release:
        if not self.reason:
            raise PydanticCustomError("no_reason", "say why")
        return self


def test_the_class_speaks_before_the_answer_is_accepted(bot: FakeBot, in_background: Background) -> None:
    def flow() -> Release:
        allowed.set("1.2")
        return pause_flow_run(Release)

    waiting = in_background(flow)
    (asked,) = bot.wait_for_pauses()

    refused = bot.check(asked.id, {"version": "1.3"})
    crashed = bot.check(asked.id, {"version": "boom"})
    whole = bot.check(asked.id, {"version": "1.2"})
    accepted = bot.check(asked.id, {"version": "1.2", "reason": "fixes"})
    bot.decide(asked.id, {"version": "1.2", "reason": "fixes"})

    assert asked.request.check is True
    assert refused.errors == [CheckError(pointer="/version", message="1.3 is not on the list")]
    assert "failed" in crashed.errors[0].message
    assert "boom" not in crashed.errors[0].message
    assert whole.errors == [CheckError(pointer="", message="say why")]
    assert accepted.errors == []
    assert waiting.result(SOON) == Release.model_construct(version="1.2", reason="fixes")


def test_a_validator_that_blocks_holds_up_nothing_else(bot: FakeBot, in_background: Background) -> None:
    let_go = Event()

    class Stuck(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def wait(cls, value: int) -> int:
            let_go.wait(SOON)
            return value

    stuck = [in_background(pause_flow_run, Stuck, title=f"stuck {number}") for number in range(40)]
    asked = bot.wait_for_pauses(40)
    for pause in asked:
        bot.ask(pause.id, {"number": 1})
    free = in_background(pause_flow_run, Release, title="free")
    (last,) = (pause for pause in bot.wait_for_pauses(41) if pause.request.title == "free")

    assert bot.check(last.id, {"version": "boom"}).errors
    bot.decide(last.id, {"version": "nothing", "reason": "r"})
    assert free.result(SOON).version == "nothing"
    let_go.set()
    for pause in asked:
        bot.decide(pause.id, {"number": 1})
    assert [flow.result(SOON).number for flow in stuck] == [1] * 40


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 500, 503])
def test_a_word_that_somebody_else_has_taken_is_said_again(
    bot: FakeBot, in_background: Background, status: int
) -> None:
    flow = in_background(pause_flow_run, Release)
    (asked,) = bot.wait_for_pauses()

    bot.stumble(status, status, at=f"/v1/pauses/{asked.id}/checks")
    refused = bot.check(asked.id, {"version": "boom"})
    bot.decide(asked.id, {"version": "nothing", "reason": "r"})

    assert refused.errors
    assert flow.result(SOON).version == "nothing"


@pytest.mark.parametrize(
    "odd", [KeyError("k"), SystemExit(3), KeyboardInterrupt(), GeneratorExit(), RecursionError(), Unspeakable()]
)
def test_whatever_a_validator_raises_the_flow_waits_on(
    bot: FakeBot, in_background: Background, odd: BaseException
) -> None:
    class Odd(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def fail(cls, value: int) -> int:
            if value == 1:
                raise odd
            return value

    waiting = in_background(pause_flow_run, Odd)
    (asked,) = bot.wait_for_pauses()

    refused = bot.check(asked.id, {"number": 1})
    bot.decide(asked.id, {"number": 2})

    assert "its own code failed" in refused.errors[0].message
    assert waiting.result(SOON).number == 2


@pytest.mark.parametrize(
    ("word", "said"), [("x" * 5000, "x" * 2000), ("\ud83d", "The flow could not check"), (" ", "This is")]
)
def test_whatever_a_validator_says_arrives(bot: FakeBot, in_background: Background, word: str, said: str) -> None:
    class Wordy(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def refuse(cls, value: str) -> str:
            raise ValueError(value and word)

    in_background(pause_flow_run, Wordy)
    (asked,) = bot.wait_for_pauses()

    (error,) = bot.check(asked.id, {"text": "t"}).errors

    assert error.message.startswith(said)
    assert len(error.message) <= 2000


def test_what_the_class_has_taken_once_is_released_even_if_it_would_refuse_it_now(
    bot: FakeBot, in_background: Background
) -> None:
    class Once(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def only_once(cls, value: int) -> int:
            if value in seen:
                raise ValueError("used up")
            seen.add(value)
            return value

    seen: set[int] = set()
    waiting = in_background(pause_flow_run, Once)
    (asked,) = bot.wait_for_pauses()

    assert bot.check(asked.id, {"number": 7}).errors == []
    bot.decide(asked.id, {"number": 7})

    assert waiting.result(SOON).number == 7
