from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, RootModel

from pausepoint import Approver, Decision, RunInput, decision_of
from pausepoint.decisions import attach_decision

ANN = Approver(id="U1", name="Ann")
DECISION = Decision(verdict="answered", by=(ANN,), at=datetime(2024, 1, 1, tzinfo=UTC), permalink="https://p")


class Input(RunInput):
    x: int = 1


class Model(BaseModel):
    x: int = 1


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    x: int = 1


class Open(BaseModel):
    model_config = ConfigDict(extra="allow", validate_assignment=True)
    x: int = 1


class Root(RootModel[list[int]]):
    root: list[int] = [1]


FORMS = [Input, Input.with_initial_data(x=2), Model, Frozen, Open, Root]
COPIES: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    lambda answer: pickle.loads(pickle.dumps(answer)),  # noqa: S301 - our own bytes
    lambda answer: answer.model_copy(),
    lambda answer: answer.model_copy(deep=True),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("duplicate", COPIES)
def test_a_decision_follows_every_copy(form: type[BaseModel], duplicate: Callable[[Any], Any]) -> None:
    answer = form()
    attach_decision(answer, DECISION)

    assert decision_of(duplicate(answer)) == DECISION


@pytest.mark.parametrize("form", FORMS)
def test_a_decision_changes_nothing_else(form: type[BaseModel]) -> None:
    answer, plain = form(), form()
    attach_decision(answer, DECISION)

    assert answer == plain
    assert plain == answer
    assert repr(answer) == repr(plain)
    assert answer.model_dump() == plain.model_dump()
    assert answer.model_dump_json() == plain.model_dump_json()
    assert list(answer) == list(plain)
    assert answer.model_fields_set == plain.model_fields_set
    assert answer.model_extra == plain.model_extra


def test_frozen_answers_keep_their_hash() -> None:
    answer = Frozen()
    attach_decision(answer, DECISION)

    assert hash(answer) == hash(Frozen())


def test_an_answer_inside_another_model_dumps_as_before() -> None:
    class Holder(BaseModel):
        either: Frozen | Model | int

    answer = Frozen()
    attach_decision(answer, DECISION)

    assert Holder(either=answer).model_dump_json() == '{"either":{"x":1}}'


def test_a_model_that_came_from_nowhere_has_no_decision() -> None:
    assert decision_of(Model()) is None


def test_an_approver_reads_as_a_name() -> None:
    assert (str(ANN), str(Approver(id="token:ci"))) == ("Ann (U1)", "token:ci")
