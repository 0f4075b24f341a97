from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import (
    UUID4,
    AfterValidator,
    AnyUrl,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    FutureDate,
    HttpUrl,
    Json,
    NaiveDatetime,
    PlainValidator,
    PrivateAttr,
    StringConstraints,
    WrapValidator,
    computed_field,
    field_serializer,
    field_validator,
    model_validator,
)

from pausepoint import RunInput, SlackUser
from pausepoint.checks import check_values, needs_check
from pausepoint.schema import form_of
from pausepoint.wire import CheckError


class Colour(Enum):
    RED = "red"


class Node(BaseModel):
    name: str
    children: list[Node] = []


class Validated(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def f(cls, value: str) -> str:
        return value


@pytest.mark.parametrize(
    "wanted",
    [
        str,
        bool,
        int | None,
        Annotated[int, Field(ge=1, lt=10, multiple_of=2)],
        Annotated[str, Field(min_length=1, max_length=5, pattern="^a")],
        Annotated[list[int], Field(min_length=1, max_length=2)],
        set[int],
        tuple[int, str],
        dict[str, int],
        Mapping[str, int],
        Sequence[int],
        Literal["a", 1],
        Colour,
        date,
        time,
        datetime,
        NaiveDatetime,
        AwareDatetime,
        UUID,
        Path,
        IPv4Address,
        Node,
        SlackUser,
        Any,
    ],
)
def test_what_the_schema_says_in_full_needs_no_check(wanted: Any) -> None:
    assert form_of(wanted).check is False


@pytest.mark.parametrize(
    "wanted",
    [
        Annotated[int, AfterValidator(abs)],
        Annotated[int, BeforeValidator(int)],
        Annotated[int, PlainValidator(int)],
        Annotated[int, WrapValidator(lambda value, handler: handler(value))],
        list[Annotated[int, AfterValidator(abs)] | None],
        Annotated[int | str, Field(gt=3)],
        Validated,
        dict[str, Validated],
        Annotated[date, Field(ge=date(2024, 1, 1))],
        FutureDate,
        timedelta,
        Decimal,
        EmailStr,
        AnyUrl,
        HttpUrl,
        UUID4,
        Json,
        dict[int, str],
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)],
    ],
)
def test_what_the_schema_cannot_say_needs_a_check(wanted: Any) -> None:
    assert form_of(wanted).check is True


def test_private_attributes_serialisers_and_computed_fields_are_no_validators() -> None:
    class Quiet(RunInput):
        x: int
        _memo: int = PrivateAttr(default=1)

        @field_serializer("x")
        def shown(self, value: int) -> str:
            return str(value)

        @computed_field  # type: ignore[prop-decorator]  # pydantic's own recipe
        @cached_property
        def twice(self) -> int:
            return 2 * self.x

    assert needs_check(Quiet) is False


def test_what_a_class_does_when_it_is_made_needs_a_check() -> None:
    class PostInit(BaseModel):
        x: int
        _memo: int = PrivateAttr(default=1)

        def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002 - pydantic's signature
            if self.x < 0:
                raise ValueError("negative")

    class Init(BaseModel):
        x: int

        def __init__(self, **data: Any) -> None:
            super().__init__(**data)

    class Config(BaseModel):
        model_config = ConfigDict(str_min_length=2)
        x: str

    class WholeModel(BaseModel):
        x: int

        @model_validator(mode="after")
        def v(self) -> WholeModel:
            return self

    assert all(map(needs_check, (PostInit, Init, Config, WholeModel)))


class Line(BaseModel):
    sku: str = Field(alias="Stock/Unit~1")

    @field_validator("sku")
    @classmethod
    def known(cls, value: str) -> str:
        if value == "crash":
            raise ZeroDivisionError
        if not value.startswith("S"):
            raise ValueError(f"{value!r} is not in stock")
        return value


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(le=9)]


class Dog(BaseModel):
    kind: Literal["dog"]


class Basket(BaseModel):
    lines: list[Line] = []
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    either: Annotated[int, Field(ge=5)] | Annotated[str, AfterValidator(lambda value: value)] = 5

    @model_validator(mode="after")
    def not_empty(self) -> Basket:
        if not self.lines:
            raise ValueError("an empty basket")
        return self


def test_each_error_points_at_its_value_in_the_validators_own_words() -> None:
    reply = check_values(Basket, {"lines": [{"Stock/Unit~1": "S1"}, {"Stock/Unit~1": "X"}]})

    assert reply.errors == [CheckError(pointer="/lines/1/Stock~1Unit~01", message="'X' is not in stock")]


def test_an_error_of_the_whole_points_at_the_whole() -> None:
    assert check_values(Basket, {}).errors == [CheckError(pointer="", message="an empty basket")]


def test_a_missing_member_is_pointed_at() -> None:
    (error,) = check_values(Basket, {"lines": [{}]}).errors

    assert (error.pointer, error.message) == ("/lines/0/Stock~1Unit~01", "Field required")


def test_the_names_of_union_branches_are_left_out_of_pointers() -> None:
    pet = check_values(Basket, {"lines": [], "pet": {"kind": "cat", "lives": 10}})
    either = check_values(Basket, {"lines": [], "either": 3})

    assert [error.pointer for error in pet.errors] == ["/pet/lives"]
    assert {error.pointer for error in either.errors} == {"/either"}


def test_a_crashing_validator_says_nothing_of_the_inside_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    (error,) = check_values(Basket, {"lines": [{"Stock/Unit~1": "crash"}]}).errors

    assert "ZeroDivision" not in error.message
    assert "ZeroDivisionError" in caplog.text


def test_an_accepted_answer_has_no_errors() -> None:
    assert check_values(Basket, {"lines": [{"Stock/Unit~1": "S"}]}).errors == []


def test_a_flood_of_errors_is_cut_to_what_the_wire_holds() -> None:
    reply = check_values(Basket, {"lines": [{"Stock/Unit~1": f"x{number}" * 900} for number in range(150)]})

    assert len(reply.errors) == 100
    assert all(len(error.message) <= 2000 for error in reply.errors)
