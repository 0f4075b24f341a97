"""What schemas have that pydantic does not write: words of other drafts, names for options, examples, defaults."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import create_model

from pausepoint_bot.forms import (
    ABSENT,
    Faults,
    Form,
    Submission,
    check_values,
    compile_form,
    opening_answer,
    parse_answers,
)
from pausepoint_bot.forms.fields import Choice
from tests.support.filling import submit

TEXT = {"type": "string"}


def form_of(properties: dict[str, Any], **more: Any) -> Form:
    return compile_form({"type": "object", "properties": properties, **more})


def messages(outcome: Submission | Faults) -> dict[str, str]:
    assert isinstance(outcome, Faults)
    return {fault.pointer: fault.message for fault in outcome.errors}


def test_a_default_that_nobody_would_add_later_stands_in_the_form_and_may_not_be_cleared():
    form = form_of(
        {"x": {"type": "string", "default": "d"}, "n": {"type": "integer", "default": 3}}, required=["x", "n"]
    )
    assert [opening_answer(field) for field in form.fields] == ["d", "3"]
    assert messages(parse_answers(form, {"/n": "4"})) == {"/x": "Please fill this in: it is required."}


@pytest.mark.parametrize(
    ("schema", "required"),
    [
        ({"type": "integer", "minimum": 1, "default": 0}, True),
        ({"type": "integer", "default": "many"}, True),
        ({"enum": ["a", "b"], "default": "c"}, True),
        ({"type": "integer", "minimum": 1, "default": 0}, False),
    ],
)
def test_a_default_that_breaks_its_own_rules_is_only_a_hint(schema, required):
    form = form_of({"x": schema}, required=["x"] if required else [])
    [field] = form.fields
    assert (field.default, field.initial, opening_answer(field)) == (schema["default"], ABSENT, None)
    outcome = parse_answers(form, {})
    assert isinstance(outcome, Faults) if required else outcome == Submission(values={})


def test_options_are_called_what_the_schema_calls_them():
    [field] = form_of({"x": {"enum": [1, 2], "enumNames": ["One", "Two"]}}).fields
    assert isinstance(field, Choice)
    assert [(option.value, option.label) for option in field.options] == [(1, "One"), (2, "Two")]


def test_options_that_python_takes_for_equal_stay_apart():
    form = form_of({"x": {"enum": [1, True, "1", 1.0, False, 0, None]}}, required=["x"])
    for value in (1, True, "1", 1.0, False, 0, None):
        outcome = submit(form, {"x": value})
        assert isinstance(outcome, Submission)
        assert (outcome.values["x"], type(outcome.values["x"])) == (value, type(value))


def test_null_is_an_option_only_where_it_is_valid():
    [field] = form_of({"x": {"type": ["string", "null"], "enum": ["a", "b"]}}).fields
    assert isinstance(field, Choice)
    assert [option.value for option in field.options] == ["a", "b"]


def test_examples_are_part_of_the_description():
    [field] = form_of({"x": {**TEXT, "description": "Where to", "examples": ["Paris", "Rome", "Oslo", "Bern"]}}).fields
    assert field.description == "Where to For example: “Paris”, “Rome”, “Oslo”."


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": [{"type": "integer"}, TEXT], "additionalItems": False, "minItems": 2},
        {"type": "array", "prefixItems": [{"type": "integer"}, TEXT], "items": False, "minItems": 2},
    ],
)
def test_a_tuple_may_be_written_in_the_words_of_an_older_draft(schema):
    form = compile_form({"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"x": schema}})
    assert [field.pointer for field in form.fields_shown({"/x/~filled": True})] == ["/x/~filled", "/x/0", "/x/1"]
    assert isinstance(check_values(form, {"x": [1, "a", "b"]}), Faults)


def test_an_exclusive_bound_of_draft_4_is_one():
    form = form_of({"x": {"type": "integer", "minimum": 3, "exclusiveMinimum": True}})
    assert messages(parse_answers(form, {"/x": "3"})) == {"/x": "Must be more than 3, you wrote 3."}


def test_everything_that_allof_says_holds():
    schema = {
        "allOf": [
            {"$ref": "#/$defs/named"},
            {"properties": {"name": {"maxLength": 3}, "age": {"type": "number"}}, "required": ["age"]},
            {"properties": {"age": {"type": "integer", "minimum": 1}}},
        ],
        "$defs": {"named": {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}},
    }
    form = compile_form(schema)
    assert [type(field).__name__ for field in form.fields] == ["Text", "Number"]
    assert set(messages(parse_answers(form, {"/name": "four", "/age": "0"}))) == {"/name", "/age"}
    assert submit(form, {"name": "abc", "age": 2}) == Submission(values={"name": "abc", "age": 2})


def test_references_may_lead_to_references_and_to_siblings():
    schema = {
        "properties": {"a": {"$ref": "#/$defs/one"}, "b": {"$ref": "#/properties/a"}, "c": {"$ref": "#/%24defs/two"}},
        "$defs": {"one": {"$ref": "#/$defs/two"}, "two": {"type": "integer", "minimum": 2}},
    }
    form = compile_form(schema)
    assert set(messages(parse_answers(form, {"/a": "1", "/b": "1", "/c": "1"}))) == {"/a", "/b", "/c"}


def test_an_entry_that_comes_twice_is_named_by_its_line():
    form = form_of({"x": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}})
    assert messages(parse_answers(form, {"/x": "1\n\n2\n1"})) == {"/x": "Line 4: No entry may come twice."}


def test_a_rule_that_no_field_can_show_still_holds():
    form = form_of({"x": {**TEXT, "not": {"const": "no"}}, "y": {"type": "array", "contains": {"const": 1}}})
    assert set(messages(parse_answers(form, {"/x": "no", "/y": "[2]"}))) == {"/x", "/y"}


def test_a_form_of_thirty_two_selects_is_asked_on_three_pages():
    fields: Any = {f"f{number}": (Literal[tuple(range(12))], ...) for number in range(32)}
    form = compile_form(create_model("M", **fields).model_json_schema())
    values = {f"f{number}": number % 12 for number in range(32)}
    assert len(form.pages()) == 3
    assert submit(form, values) == Submission(values=values)
