"""Values of any shape, typed as JSON: read strictly, exactly, and refused with the place and the reason."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model

from pausepoint_bot.forms import Faults, Submission, check_values, compile_form, parse_answers
from tests.support.filling import submit

CHARACTERS = st.characters(exclude_categories=["Cs"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(CHARACTERS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=4),
    max_leaves=10,
)


class Item(BaseModel):
    name: str = Field(min_length=2)
    count: int = Field(1, ge=1)


def outcome(annotation: Any, typed: str | None, default: Any = ...) -> Any:
    form = compile_form(create_model("M", x=(annotation, default)).model_json_schema())
    result = parse_answers(form, {"/x": typed})
    return result.values if isinstance(result, Submission) else result.errors[0].message


@given(json_values)
def test_whatever_is_json_is_released_as_it_is(value):
    written = json.dumps(value)
    if written.strip():
        released = outcome(Any, written)["x"]
        assert json.dumps(released) == written


@given(st.text(max_size=30))
def test_whatever_is_not_json_is_refused_in_words(typed):
    result = outcome(Any, typed, None)
    if isinstance(result, str):
        assert result.endswith(".")
        assert "Error" not in result


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("[1,\n 2", "Line 2, column 3: the text ends too early; a bracket, a quotation mark or a value is missing."),
        ("[1,\n 2,]", "a comma too many"),
        ("{'a': 1}", 'Line 1, column 2: texts and names stand in straight double quotes, like "this".'),
        ('{"a" 1}', "Line 1, column 6: “1” is not expected here."),
        ('{"a": 1 "b": 2}', "Line 1, column 9: a comma or a colon is missing before this."),
        ('["a', "Line 1, column 2: the text that begins here has no quotation mark at its end."),
        ('["a\nb"]', "a text may not go over the end of the line"),
        (r'["\x"]', "a backslash in a text must be followed by"),
        ("[True]", "Line 1, column 2: write true for True."),
        ("[None]", "Line 1, column 2: write null for None."),
        ("[NaN]", "JSON has no NaN; write a number, or null."),
        ("[-Infinity]", "JSON has no -Infinity; write a number, or null."),
        ("[1e999]", "A number must be below 1.8e308 in size, you wrote “1e999”."),
        ("[1e-999]", "A number must be zero or above 4.9e-324 in size, you wrote “1e-999”."),
        ('[{"a": 1, "a": 2}]', "The name “a” stands twice in one object; only one of them would count."),
        ('["\\ud800"]', "holds a lone surrogate, which is no character"),
        ("[" + "9" * 4001 + "]", "A number may have at most 4000 digits; one has 4001."),
        ("[] []", "Line 1, column 4: “[” is not expected here."),
        ("hello", "Line 1, column 1: “hello” is not expected here."),
    ],
)
def test_the_place_and_the_reason_are_said(typed, message):
    assert message in outcome(list[Any], typed)


def test_ten_thousand_brackets_are_refused_at_once():
    started = time.perf_counter()
    message = outcome(list[Any], "[" * 10_000 + "]" * 10_000)
    assert message == "Line 1, column 31: more than 30 brackets inside one another."
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("{“a”: “b”}", {"a": "b"}),
        ("{„a“: ‟b”}", {"a": "b"}),
        ('{"a": "he said “hi”"}', {"a": "he said “hi”"}),
    ],
)
def test_curly_quotes_of_a_phone_are_straightened_only_where_they_are_no_text(typed, value):
    assert outcome(dict[str, str], typed) == {"x": value}


@pytest.mark.parametrize("typed", ["12345678901234567890123456789", "1.5", "-0.0", "1E+2", "0.1"])
def test_numbers_keep_their_kind_and_every_digit_of_an_integer(typed):
    released = outcome(list[Any], f"[{typed}]")["x"][0]
    assert (released, type(released)) == (json.loads(typed), type(json.loads(typed)))


@pytest.mark.parametrize(
    ("annotation", "typed", "message"),
    [
        (list[Item], '[{"name": "ab"}, {"name": "a"}]', "At /1/name: Must have at least 2 characters, you wrote 1."),
        (list[Item], '[{"count": 1}]', "At /0/name: Please fill this in: it is required."),
        (list[Item], '{"name": "ab"}', "Must be a list: […], written as JSON."),
        (dict[str, int], '{"a/b": "1"}', "At /a~1b: Must be a whole number, you wrote “1”."),
        (dict[str, int], "[1]", "Must be an object: {…}, written as JSON."),
        (list[list[int]], "[[1], [2.5]]", "At /1/0: Must be a whole number, you wrote 2.5."),
        (list[int | str], "[1, true]", "At /1: Must be"),
    ],
)
def test_what_breaks_the_rules_inside_is_said_with_its_pointer(annotation, typed, message):
    assert message in outcome(annotation, typed)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ((list[Item], []), {}),
        ((list[Item], ...), {"x": []}),
        ((dict[str, int] | None, ...), {"x": None}),
        ((Any, ...), {"x": None}),
        ((dict[str, int], ...), "Please fill this in: it is required."),
        ((list[Item], Field(min_length=1)), "Please fill this in: it is required."),
    ],
)
def test_a_blank_means_what_the_field_says(field, values):
    assert outcome(field[0], None, field[1]) == values


def test_a_value_is_shown_so_that_it_can_be_read():
    form = compile_form(create_model("M", x=(list[Item], [])).model_json_schema(), {"x": [{"name": "ab"}]})
    assert parse_answers(form, {"/x": None}) == Submission(values={"x": []})
    values = {"x": [{"name": "ab", "count": 2}] * 40}
    assert submit(form, values) == Submission(values=values)


def test_a_value_that_contains_itself_is_checked_as_deep_as_that_takes_no_time():
    schema = {
        "$defs": {
            "a": {"type": "object", "properties": {"l": {"$ref": "#/$defs/e"}, "k": {"const": "a"}}},
            "b": {"type": "object", "properties": {"l": {"$ref": "#/$defs/e"}, "k": {"const": "b"}}},
            "e": {"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}]},
        },
        "properties": {"x": {"type": "array", "items": {"$ref": "#/$defs/e"}}},
    }
    form = compile_form(schema)
    value: Any = {"k": "c"}
    for _ in range(25):
        value = {"k": "a", "l": value}
    started = time.perf_counter()
    for result in (parse_answers(form, {"/x": json.dumps([value])}), check_values(form, {"x": [value]})):
        assert isinstance(result, Faults)
        assert [fault.message for fault in result.errors] == ["Must be nested at most 9 levels deep."]
    assert time.perf_counter() - started < 1
