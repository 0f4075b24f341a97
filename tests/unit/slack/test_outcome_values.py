from __future__ import annotations

from pydantic import BaseModel

from pausepoint_bot.forms import compile_form
from pausepoint_bot.pauses import Approver, Decided, Decision, Verdict
from pausepoint_bot.slack.outcome import outcome_block
from tests.support.blocks import text_of_blocks
from tests.support.pauses import NOON


class Owner(BaseModel):
    name: str
    team: str = "ops"


class Handover(BaseModel):
    owner: Owner
    urgent: bool = False
    tags: list[str] = []


def told(values: dict[str, object]) -> list[str]:
    ann = Approver(id="U1", team="T1", name="Ann")
    decision = Decision(verdict=Verdict.ANSWERED, values=values, reason=None, by=(ann,), at=NOON)
    block = outcome_block(Decided(decision=decision), compile_form(Handover.model_json_schema()))
    return text_of_blocks([block]).splitlines()


def test_what_stands_in_a_nested_model_is_told_field_by_field():
    assert told({"owner": {"name": "Bob"}, "urgent": True, "tags": ["a", "b"]})[1:] == [
        "Owner / Name: Bob",
        "Urgent: Yes",
        "Tags: a, b",
    ]


def test_what_no_field_asked_for_is_told_as_it_came():
    assert told({"owner": {"name": "Bob"}, "extra": 1})[-1] == "extra: 1"
