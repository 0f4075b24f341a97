"""How numbers are read from text: strictly, exactly, and with words a person understands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, create_model

from pausepoint_bot.forms import Faults, Submission, check_values, compile_form, parse_answers


def outcome(annotation: Any, typed: str, default: Any = ...) -> Any:
    form = compile_form(create_model("M", x=(annotation, default)).model_json_schema())
    result = parse_answers(form, {"/x": typed})
    return result.values.get("x") if isinstance(result, Submission) else result.errors[0].message


@pytest.mark.parametrize(
    ("typed", "value"),
    [("7", 7), (" 7 ", 7), ("+3", 3), ("-3", -3), ("007", 7), ("9" * 60, int("9" * 60)), ("-0", 0)],
)
def test_a_whole_number_is_read_exactly(typed, value):
    assert outcome(int, typed) == value
    assert type(outcome(int, typed)) is int


@pytest.mark.parametrize(
    "typed", ["5.0", "1e3", "1,5", "1_000", "٣", "½", "NaN", "Infinity", "0x10", "--1", "seven", "1 000", "²"]
)
def test_what_is_no_whole_number_is_refused_with_the_text(typed):
    message = outcome(int, typed)
    assert message.startswith("Must be a")
    assert typed in message


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.1", 0.1),
        ("5.0", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        ("-2.50", -2.5),
        ("0e999", 0.0),
    ],
)
def test_a_float_is_read_as_python_reads_it(typed, value):
    assert outcome(float, typed) == value


def test_a_float_typed_without_a_point_keeps_every_digit():
    assert outcome(float, "9007199254740993") == 9007199254740993


@pytest.mark.parametrize(
    "typed", ["1e400", "-1e400", "1e-400", "NaN", "inf", "1,5", "\u0663.\u0665", "1.2.3", "e5", ".", "+", "0x1p3"]
)
def test_what_no_float_can_hold_is_refused_rather_than_changed(typed):
    assert outcome(float, typed).startswith("Must be")


def test_a_comma_is_answered_with_what_to_write():
    assert outcome(float, "1,5") == "Must be a number (write a point, not a comma), you wrote “1,5”."


@pytest.mark.parametrize(
    ("bound", "typed", "message"),
    [
        ({"ge": 3}, "2", "Must be at least 3, you wrote 2."),
        ({"gt": 3}, "3", "Must be more than 3, you wrote 3."),
        ({"le": 3}, "4", "Must be at most 3, you wrote 4."),
        ({"lt": 3}, "3", "Must be less than 3, you wrote 3."),
        ({"multiple_of": 5}, "7", "Must be a multiple of 5, you wrote 7."),
    ],
)
def test_bounds_are_said_with_the_rule_and_the_number(bound, typed, message):
    assert outcome(int, typed, Field(**bound)) == message


def test_a_multiple_of_a_tenth_is_no_matter_of_rounding():
    assert outcome(float, "0.3", Field(multiple_of=0.1)) == 0.3


@pytest.mark.parametrize("typed", ["1.10", "0.1000000000000000055511151231257827", "+3", ".5", "-0", "1E+2", "9" * 100])
def test_a_decimal_is_released_as_it_was_typed(typed):
    assert outcome(Decimal, typed) == typed
    assert Decimal(outcome(Decimal, f" {typed} ")) == Decimal(typed)


@pytest.mark.parametrize("typed", ["1,5", "NaN", "Infinity", "sNaN", "1_0", "٣", "abc", "1e999999999", "9" * 2000])
def test_what_is_no_decimal_is_refused(typed):
    assert outcome(Decimal, typed).startswith("Must be")


@pytest.mark.parametrize(
    ("bound", "typed", "message"),
    [
        ({"ge": Decimal("0.1")}, "0.09", "Must be at least 0.1, you wrote “0.09”."),
        ({"lt": 10}, "10.00", "Must be less than 10.0, you wrote “10.00”."),
        ({"multiple_of": Decimal("0.05")}, "0.07", "Must be a multiple of 0.05, you wrote “0.07”."),
    ],
)
def test_the_bounds_of_a_decimal_hold_for_its_text_too(bound, typed, message):
    assert outcome(Decimal, typed, Field(**bound)) == message


PATTERN = r"^(?!^[-+.]*$)[+-]?0*(?:\d{0,3}|(?=[\d.]{1,6}0*$)\d{0,3}\.\d{0,2}0*$)"


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("123.45", True),
        ("1.100", True),
        ("1234.5", False),
        ("1.234", False),
        ("1e2", False),
        ("0.01", True),
        ("999.99", True),
        ("0", True),
    ],
)
def test_the_digits_that_older_pydantic_writes_as_a_pattern_are_checked(typed, fits):
    decimal = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": PATTERN}]}
    form = compile_form({"type": "object", "properties": {"x": decimal}})
    for result in (parse_answers(form, {"/x": typed}), check_values(form, {"x": typed})):
        assert isinstance(result, Submission) is fits


@pytest.mark.parametrize("value", ["abc", "-1", -1, "1e999999999", True])
def test_a_decimal_given_as_json_is_checked_like_a_typed_one(value):
    form = compile_form(create_model("M", x=(Decimal, Field(ge=0))).model_json_schema())
    assert isinstance(check_values(form, {"x": value}), Faults)


@given(st.text(max_size=12))
def test_any_text_is_a_valid_number_or_refused(typed):
    for annotation in (int, float, Decimal):
        model = create_model("M", x=(annotation | None, None))
        result = parse_answers(compile_form(model.model_json_schema()), {"/x": typed})
        if isinstance(result, Submission):
            model.model_validate(result.values)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written_and_read(number):
    annotation = int if isinstance(number, int) else float
    assert outcome(annotation, repr(number)) == number
