"""Schemas nobody thought of, as they are written by hand: refused with reasons, or pages that Slack takes.

What such a form releases is held against the schema by another validator than the product's own.
"""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from pausepoint_bot.forms import Faults, Form, FormRefused, SchemaProblem, Submission, compile_form, untouched_answers
from pausepoint_bot.forms.form import parse_answers
from pausepoint_bot.slack.refusals import refusals
from tests.support.filling import fill

names = st.sampled_from(["a", "b", "c", "d.e", "f g", "h/i", "ü", "~"])
words = st.fixed_dictionaries({}, optional={"title": st.text(max_size=200), "description": st.text(max_size=400)})
numbers = st.integers(-50, 50)
small = st.integers(0, 5)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=6)

texts = st.fixed_dictionaries(
    {"type": st.just("string")},
    optional={
        "minLength": small,
        "maxLength": small,
        "pattern": st.sampled_from(["^[a-z]+$", "^v[0-9]+$", "x"]),
        "format": st.sampled_from(["date", "time", "date-time", "email", "uri", "uuid", "duration", "ipv4", "odd"]),
        "default": st.text(max_size=4),
    },
)
figures = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        "minimum": numbers,
        "maximum": numbers,
        "exclusiveMinimum": numbers,
        "multipleOf": st.integers(1, 7),
        "default": numbers,
    },
)
options = st.lists(scalars, min_size=1, max_size=12).map(lambda values: {"enum": values})
others = st.sampled_from(
    [
        {"type": "boolean"},
        {"type": "boolean", "default": True},
        {"type": ["boolean", "null"]},
        {"type": ["string", "integer"]},
        {"const": 3},
        {"type": "null"},
        {"type": "object"},
        {"type": "array"},
        {"$ref": "#/$defs/one"},
        {"$ref": "#/$defs/itself"},
        {"allOf": [{"$ref": "#/$defs/one"}, {"title": "Both"}]},
        {},
        True,
    ]
)


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    branches = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda item, count: {"type": "array", "items": item, "maxItems": count}, inner, small),
        st.builds(lambda items: {"type": "array", "prefixItems": items, "items": False}, branches),
        st.builds(lambda few: {"anyOf": few}, branches),
        st.builds(lambda few: {"oneOf": few}, branches),
        st.builds(lambda value: {"type": "object", "additionalProperties": value}, inner),
        st.builds(objects_of, st.dictionaries(names, inner, max_size=3), st.lists(names, max_size=2)),
        st.builds(
            lambda key, then, otherwise: {
                "type": "object",
                "properties": {key: {"type": "boolean"}},
                "if": {"properties": {key: {"const": True}}, "required": [key]},
                "then": {"properties": {"t": then}},
                "else": {"properties": {"e": otherwise}},
            },
            names,
            inner,
            inner,
        ),
    )


def objects_of(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(set(required) & set(properties))}


def with_words(schema: Any, said: dict[str, str]) -> Any:
    return {**schema, **said} if isinstance(schema, dict) else schema


schemas = st.recursive(st.builds(with_words, texts | figures | options | others, words), composed, max_leaves=8)
several_types = st.lists(
    st.sampled_from(["string", "integer", "boolean", "null", "array"]), min_size=1, max_size=3, unique=True
).map(lambda types: {"type": types})
members = st.dictionaries(names, schemas | several_types, min_size=1, max_size=4)
roots = st.builds(objects_of, members, st.lists(names, max_size=3))
DEFS = {
    "one": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]},
    "itself": {"type": "object", "properties": {"more": {"type": "array", "items": {"$ref": "#/$defs/itself"}}}},
}


def compiled(schema: dict[str, Any]) -> Form | tuple[SchemaProblem, ...]:
    try:
        form = compile_form(schema)
    except FormRefused as refused:
        return refused.problems
    return refusals(form) or form


@settings(max_examples=300)
@given(root=roots, conditional=st.none() | composed(schemas))
def test_any_schema_is_refused_with_reasons_or_becomes_pages_that_slack_takes(root, conditional):
    schema = {**root, "$defs": DEFS, **({"allOf": [conditional]} if conditional else {})}
    form = compiled(schema)
    if isinstance(form, tuple):
        assert all(problem.detail for problem in form)
        return
    answers = fill(form, untouched_answers(form))

    outcome = parse_answers(form, answers)

    match outcome:
        case Submission(values=values):
            jsonschema.Draft202012Validator(schema).validate(values)
        case Faults(errors=errors):
            assert errors
            assert all(fault.message for fault in errors)
