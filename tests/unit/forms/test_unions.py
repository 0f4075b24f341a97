"""Values of one of several shapes: a choice that redraws the form, and the fields of what was chosen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from pausepoint_bot.forms import (
    Faults,
    Form,
    Submission,
    answers_of,
    check_values,
    compile_form,
    parse_answers,
    untouched_answers,
)
from pausepoint_bot.forms.fields import Choice
from tests.support.filling import fill, submit


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(9, ge=1)


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Email(BaseModel):
    email: str
    note: str = ""


class Phone(BaseModel):
    number: int
    note: str = ""


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


def form_of(initial: dict[str, Any] | None = None, **fields: Any) -> Form:
    return compile_form(create_model("M", **fields).model_json_schema(), initial)


def shown(form: Form, answers: Any = None) -> list[str]:
    return [item.pointer for item in form.shown(answers)]


def faults(outcome: Submission | Faults) -> dict[str, str]:
    assert isinstance(outcome, Faults)
    return {fault.pointer: fault.message for fault in outcome.errors}


def labels(form: Form, pointer: str) -> list[str]:
    field = form.field_at(pointer)
    assert isinstance(field, Choice)
    return [option.label for option in field.options]


def test_the_tag_of_a_tagged_union_is_what_the_choice_says():
    form = form_of(pet=(Pet, ...))
    assert shown(form) == ["/pet/kind"]
    assert form.switches == {"/pet/kind"}
    assert labels(form, "/pet/kind") == ["Cat", "Dog"]
    assert shown(form, {"/pet/kind": 1}) == ["/pet/kind", "/pet", "/pet/name"]
    assert parse_answers(form, {"/pet/kind": 1, "/pet/name": "Rex"}) == Submission(
        values={"pet": {"kind": "dog", "name": "Rex"}}
    )


def test_any_member_of_a_union_comes_back():
    form = form_of(
        a=(Pet, ...), b=(Email | Phone, ...), c=(int | str | None, None), d=(list[int] | dict[str, int], ...)
    )
    for values in (
        {"a": {"kind": "cat", "lives": 3}, "b": {"email": "e", "note": "n"}, "c": 1, "d": [1, 2]},
        {"a": {"kind": "dog", "name": "n"}, "b": {"number": 1, "note": "n"}, "c": "1", "d": {"a": 1}},
    ):
        assert submit(form, values) == Submission(values=values)


def test_nothing_is_chosen_in_advance_and_something_must_be():
    form = form_of(pet=(Pet, ...), either=(int | str, ...))
    found = faults(parse_answers(form, {}))
    assert found == dict.fromkeys(["/pet/kind", "/either/~kind"], "Please fill this in: it is required.")


@pytest.mark.parametrize(("default", "values"), [(None, {}), (..., {"x": None})])
def test_a_union_that_may_be_null_may_stay_unchosen(default, values):
    form = form_of(x=(Pet | None, default))
    assert parse_answers(form, {}) == Submission(values=values)
    assert labels(form, "/x/kind") == ["Cat", "Dog", "No answer"]
    assert parse_answers(form, {"/x/kind": 2}) == Submission(values={"x": None})


def test_only_the_chosen_branch_is_read():
    form = form_of(x=(Email | Phone, ...))
    answers = {"/x/~kind": 0, "/x/email": "e", "/x/number": "no number at all"}
    assert parse_answers(form, answers) == Submission(values={"x": {"email": "e"}})


def test_faults_are_those_of_the_chosen_branch():
    form = form_of(x=(Email | Phone, ...), pet=(Pet, ...))
    answers = {"/x/~kind": 1, "/x/number": "", "/pet/kind": 0, "/pet/lives": "0"}
    assert faults(parse_answers(form, answers)) == {
        "/x/number": "Please fill this in: it is required.",
        "/pet/lives": "Must be at least 1, you wrote 0.",
    }


def test_json_that_fits_no_branch_is_said_where_it_nearly_fits():
    form = form_of(x=(Email | Phone, ...), y=(int | bool, ...))
    assert faults(check_values(form, {"x": {"number": "1"}, "y": "1"})) == {
        "/x/number": "Must be a whole number, you wrote “1”.",
        "/y/~kind": "Must be one of “Whole number”, “Yes or no”; you wrote “1”.",
    }


def test_the_branch_has_a_token_that_changes_with_what_is_shown():
    form = form_of(x=(Email | Phone, ...), n=(str, ""))
    tokens = [form.branch_of(answers) for answers in ({}, {"/x/~kind": 0}, {"/x/~kind": 1}, {"/x/~kind": 0, "/n": "t"})]
    assert len(set(tokens)) == 3
    assert tokens[1] == tokens[3]
    assert form_of(n=(str, "")).branch_of({"/n": "t"}) == ""


def test_initial_values_choose_their_branch():
    values = {"x": {"number": 7, "note": "n"}, "y": "text"}
    form = form_of(values, x=(Email | Phone, ...), y=(int | str, ...))
    assert parse_answers(form, fill(form, untouched_answers(form))) == Submission(values=values)


def test_branches_without_names_are_told_apart():
    schema = {
        "properties": {"x": {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "format": "date"}]}}
    }
    assert labels(compile_form(schema), "/x/~kind") == ["Text", "Date"]
    twice = {"properties": {"x": {"oneOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 8}]}}}
    assert labels(compile_form(twice), "/x/~kind") == ["Text (1)", "Text (2)"]


def test_a_list_of_types_is_a_union():
    form = compile_form({"properties": {"x": {"type": ["integer", "string", "boolean", "null"]}}, "required": ["x"]})
    for value in (1, "1", True, False, None):
        assert submit(form, {"x": value}) == Submission(values={"x": value})


def test_alternatives_of_the_whole_form_are_a_choice_beside_its_own_fields():
    schema = {
        "properties": {"own": {"type": "string"}},
        "oneOf": [
            {"title": "By mail", "properties": {"mail": {"type": "string"}}, "required": ["mail"]},
            {"title": "By phone", "properties": {"phone": {"type": "string"}}, "required": ["phone"]},
        ],
    }
    form = compile_form(schema)
    assert labels(form, "/~kind") == ["By mail", "By phone"]
    assert shown(form, {"/~kind": 0}) == ["/~kind", "/mail", "/own"]
    assert submit(form, {"own": "o", "phone": "p"}) == Submission(values={"own": "o", "phone": "p"})


def test_alternatives_that_add_no_field_are_only_rules():
    schema = {
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    }
    form = compile_form(schema)
    assert form.switches == frozenset()
    assert parse_answers(form, {"/b": "x"}) == Submission(values={"b": "x"})
    assert isinstance(parse_answers(form, {}), Faults)
    number = {"properties": {"n": {"type": "integer", "anyOf": [{"multipleOf": 3}, {"multipleOf": 5}]}}}
    assert isinstance(parse_answers(compile_form(number), {"/n": "9"}), Submission)
    assert list(faults(parse_answers(compile_form(number), {"/n": "7"}))) == ["/n"]


def test_unions_in_unions_have_choices_of_their_own():
    class Box(BaseModel):
        inside: Annotated[Cat | Dog, Field(discriminator="kind")] | int

    form = form_of(x=(Box | str, ...))
    for value in ({"inside": {"kind": "dog", "name": "n"}}, {"inside": 4}, "text"):
        assert submit(form, {"x": value}) == Submission(values={"x": value})
    pointers = [field.pointer for field in form.fields_shown(answers_of(form, {"x": {"inside": 4}}))]
    assert len(set(pointers)) == len(pointers)
