"""Forms made at random of everything a form may have: every valid answer comes back exactly, every wrong one is found."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pausepoint_bot.forms import (
    Faults,
    Submission,
    answers_of,
    check_values,
    compile_form,
    parse_answers,
    tell,
    untouched_answers,
)
from pausepoint_bot.forms.fields import Number
from pausepoint_bot.slack.refusals import refusals
from tests.support.filling import fill, submit

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")
texts = st.text(CHARACTERS, min_size=1, max_size=8)
lines = texts.filter(str.strip)
names = st.text(CHARACTERS, max_size=4) | st.sampled_from(["a", "b", "a/b", "m~n", "a.b", "$ref", "type", "properties"])
Case = tuple[dict[str, Any], Any]
"""A schema, and a value that is valid for it."""


def of_type(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Case]:
    return values.map(lambda value: (schema, value))


def options() -> st.SearchStrategy[Case]:
    listed = st.lists(texts | st.integers(-9, 9), min_size=1, max_size=12, unique_by=lambda value: (type(value), value))
    return listed.flatmap(lambda values: st.sampled_from(values).map(lambda value: ({"enum": values}, value)))


scalars = st.one_of(
    of_type({"type": "string"}, texts),
    of_type({"type": "integer"}, st.integers()),
    of_type({"type": "number", "minimum": -5}, st.floats(-5, 1e9)),
    of_type({"type": "boolean"}, st.booleans()),
    of_type({"type": "string", "format": "date"}, st.dates().map(str)),
    of_type({"type": "string", "format": "uuid"}, st.uuids().map(str)),
    of_type({"type": "array", "items": {"type": "string"}, "minItems": 1}, st.lists(lines, min_size=1, max_size=3)),
    of_type({"type": "array", "items": {"type": "array", "items": {}}, "minItems": 1}, st.just([[1, {"a": None}], []])),
    options(),
)


@st.composite
def objects(draw: st.DrawFn, parts: st.SearchStrategy[Case]) -> Case:
    members = draw(st.dictionaries(names, parts, min_size=1, max_size=4))
    bools = {name for name, (schema, _) in members.items() if schema.get("type") == "boolean"}
    required = bools | {name for name in members if draw(st.booleans())}  # a box without a tick is never left out
    given_ = required | {name for name in members if draw(st.booleans())}
    schema = {
        "type": "object",
        "properties": {name: schema for name, (schema, _) in members.items()},
        "required": sorted(required),
        "additionalProperties": False,
    }
    return schema, {name: value for name, (_, value) in members.items() if name in given_}


@st.composite
def nullables(draw: st.DrawFn, parts: st.SearchStrategy[Case]) -> Case:
    schema, value = draw(parts.filter(lambda case: case[0].get("type") != "boolean"))
    return {"anyOf": [schema, {"type": "null"}]}, value


@st.composite
def unions(draw: st.DrawFn, parts: st.SearchStrategy[Case]) -> Case:
    """Tag the branches, so that there is never a doubt which one a value belongs to."""
    branches = draw(st.lists(parts, min_size=2, max_size=3))
    schemas = [
        {
            "type": "object",
            "title": f"Kind {number}",
            "properties": {"tag": {"const": f"t{number}"}, "body": schema},
            "required": ["tag", "body"],
        }
        for number, (schema, _) in enumerate(branches)
    ]
    chosen = draw(st.sampled_from(range(len(branches))))
    return {"oneOf": schemas}, {"tag": f"t{chosen}", "body": branches[chosen][1]}


@st.composite
def tuples(draw: st.DrawFn, parts: st.SearchStrategy[Case]) -> Case:
    entries = draw(st.lists(parts, min_size=1, max_size=3))
    count = len(entries)
    schema = {"type": "array", "prefixItems": [schema for schema, _ in entries], "minItems": count, "maxItems": count}
    return schema, [value for _, value in entries]


parts = st.recursive(
    scalars, lambda inner: objects(inner) | nullables(inner) | unions(inner) | tuples(inner), max_leaves=6
)


def with_two_bools(case: Case) -> Case:
    """Add two boxes, so that no bool is the one that decides, which never has an answer in advance."""
    schema, values = case
    bools = {"yes, really": {"type": "boolean"}, "no, never": {"type": "boolean"}}
    whole = {**schema, "properties": {**schema["properties"], **bools}, "required": [*schema["required"], *bools]}
    return whole, {**values, "yes, really": True, "no, never": False}


forms = objects(parts).map(with_two_bools)


@settings(max_examples=200)
@given(forms)
def test_every_valid_answer_comes_back_exactly(case):
    schema, values = case
    form = compile_form(schema)
    assert refusals(form) == ()
    assert check_values(form, values) == Submission(values=values)
    assert submit(form, values) == Submission(values=values)
    assert all(told.title for told in tell(form, values))


@settings(max_examples=100)
@given(forms)
def test_every_valid_answer_can_be_pre_filled(case):
    schema, values = case
    form = compile_form(schema, values)
    assert parse_answers(form, fill(form, untouched_answers(form))) == Submission(values=values)


@settings(max_examples=100)
@given(forms, st.data())
def test_every_number_that_is_none_is_found_at_its_field(case, data):
    schema, values = case
    form = compile_form(schema)
    answers = dict(answers_of(form, values))
    numbers = [field.pointer for field in form.fields_shown(answers) if isinstance(field, Number)]
    if numbers:
        pointer = data.draw(st.sampled_from(numbers))
        outcome = parse_answers(form, {**answers, pointer: "seven"})
        assert isinstance(outcome, Faults)
        assert [fault.pointer for fault in outcome.errors] == [pointer]


@settings(max_examples=100)
@given(forms, st.data())
def test_answers_to_branches_that_are_not_shown_change_nothing(case, data):
    schema, values = case
    form = compile_form(schema)
    answers = dict(answers_of(form, values))
    other = answers_of(form, data.draw(st.just(values)))
    hidden = {
        pointer: "left over" for pointer in other if pointer not in {f.pointer for f in form.fields_shown(answers)}
    }
    assert parse_answers(form, {**hidden, **answers}) == Submission(values=values)
    assert form.branch_of({**hidden, **answers}) == form.branch_of(answers)
