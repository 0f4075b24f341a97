"""Objects inside objects, and tuples: asked for in place, under headings, behind a switch where they are optional."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, Field, create_model

from pausepoint_bot.forms import (
    Faults,
    Form,
    FormRefused,
    Heading,
    Submission,
    answers_of,
    check_values,
    compile_form,
    parse_answers,
    tell,
    untouched_answers,
)
from pausepoint_bot.forms.fields import JsonText, Switch
from tests.support.filling import fill, submit


class Address(BaseModel):
    street: str
    city: str = "Berlin"
    tags: list[str] = []


class Owner(BaseModel):
    name: str = Field(min_length=2)
    address: Address = Field(description="Where they live")


def form_of(initial: dict[str, Any] | None = None, **fields: Any) -> Form:
    return compile_form(create_model("M", **fields).model_json_schema(), initial)


def pointers(form: Form, answers: Any = None) -> list[str]:
    return [item.pointer for item in form.shown(answers)]


def faults(outcome: Submission | Faults) -> dict[str, str]:
    assert isinstance(outcome, Faults)
    return {fault.pointer: fault.message for fault in outcome.errors}


FILLED = {"name": "Al", "address": {"street": "A 1", "city": "Bonn", "tags": ["a", "b"]}}


def test_a_nested_model_is_asked_for_in_place_under_its_heading():
    form = form_of(owner=(Owner, ...), why=(str, ""))
    headings = [(item.title, item.level, item.description) for item in form.shown() if isinstance(item, Heading)]
    assert headings == [("Owner", 1, ""), ("Owner / Address", 2, "Where they live")]
    assert pointers(form)[1] == "/owner/name"
    assert pointers(form)[-2:] == ["/owner/address/tags", "/why"]
    assert form.switches == frozenset()
    assert submit(form, {"owner": FILLED, "why": "so"}) == Submission(values={"owner": FILLED, "why": "so"})


def test_faults_stand_at_the_fields_inside():
    form = form_of(owner=(Owner, ...))
    assert faults(parse_answers(form, {"/owner/name": "x"})) == {
        "/owner/name": "Must have at least 2 characters, you wrote 1.",
        "/owner/address/street": "Please fill this in: it is required.",
    }


def test_faults_of_json_stand_at_the_fields_inside_too():
    form = form_of(owner=(Owner, ...))
    found = faults(check_values(form, {"owner": {"name": 5, "address": {"street": "s", "tags": ["a", 1]}}}))
    assert found == {
        "/owner/name": "Must be text, you wrote 5.",
        "/owner/address/tags": "Item 2: Must be text, you wrote 1.",
    }


@pytest.mark.parametrize(
    ("field", "off"),
    [
        ((Address | None, None), {}),
        ((Address | None, ...), {"x": None}),
        ((Address, Field(default_factory=lambda: Address(street="default"))), {}),
    ],
)
def test_an_optional_one_is_filled_in_only_where_its_switch_is_on(field, off):
    form = form_of(x=field)
    [switch] = form.fields
    assert isinstance(switch, Switch)
    assert (switch.redraws, form.switches) == (True, {switch.pointer})
    assert parse_answers(form, {}) == Submission(values=off)
    on = {switch.pointer: True, "/x/street": "A 1"}
    assert pointers(form, on)[2:] == ["/x/street", "/x/city", "/x/tags"]
    assert parse_answers(form, on) == Submission(values={"x": {"street": "A 1"}})
    assert faults(parse_answers(form, {switch.pointer: True})) == {"/x/street": "Please fill this in: it is required."}


def test_what_was_typed_into_fields_that_are_gone_is_left_alone():
    form = form_of(x=(Address | None, None))
    assert parse_answers(form, {"/x/~filled": False, "/x/street": "typed before"}) == Submission(values={})


def test_an_empty_object_is_not_the_same_as_none_at_all():
    form = compile_form({"properties": {"x": {"type": "object", "properties": {"a": {"type": "string"}}}}})
    for values in ({}, {"x": {}}, {"x": {"a": "1"}}):
        assert submit(form, values) == Submission(values=values)


def test_initial_values_fill_nested_fields_in():
    form = form_of({"x": FILLED}, x=(Owner | None, None))
    assert parse_answers(form, fill(form, untouched_answers(form))) == Submission(values={"x": FILLED})


@pytest.mark.parametrize(
    ("field", "initial", "outcome"),
    [
        ((Address | None, None), {"x": {"street": "s"}}, {"x": None}),
        ((Address | None, None), {"x": None}, {"x": None}),
        (
            (Address, Address(street="d")),
            {"x": {"street": "s"}},
            "Please fill this in: it may be changed, but not cleared.",
        ),
    ],
)
def test_switching_off_what_was_pre_filled_is_an_answer(field, initial, outcome):
    result = parse_answers(form_of(initial, x=field), {})
    assert (result.values if isinstance(result, Submission) else faults(result)["/x/~filled"]) == outcome


def test_some_initial_values_of_an_object_are_enough():
    form = form_of({"owner": {"name": "Al"}}, owner=(Owner, ...))
    assert untouched_answers(form)["/owner/name"] == "Al"


@pytest.mark.parametrize(
    ("initial", "pointer"),
    [
        ({"owner": {"name": "x"}}, "/owner/name"),
        ({"owner": {"name": "xy", "age": 3}}, "/owner/age"),
        ({"owner": {"address": {"street": "s", "tags": ["a", ""]}}}, "/owner/address/tags"),
        ({"owner": 5}, "/owner"),
    ],
)
def test_initial_values_that_cannot_stand_in_the_form_are_refused_where_they_are(initial, pointer):
    with pytest.raises(FormRefused) as refused:
        form_of(initial, owner=(Owner, ...))
    [problem] = refused.value.problems
    assert problem.where == "initial"
    assert problem.pointer.startswith(pointer)


def test_fields_open_with_the_default_of_their_object_once_it_is_filled_in():
    form = form_of(x=(Address, Address(street="S 1", city="Köln")))
    on = {"/x/~filled": True}
    assert untouched_answers(form) == {"/x/~filled": False}
    assert [field.initial for field in form.fields_shown(on)[1:]] == ["S 1", "Köln", []]


def test_a_tuple_is_asked_for_entry_by_entry():
    form = form_of(x=(tuple[int, str], ...), y=(tuple[int, bool] | None, None))
    values = {"x": [1, "a"], "y": [2, True]}
    assert pointers(form) == ["/x", "/x/0", "/x/1", "/y", "/y/~filled"]
    assert submit(form, values) == Submission(values=values)
    assert faults(parse_answers(form, {"/x/0": "one", "/x/1": "a"})) == {"/x/0": "Must be a number, you wrote “one”."}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "patternProperties": {"^s": {"type": "integer"}}, "additionalProperties": False},
        {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}},
    ],
)
def test_entries_whose_names_are_open_are_written_as_json(schema):
    form = compile_form(schema)
    assert isinstance(form.fields[-1], JsonText)
    assert submit(form, {"sx": 1, "sy": 2}) == Submission(values={"sx": 1, "sy": 2})
    assert faults(parse_answers(form, {"/~more": '{"sx": "1"}'})) == {
        "/~more": "At /sx: Must be a whole number, you wrote “1”."
    }


def test_an_entry_of_an_open_name_cannot_stand_for_a_field():
    schema = {"properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}}
    found = faults(parse_answers(compile_form(schema), {"/~more": '{"a": "x"}'}))
    assert "has a field for “a”" in found["/~more"]


def test_a_model_that_contains_itself_is_asked_for_once_and_then_as_json():
    class Node(BaseModel):
        value: int
        below: Node | None = None
        beside: list[Node] = []

    Node.model_rebuild(_types_namespace={"Node": Node})
    form = compile_form(Node.model_json_schema())
    assert [type(field).__name__ for field in form.fields] == ["Number", "JsonText", "JsonText"]
    values = {"value": 1, "below": {"value": 2, "below": None, "beside": []}, "beside": [{"value": 3}]}
    assert submit(form, values) == Submission(values=values)
    assert faults(parse_answers(form, {"/value": "1", "/below": '{"value": 1, "below": {"value": "x"}}'})) == {
        "/below": "At /below/value: Must be a whole number, you wrote “x”."
    }


@pytest.mark.parametrize("name", ["a.b", "a-b", "a[0]", "a/b", "m~n", "naïve", "$ref", "", " ", "~filled", "~0", "#"])
def test_any_name_may_be_nested(name):
    inner = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    form = compile_form({"type": "object", "properties": {name: inner}, "required": [name]})
    assert submit(form, {name: {name: "v"}}) == Submission(values={name: {name: "v"}})
    assert len(answers_of(form, {name: {name: "v"}})) == 1


def test_what_was_answered_is_told_with_the_way_to_it():
    form = form_of(owner=(Owner, ...), why=(str, ""), alt=(int | str, ...))
    told = list(tell(form, {"owner": FILLED, "why": "so", "alt": "x"}))
    assert [one.title for one in told] == [
        "Owner / Name",
        "Owner / Address / Street",
        "Owner / Address / City",
        "Owner / Address / Tags",
        "Why",
        "Alt",
        "Alt: Text",
    ]
    assert [one.value for one in told][-3:] == ["so", 1, "x"]
