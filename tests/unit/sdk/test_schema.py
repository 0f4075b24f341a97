from __future__ import annotations

from collections import deque
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AliasChoices, AwareDatetime, BaseModel, Field, NaiveDatetime, RootModel

from pausepoint import FormRefused, PauseFailed, RunInput
from pausepoint.schema import answer_json, form_of, read_answer


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Colour(Enum):
    RED = "red"


class Owner(BaseModel):
    email: str = Field(validation_alias=AliasChoices("mail", "email"), serialization_alias="e_mail")
    since: date = date(2024, 1, 1)


class Everything(RunInput):
    flag: bool = True
    amount: Decimal = Decimal("1.10")
    level: Level = Level.LOW
    colour: Colour | None = None
    day: date = date(2024, 2, 29)
    at: time = time(12, 30)
    moment: AwareDatetime = datetime(2024, 1, 1, tzinfo=UTC)
    local: NaiveDatetime = datetime(2024, 1, 1)  # noqa: DTZ001 - naive on purpose
    pause: timedelta = timedelta(hours=1)
    ident: UUID = UUID(int=5)
    owner: Owner = Owner(mail="a")
    owners: list[Owner] = []  # noqa: RUF012 - pydantic copies it
    by_name: dict[str, Owner] = {}  # noqa: RUF012 - pydantic copies it
    numbers: set[int] = set()  # noqa: RUF012 - pydantic copies it
    some: deque[int] = deque()  # noqa: RUF012 - pydantic copies it
    pair: tuple[int, str] = (1, "a")
    either: int | str = 1


def properties(form: Any) -> dict[str, Any]:
    found = form_of(form).schema["properties"]
    assert isinstance(found, dict)
    return found


def test_what_a_form_starts_with_reads_back_as_the_same_answer() -> None:
    values: dict[str, Any] = {
        "flag": False,
        "amount": Decimal("2.50"),
        "level": Level.HIGH,
        "colour": Colour.RED,
        "day": date(2025, 1, 2),
        "at": time(1, 2),
        "moment": datetime(2025, 1, 1, 3, tzinfo=UTC),
        "local": datetime(2025, 1, 1, 3),  # noqa: DTZ001 - naive on purpose
        "pause": timedelta(days=2),
        "ident": UUID(int=7),
        "owner": Owner(mail="b", since=date(2020, 1, 1)),
        "owners": [Owner(mail="c")],
        "by_name": {"d": Owner(mail="d")},
        "numbers": {3},
        "some": deque([4]),
        "pair": (2, "b"),
        "either": "5",
    }

    form = form_of(Everything.with_initial_data(initial_data=values))

    assert form.initial is not None
    assert read_answer(form, form.initial) == Everything(**values)
    assert form.initial["owner"] == {"mail": "b", "since": "2020-01-01"}
    assert form.initial["amount"] == "2.50"


def test_initial_values_go_by_the_names_in_the_schema() -> None:
    class Aliased(RunInput):
        how_many: int = Field(alias="howMany")

    form = form_of(Aliased.with_initial_data(how_many=3))

    assert form.initial == {"howMany": 3}
    assert "howMany" in properties(Aliased)
    assert read_answer(form, {"howMany": 4}) == Aliased(howMany=4)


def test_the_classes_own_defaults_are_no_initial_values() -> None:
    assert form_of(Everything).initial is None


def test_naive_datetimes_are_told_apart_from_those_with_an_offset() -> None:
    class Moments(BaseModel):
        naive: NaiveDatetime
        aware: AwareDatetime
        either: datetime
        meant_naive: datetime = datetime(2024, 1, 1)  # noqa: DTZ001 - naive on purpose
        maybe: datetime | None = datetime(2024, 1, 1)  # noqa: DTZ001 - naive on purpose

    found = properties(Moments)

    assert [found[name]["format"] for name in ("naive", "aware", "either", "meant_naive")] == [
        "date-time-local",
        "date-time",
        "date-time",
        "date-time-local",
    ]
    assert found["maybe"]["anyOf"][0]["format"] == "date-time-local"


def test_datetimes_come_back_with_and_without_offset() -> None:
    answer = read_answer(
        form_of(Everything), {"moment": "2025-05-05T10:00:00Z", "local": "2025-05-05T10:00:00", "amount": "0.10"}
    )

    assert isinstance(answer, Everything)
    assert answer.moment == datetime(2025, 5, 5, 10, tzinfo=UTC)
    assert answer.local == datetime(2025, 5, 5, 10)  # noqa: DTZ001 - naive on purpose
    assert answer.amount == Decimal("0.10")


@pytest.mark.parametrize(
    ("wanted", "value", "answer"),
    [
        (str, "x", "x"),
        (int | None, None, None),
        (Literal["a", 1], 1, 1),
        (list[str], ["a", "b"], ["a", "b"]),
        (Colour, "red", Colour.RED),
        (Annotated[int, Field(ge=1)], 3, 3),
        (RootModel[list[int]], [1], RootModel[list[int]]([1])),
        (date, "2024-01-02", date(2024, 1, 2)),
        (int | str, "5", "5"),
        (dict[str, int], {"a": 1}, {"a": 1}),
    ],
)
def test_a_plain_type_is_wrapped_and_comes_back_bare(wanted: Any, value: Any, answer: Any) -> None:
    form = form_of(wanted)

    assert form.is_bare
    assert form.schema["required"] == ["value"]
    assert read_answer(form, {"value": value}) == answer
    assert answer_json(form, answer) == {"value": value}


def test_a_plain_type_is_labelled_for_people() -> None:
    assert properties(str)["value"]["title"] == "Your answer"
    assert properties(Annotated[int, Field(title="Days")])["value"]["title"] == "Days"


def test_the_order_of_choices_is_the_authors_even_where_types_compare_equal() -> None:
    assert properties(Literal["a", "b"])["value"]["enum"] == ["a", "b"]
    assert properties(Literal["b", "a"])["value"]["enum"] == ["b", "a"]


def test_the_description_is_the_preview() -> None:
    assert form_of(Everything.with_initial_data("**hello**")).preview == "**hello**"
    assert form_of(Owner).preview == ""


@pytest.mark.parametrize("value", [Owner(mail="x"), "str", None])
def test_a_value_in_the_place_of_a_type_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="must be a class or a type"):
        form_of(value)


def test_a_type_without_json_schema_is_refused() -> None:
    class Opaque:
        pass

    for wanted in (Opaque, 5):
        with pytest.raises(FormRefused, match="has no JSON Schema"):
            form_of(wanted)


def test_a_default_that_json_cannot_hold_is_left_out_of_the_schema() -> None:
    class Odd(BaseModel):
        anything: Any = object()

    assert "default" not in properties(Odd)["anything"]


def test_an_answer_that_the_class_refuses_is_a_failed_pause() -> None:
    with pytest.raises(PauseFailed, match="flag: Input should be a valid boolean") as caught:
        read_answer(form_of(Everything), {"flag": "perhaps"})
    assert caught.value.code == "answer_not_accepted"
