from __future__ import annotations

from contextvars import ContextVar

from pydantic import BaseModel, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pausepoint import pause_flow_run
from pausepoint.wire import CheckError
from tests.integration.sdk.conftest import Background
from tests.support.fake_bot import FakeBot

SOON = 20
allowed: ContextVar[str] = ContextVar("allowed", default="nothing")


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
