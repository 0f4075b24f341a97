from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import Field, create_model

from pausepoint_bot.forms import Faults, Submission, answers_of, check_values, compile_form, parse_answers


def schema_of(**fields: Any) -> dict[str, Any]:
    return create_model("M", __config__={"extra": "forbid"}, **fields).model_json_schema()


def messages(result: Submission | Faults) -> dict[str, str]:
    assert isinstance(result, Faults)
    return {fault.pointer: fault.message for fault in result.errors}


NULLABLE_DEFAULT = (int | None, 10)


@pytest.mark.parametrize(
    ("field", "initial", "typed", "values"),
    [
        # opened blank and left blank
        ((str, "d"), {}, None, {}),
        ((str | None, None), {}, None, {}),
        ((str | None, ...), {}, None, {"x": None}),
        ((int, 10), {}, "  ", {}),
        ((list[str], ...), {}, None, {"x": []}),
        ((list[str], ["a"]), {}, None, {}),
        ((list[str] | None, ...), {}, None, {"x": None}),
        ((list[Literal["a"]], ...), {}, (), {"x": []}),
        ((Literal["a"] | None, ...), {}, None, {"x": None}),
        ((bool | None, None), {}, None, {}),
        # pre-filled and cleared
        ((str, "d"), {"x": "p"}, None, {"x": ""}),
        ((str | None, "d"), {"x": "p"}, None, {"x": None}),
        (NULLABLE_DEFAULT, {"x": 5}, "", {"x": None}),
        ((list[str], ...), {"x": ["p"]}, None, {"x": []}),
        ((list[str] | None, ["d"]), {"x": ["p"]}, None, {"x": None}),
        # pre-filled with a blank and left so
        ((str | None, "d"), {"x": ""}, None, {"x": ""}),
        ((str | None, "d"), {"x": None}, None, {"x": None}),
        ((list[str] | None, ["d"]), {"x": []}, (), {"x": []}),
        # spaces are text in a text
        ((str, "d"), {}, "  ", {"x": "  "}),
        # a tick
        ((bool, True), {}, False, {"x": False}),
    ],
)
def test_a_blank_means_what_the_field_says(field, initial, typed, values):
    form = compile_form(schema_of(x=field, p=(bool, False), q=(bool, False)), initial)
    assert parse_answers(form, {"/x": typed}) == Submission(values={"p": False, "q": False, **values})


@pytest.mark.parametrize(
    ("field", "initial"),
    [
        ((str, ...), {}),
        ((int, ...), {}),
        ((Literal["a", "b"], ...), {}),
        ((list[str], Field(min_length=1)), {}),
        ((list[Literal["a"]], Field(min_length=1)), {}),
        ((int, 10), {"x": 5}),
        ((str, Field("dd", min_length=2)), {"x": "pp"}),
        ((str, Field("dd", pattern="^d")), {"x": "dp"}),
    ],
)
def test_a_blank_that_means_nothing_is_an_error_under_its_field(field, initial):
    result = parse_answers(compile_form(schema_of(x=field), initial), {})
    assert "fill this in" in messages(result)["/x"]


def test_every_fault_is_reported_at_once_in_the_order_of_the_form():
    form = compile_form(
        schema_of(b=(int, Field(ge=3)), a=(str, Field(min_length=3)), c=(str, ...), d=(Literal["x"], ...))
    )
    result = parse_answers(form, {"/b": "2", "/a": "ab", "/d": 7})
    assert isinstance(result, Faults)
    assert [fault.pointer for fault in result.errors] == ["/b", "/a", "/c", "/d"]


def test_two_rules_broken_by_one_text_are_both_said():
    form = compile_form(schema_of(x=(str, Field(min_length=3, pattern="^a"))))
    result = parse_answers(form, {"/x": "b"})
    assert isinstance(result, Faults)
    assert {(fault.pointer, fault.message) for fault in result.errors} == {
        ("/x", "Must have at least 3 characters, you wrote 1."),
        ("/x", "Must match the pattern ^a, you wrote “b”."),
    }


@pytest.mark.parametrize("length", ["min_length", "max_length"])
def test_lengths_count_code_points(length):
    form = compile_form(schema_of(x=(str, Field(**{length: 3}))))
    assert isinstance(parse_answers(form, {"/x": "👍👍👍"}), Submission)


