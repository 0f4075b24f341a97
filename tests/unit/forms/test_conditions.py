"""Fields that other fields bring: if / then / else, dependencies, and alternatives that a field of the form decides."""

from __future__ import annotations

from typing import Any

import pytest

from pausepoint_bot.forms import Faults, Form, FormRefused, Submission, compile_form, parse_answers, untouched_answers
from tests.support.filling import submit

TEXT = {"type": "string"}
KIND = {"enum": ["none", "mail", "phone"]}


def shown(form: Form, answers: Any = None) -> list[str]:
    return [field.pointer for field in form.fields_shown(answers)]


def waits_for(value: Any, name: str = "kind") -> dict[str, Any]:
    return {"properties": {name: {"const": value}}, "required": [name]}


IF = {
    "properties": {"kind": KIND, "last": TEXT},
    "required": ["kind"],
    "if": waits_for("mail"),
    "then": {"properties": {"mail": TEXT, "last": {"maxLength": 3}}, "required": ["mail"]},
    "else": {"properties": {"why": TEXT}},
}


def test_a_condition_brings_and_takes_fields():
    form = compile_form(IF)
    assert form.switches == {"/kind"}
    assert shown(form) == ["/kind", "/last"]
    assert shown(form, {"/kind": 1}) == ["/kind", "/last", "/mail"]
    assert shown(form, {"/kind": 0}) == ["/kind", "/last", "/why"]


def test_only_what_the_condition_brings_is_read_and_required():
    form = compile_form(IF)
    assert parse_answers(form, {"/kind": 2, "/mail": "typed before"}) == Submission(values={"kind": "phone"})
    outcome = parse_answers(form, {"/kind": 1, "/last": "four"})
    assert isinstance(outcome, Faults)
    assert {fault.pointer for fault in outcome.errors} == {"/mail", "/last"}


def test_answers_to_any_branch_come_back():
    form = compile_form(IF)
    for values in ({"kind": "mail", "mail": "m", "last": "abc"}, {"kind": "phone", "why": "w"}, {"kind": "none"}):
        assert submit(form, values) == Submission(values=values)


def test_conditions_may_follow_from_each_other():
    schema = {
        "properties": {"a": {"enum": [1, 2]}},
        "allOf": [
            {"if": waits_for(1, "a"), "then": {"properties": {"b": {"enum": [1, 2]}}}},
            {"if": waits_for(2, "b"), "then": {"properties": {"c": TEXT}, "required": ["c"]}},
        ],
    }
    form = compile_form(schema)
    assert form.switches == {"/a", "/b"}
    assert shown(form, {"/a": 0, "/b": 1}) == ["/a", "/b", "/c"]
    assert shown(form, {"/a": 1, "/b": 1}) == ["/a"]
    assert submit(form, {"a": 1, "b": 2, "c": "x"}) == Submission(values={"a": 1, "b": 2, "c": "x"})


def test_many_cases_of_one_field_are_one_condition():
    cases = [{"if": waits_for(n), "then": {"properties": {"more": {"maxLength": n + 1}}}} for n in range(40)]
    schema = {"properties": {"kind": {"enum": list(range(40))}, "more": TEXT}, "allOf": cases}
    form = compile_form(schema)
    for number in (0, 39):
        field: Any = form.fields_shown({"/kind": number})[1]
        assert field.max_length == number + 1


@pytest.mark.parametrize("keyword", ["dependentRequired", "dependencies"])
def test_a_field_may_be_required_beside_another(keyword):
    form = compile_form({"properties": {"card": TEXT, "address": TEXT}, keyword: {"card": ["address"]}})
    assert form.switches == {"/card"}
    assert parse_answers(form, {}) == Submission(values={})
    outcome = parse_answers(form, {"/card": "1"})
    assert isinstance(outcome, Faults)
    assert [fault.pointer for fault in outcome.errors] == ["/address"]


@pytest.mark.parametrize("keyword", ["dependentSchemas", "dependencies"])
def test_a_field_may_bring_others(keyword):
    schema = {
        "properties": {"card": TEXT},
        keyword: {"card": {"properties": {"address": TEXT}, "required": ["address"]}},
    }
    form = compile_form(schema)
    assert shown(form, {"/card": "1"}) == ["/card", "/address"]
    assert submit(form, {"card": "1", "address": "a"}) == Submission(values={"card": "1", "address": "a"})


def test_alternatives_that_a_field_of_the_form_decides_need_no_second_choice():
    schema = {
        "properties": {"kind": KIND},
        "required": ["kind"],
        "oneOf": [
            {"properties": {"kind": {"enum": ["none"]}}},
            {"properties": {"kind": {"enum": ["mail"]}, "mail": TEXT}, "required": ["mail"]},
            {"properties": {"kind": {"enum": ["phone"]}, "phone": TEXT}},
        ],
    }
    form = compile_form(schema)
    assert shown(form) == ["/kind"]
    assert shown(form, {"/kind": 1}) == ["/kind", "/mail"]
    for values in ({"kind": "none"}, {"kind": "mail", "mail": "m"}, {"kind": "phone", "phone": "p"}):
        assert submit(form, values) == Submission(values=values)


def test_initial_values_show_what_they_bring():
    form = compile_form(IF, {"kind": "mail", "mail": "m"})
    assert untouched_answers(form) == {"/kind": 1, "/last": None, "/mail": "m"}
    with pytest.raises(FormRefused) as refused:
        compile_form(IF, {"kind": "none", "mail": "m"})
    assert [problem.pointer for problem in refused.value.problems] == ["/mail"]


def test_conditions_hold_in_nested_objects_too():
    form = compile_form({"properties": {"x": {"type": "object", **IF}}, "required": ["x"]})
    assert form.switches == {"/x/kind"}
    assert submit(form, {"x": {"kind": "mail", "mail": "m"}}) == Submission(values={"x": {"kind": "mail", "mail": "m"}})


def test_conditions_that_contradict_each_other_ask_for_nothing():
    schema = {
        "properties": {"a": TEXT, "b": TEXT},
        "allOf": [
            {"if": {"required": ["a"]}, "then": {"properties": {"x": {"enum": [1]}}}},
            {"if": {"required": ["b"]}, "then": {"properties": {"x": {"enum": [2]}}}},
        ],
    }
    form = compile_form(schema)
    assert shown(form, {"/a": "1", "/b": "1"}) == ["/a", "/b"]
    assert shown(form, {"/a": "1"}) == ["/a", "/b", "/x"]


def test_the_reason_why_a_branch_cannot_be_asked_for_is_given_at_once():
    schema = {**IF, "then": {"properties": {"secret": {"type": "string", "format": "password"}}}}
    with pytest.raises(FormRefused) as refused:
        compile_form(schema)
    assert [problem.pointer for problem in refused.value.problems] == ["/then/properties/secret"]
