from __future__ import annotations

import copy
import pickle
from enum import Enum
from typing import Annotated, Literal, Optional

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pausepoint import RunInput


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Owner(BaseModel):
    email: str
    tags: list[str] = []


class Order(RunInput):
    """An order."""

    amount: int = Field(ge=1, le=10, title="How many?", description="At most ten", alias="howMany")
    code: str = Field(default="AB", pattern="^[A-Z]+$", max_length=4, examples=["XY"])
    owner: Owner | None = None
    colour: Colour = Colour.RED
    labels: list[str] = []  # noqa: RUF012 - pydantic copies it
    note: Optional[str]  # noqa: UP045 - the spelling must survive too
    description: str = "d"

    @field_validator("labels")
    @classmethod
    def no_bad_labels(cls, value: list[str]) -> list[str]:
        if "bad" in value:
            raise ValueError("not that one")
        return value


class Plain(RunInput):
    x: int


def test_given_values_become_defaults_and_everything_else_about_a_field_stays() -> None:
    seeded = Order.with_initial_data(amount=3, code="XY")

    plain, filled = (form.model_json_schema()["properties"] for form in (Order, seeded))

    assert filled == {**plain, "howMany": plain["howMany"] | {"default": 3}, "code": plain["code"] | {"default": "XY"}}


def test_fields_that_are_not_given_stay_required() -> None:
    assert Order.model_json_schema()["required"] == ["howMany", "note"]
    assert Order.with_initial_data(amount=3).model_json_schema()["required"] == ["note"]


def test_the_bounds_still_hold_in_the_filled_form() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 10"):
        Order.with_initial_data(amount=3)(howMany=11, note=None)


def test_the_filled_form_keeps_name_doc_and_module_and_the_base_is_untouched() -> None:
    before = Order.model_json_schema()

    seeded = Order.with_initial_data("text", amount=3)

    assert (seeded.__name__, seeded.__doc__, seeded.__module__) == ("Order", "An order.", __name__)
    assert issubclass(seeded, Order)
    assert Order.model_json_schema() == before
    assert Order.__pausepoint_preview__ is None


def test_chained_calls_keep_description_and_values() -> None:
    seeded = Order.with_initial_data("first", amount=3).with_initial_data(code="XY")

    assert seeded.__pausepoint_preview__ == "first"
    assert seeded(note=None) == Order(howMany=3, code="XY", note=None)
    assert seeded.with_initial_data("second").__pausepoint_preview__ == "second"


def test_a_field_called_description_is_filled_through_initial_data() -> None:
    seeded = Order.with_initial_data("preview", initial_data={"description": "mine"}, amount=1)

    assert seeded.__pausepoint_preview__ == "preview"
    assert seeded(note=None).description == "mine"


def test_an_unknown_name_is_a_type_error_that_names_the_fields() -> None:
    with pytest.raises(TypeError, match=r"'ammount'; its fields are: amount, code"):
        Order.with_initial_data(ammount=1)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", 0, r"amount: .*greater than or equal to 1 \(given: 0\)"),
        ("amount", "many", "amount: .*integer"),
        ("code", "x1", "code: .*pattern"),
        ("owner", {"mail": 1}, r"owner\.email: Field required"),
        ("labels", ["bad"], "labels: .*not that one"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_the_call(name: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Order.with_initial_data(initial_data={name: value})


def test_values_are_turned_into_the_fields_types() -> None:
    seeded = Order.with_initial_data(amount=1, owner={"email": "a@b"}, colour="blue")

    answer = seeded(note=None)

    assert answer.owner == Owner(email="a@b")
    assert answer.colour is Colour.BLUE


def test_mutable_values_are_not_shared_between_answers() -> None:
    seeded = Order.with_initial_data(amount=1, labels=["a"], owner=Owner(email="x", tags=["t"]))
    first, second = seeded(note=None), seeded(note=None)

    first.labels.append("b")
    assert first.owner is not None
    first.owner.tags.append("u")

    assert second.labels == ["a"]
    assert second.owner == Owner(email="x", tags=["t"])


def test_optional_literal_and_annotated_fields_can_be_filled() -> None:
    class Choice(RunInput):
        size: Literal["s", "m"] | None = None
        days: Annotated[int, Field(ge=1)]
        kind: Annotated[Literal["a"], Field(title="Kind")] = "a"

    seeded = Choice.with_initial_data(size="m", days=4)

    assert seeded().model_dump() == {"size": "m", "days": 4, "kind": "a"}


def test_a_discriminated_union_can_be_filled() -> None:
    class Cat(BaseModel):
        kind: Literal["cat"]

    class Dog(BaseModel):
        kind: Literal["dog"]
        loud: bool

    class Pet(RunInput):
        pet: Cat | Dog = Field(discriminator="kind", title="Your pet")

    seeded = Pet.with_initial_data(pet={"kind": "dog", "loud": True})

    assert seeded().pet == Dog(kind="dog", loud=True)
    assert seeded.model_json_schema()["properties"]["pet"]["discriminator"]["propertyName"] == "kind"


def test_a_validator_of_the_whole_model_does_not_judge_a_part_of_it() -> None:
    class Range(RunInput):
        low: int
        high: int

        @model_validator(mode="before")
        @classmethod
        def needs_both(cls, data: dict[str, int]) -> dict[str, int]:
            if data["low"] > data["high"]:
                raise ValueError("wrong way round")
            return data

    assert Range.with_initial_data(low=5)(high=7, low=5).high == 7


def test_extra_members_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Plain.model_validate({"x": 1, "y": 2})


def test_answers_of_a_filled_form_equal_copy_and_pickle_as_the_form_that_was_written() -> None:
    answer = Plain.with_initial_data(x=1)()

    thawed = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own bytes

    assert answer == Plain(x=1) == thawed
    assert type(thawed) is Plain
    assert copy.deepcopy(answer) == copy.copy(answer) == answer
    assert answer != Plain(x=2)
    assert answer != Order(howMany=1, note=None)


def test_a_frozen_form_can_be_filled_and_hashed() -> None:
    class Frozen(RunInput):
        model_config = ConfigDict(frozen=True)
        x: int

    assert hash(Frozen.with_initial_data(x=1)()) == hash(Frozen.with_initial_data(x=1)())