def test_the_rules_of_an_optional_field_are_said_like_those_of_a_plain_one():
    form = compile_form(schema_of(x=(int | None, Field(None, ge=3))))
    schema = {"type": "object", "properties": {"x": {"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}}}
    for each in (form, compile_form(schema)):
        assert messages(parse_answers(each, {"/x": "2"})) == {"/x": "Must be at least 3, you wrote 2."}


def test_a_list_names_every_wrong_line_as_a_person_counts_them():
    form = compile_form(schema_of(x=(list[int], ...)))
    text = "1\n\n two\r\n3\n4.5"
    assert messages(parse_answers(form, {"/x": text})) == {
        "/x": "Line 3: Must be a number, you wrote “two”. Line 5: Must be a whole number, in digits only, you wrote “4.5”."
    }


def test_a_rule_of_the_schema_names_the_line_too():
    form = compile_form(schema_of(x=(list[str], Field(max_length=5)), y=(list[int], [])))
    schema = schema_of(x=(list[str], ...))
    schema["properties"]["x"]["items"]["minLength"] = 2
    assert messages(parse_answers(compile_form(schema), {"/x": "aa\n\nb"})) == {
        "/x": "Line 3: Must have at least 2 characters, you wrote 1."
    }
    assert isinstance(parse_answers(form, {"/x": " a \nb", "/y": " 1 \n2"}), Submission)


def test_lines_keep_their_spaces_and_blank_ones_are_no_entries():
    form = compile_form(schema_of(x=(list[str], ...)))
    assert parse_answers(form, {"/x": "\n a \n\n\tb\u2028c\n"}) == Submission(values={"x": [" a ", "\tb\u2028c"]})


def test_a_set_of_lines_takes_no_entry_twice():
    form = compile_form(schema_of(x=(set[str], ...)))
    assert messages(parse_answers(form, {"/x": "a\nb\na"})) == {"/x": "Line 3: No entry may come twice."}


def test_options_come_back_with_their_own_types_and_never_as_their_equals():
    form = compile_form(schema_of(x=(Literal[True, 1, "1"], ...)))
    released = [parse_answers(form, {"/x": index}) for index in range(3)]
    assert [type(result.values["x"]) for result in released if isinstance(result, Submission)] == [bool, int, str]


@pytest.mark.parametrize("answer", [2, -1, True, "0", (0,)])
def test_an_index_that_is_no_option_is_refused(answer):
    form = compile_form(schema_of(x=(Literal["a", "b"], ...)))
    assert "options" in messages(parse_answers(form, {"/x": answer}))["/x"]


@pytest.mark.parametrize("answer", [(0, 0), (2,), "0", 1])
def test_indices_that_are_no_options_are_refused(answer):
    form = compile_form(schema_of(x=(list[Literal["a", "b"]], ...)))
    assert "options" in messages(parse_answers(form, {"/x": answer}))["/x"]


@pytest.mark.parametrize("annotation", [str, int, bool, list[str]])
def test_an_answer_of_the_wrong_kind_is_refused_and_never_coerced(annotation):
    form = compile_form(schema_of(x=(annotation, ...), y=(bool, False)))
    assert "/x" in messages(parse_answers(form, {"/x": (1, 2)}))


def test_an_answer_to_no_field_is_refused():
    form = compile_form(schema_of(x=(str, "d")))
    assert "/y" in messages(parse_answers(form, {"/y": "text"}))


def test_half_a_character_is_refused():
    form = compile_form(schema_of(x=(str, "d")))
    assert "/x" in messages(parse_answers(form, {"/x": "a\ud800"}))
    assert isinstance(check_values(form, {"x": "a\ud800"}), Faults)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, 10**5000, "a\ud800"], ids=type)
def test_what_is_no_json_is_refused(value):
    form = compile_form(schema_of(x=(float, 1.0), y=(str, "d")))
    assert messages(check_values(form, {"y": value}))[""].startswith("The answer holds")


def test_values_given_as_json_are_taken_as_they_are():
    form = compile_form(schema_of(x=(float, ...), y=(int, 1)))
    assert check_values(form, {"x": 5, "y": 5.0}) == Submission(values={"x": 5, "y": 5.0})


def test_values_given_as_json_are_checked_against_the_whole_schema():
    form = compile_form(schema_of(x=(int, ...), y=(str, "d"), z=(list[int], []), c=(Literal["a", "b"], "a")))
    assert messages(check_values(form, {"y": 17, "z": [1, "2"], "c": "q", "extra": 1})) == {
        "/x": "Please fill this in: it is required.",
        "/y": "Must be text, you wrote 17.",
        "/z": "Item 2: Must be a whole number, you wrote “2”.",
        "/c": "Must be one of “a”, “b”; you wrote “q”.",
        "/extra": "The form has no field called “extra”.",
    }


def test_a_rule_on_the_whole_form_belongs_to_no_field():
    schema = {**schema_of(x=(str, "d"), y=(str, "d")), "maxProperties": 1}
    assert messages(parse_answers(compile_form(schema), {"/x": "1", "/y": "2"})) == {
        "": "Must have at most 1 answer, you wrote 2."
    }


def test_a_very_long_value_is_repeated_only_in_part():
    form = compile_form(schema_of(x=(str, Field(pattern="^a$"))))
    assert len(messages(parse_answers(form, {"/x": "b" * 3000}))["/x"]) < 200


def test_refused_values_are_written_back_as_far_as_answers_can_stand_for_them():
    form = compile_form(schema_of(a=(int, 1), b=(list[str], []), c=(Literal["x"], "x"), d=(bool, False), e=(str, "")))
    values = {"a": "seven", "b": ["p", ""], "c": "unknown", "d": True}
    assert answers_of(form, values) == {"/a": "seven", "/b": None, "/c": None, "/d": True, "/e": None}
