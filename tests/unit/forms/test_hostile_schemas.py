"""Whatever comes in: a refusal with a reason or a form, soon, and nothing else."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pausepoint_bot.forms import Faults, FormRefused, answers_of, check_values, compile_form, parse_answers

LIMIT_SECONDS = 5.0  # a second on a busy machine; what is not held back takes minutes


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"x": schema}}
    return schema


def chained(length: int) -> dict[str, Any]:
    defs: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(length)}
    return {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/d0"}},
        "$defs": {**defs, f"d{length}": {"type": "string"}},
    }


def doubling(levels: int) -> dict[str, Any]:
    defs: dict[str, Any] = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/d0"}},
        "$defs": {**defs, f"d{levels}": {"type": "string"}},
    }


def alternatives(count: int) -> dict[str, Any]:
    return {
        "oneOf": [
            {"type": "object", "properties": {f"f{n}_{m}": {"type": "string"} for m in range(20)}} for n in range(count)
        ]
    }


def nested_alternatives(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"anyOf": [schema, {"type": "object", "properties": {"x": schema}}, {"type": "integer"}]}
    return schema


def conditional(number: int) -> dict[str, Any]:
    return {"if": {"properties": {f"f{number}": {"const": 1}}}, "then": {"properties": {"x": {"maxLength": number}}}}


def circular() -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    schema["properties"] = {"x": schema}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        nested(50),
        nested(5000),
        chained(200),
        doubling(25),
        circular(),
        {"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(5000)}},
        {"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(300)}},
        {"type": "object", "properties": {"x": {"enum": list(range(30_000))}}},
        {"type": "object", "title": "x" * 1_000_000},
        {"type": "object", "title": "\ud800"},
        {"type": "object", "properties": {"\udfff": {"type": "string"}}},
        {"type": "object", "properties": {"x": {"type": "number", "default": math.nan}}},
        {"type": "object", "properties": {"x": {"type": "number", "default": math.inf}}},
        {"type": "object", "properties": {"x": {"enum": {1, 2}}}},
        {"type": "object", "properties": {"x": {"type": "string", "pattern": "("}}},
        {"type": "object", "properties": {"x": {"type": "string", "pattern": r"(.)\1"}}},
        {"type": "object", "properties": {"x": {"type": "string", "pattern": "(a{1000}){1000}"}}},
        {"type": "object", "properties": {"x": {"type": "string", "pattern": "x" * 5000}}},
        {
            "type": "object",
            "properties": {f"f{n}": {"type": "string", "pattern": f"(a|{n}){{900}}"} for n in range(201)},
        },
        {"type": "object", "properties": {"x": {"$ref": 5}}},
        {"type": "object", "properties": {"x": {"$ref": "#/properties/x/type"}}},
        {"type": "object", "properties": {"x": {"$ref": "#anchor"}}},
        {"type": "object", "properties": {"x": {"$ref": "#/%ZZ"}}},
        {"type": "object", "properties": {"x": {"$dynamicRef": "#meta", "type": "string"}}},
        {"type": "object", "properties": {"x": {"$id": "urn:x", "type": "string"}}},
        {"type": "object", "properties": {"x": {"type": []}}},
        {"type": "object", "properties": {"x": {"anyOf": []}}},
        {"type": "object", "properties": {"x": {"allOf": [False]}}},
        {"type": "object", "properties": {"x": False}},
        {"type": "object", "$dynamicAnchor": "a", "$dynamicRef": "#a"},
        {"type": "object", "properties": {"x": {"$ref": "https://example.com/schema.json"}}},
        {"type": "object", "properties": {"x": {"enum": list(range(100_000))}}},
        {"type": "object", "properties": {"x": {"type": "string", "description": "x" * 1_000_000}}},
        {"type": "object", "properties": {"x": alternatives(200)}},
        {"type": "object", "properties": {"x": nested_alternatives(12)}},
        {"type": "object", "allOf": [conditional(n) for n in range(30)]},
        {"type": "object", "properties": []},
        {"type": "object", "properties": {"x": None}},
        {"type": "object", "required": "x"},
        {
            "type": "object",
            "properties": {f"f{n}": {"$ref": "#/$defs/e"} for n in range(190)},
            "$defs": {"e": {"enum": list(range(5000))}},
        },
        {
            "type": "object",
            "properties": {f"f{n}": {"type": "string", "pattern": f"(.{{1,1000}}){{1,10}}{n}"} for n in range(90)},
        },
        {
            "type": "object",
            "properties": {
                f"f{n}": {"type": "string", "pattern": f"^[\\p{{L}}\\p{{N}}]{{1,900}}\\w{{1,900}}{n}$"}
                for n in range(90)
            },
        },
        {"type": "object", "properties": {"x": {"type": "integer", "default": 10**5000}}},
    ],
)
def test_a_hostile_schema_is_refused_soon_and_never_crashes(schema):
    started = time.perf_counter()
    with pytest.raises(FormRefused) as refused:
        compile_form(schema)
    assert refused.value.problems
    assert all(problem.detail for problem in refused.value.problems)
    assert time.perf_counter() - started < LIMIT_SECONDS


def test_many_options_pre_filled_take_no_time():
    options = [f"o{n}" for n in range(18_000)]
    schema = {"type": "object", "properties": {"x": {"type": "array", "items": {"enum": options}}}}
    started = time.perf_counter()
    assert compile_form(schema, {"x": options}).fields[0].initial == options
    assert time.perf_counter() - started < LIMIT_SECONDS


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", r"^(\w+\s?)*$", "(.{1,30}){1,10}z"])
def test_no_pattern_can_hang(pattern):
    form = compile_form({"type": "object", "properties": {"x": {"type": "string", "pattern": pattern}}})
    started = time.perf_counter()
    assert isinstance(parse_answers(form, {"/x": "a" * 2999 + "!"}), Faults)
    assert time.perf_counter() - started < LIMIT_SECONDS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
keywords = st.sampled_from(
    [
        "type",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "$ref",
        "items",
        "properties",
        "required",
        "format",
        "pattern",
        "minimum",
        "maxLength",
        "minItems",
        "default",
        "title",
        "description",
        "$defs",
        "not",
        "if",
        "multipleOf",
        "uniqueItems",
        "prefixItems",
        "additionalProperties",
        "then",
        "else",
        "dependentRequired",
        "dependentSchemas",
        "dependencies",
        "patternProperties",
        "discriminator",
    ]
)
plausible = st.sampled_from(
    [
        "string",
        "number",
        "integer",
        "boolean",
        "null",
        "array",
        "object",
        "#",
        "#/$defs/a",
        "date",
        "email",
        "^a$",
        3,
        True,
    ]
)
schemas = st.recursive(
    st.dictionaries(keywords, plausible | json_values, max_size=4),
    lambda inner: st.dictionaries(keywords, inner | st.lists(inner, max_size=2) | plausible, max_size=4),
    max_leaves=8,
)


@given(
    properties=st.dictionaries(st.text(max_size=4), schemas, max_size=3),
    initial=st.none() | st.dictionaries(st.text(max_size=4), json_values, max_size=2),
)
@example(properties={"a": {"type": "string", "dependencies": {"": []}, "dependentRequired": "string"}}, initial=None)
def test_any_schema_is_a_form_or_refused(properties, initial):
    try:
        form = compile_form({"type": "object", "properties": properties}, initial)
    except FormRefused:
        return
    parse_answers(form, {})
    answers = answers_of(form, initial or {})
    assert set(form.branch_of(answers)) <= set("0123456789abcdef")
    checked = check_values(form, initial or {})
    assert isinstance(checked, Faults) or form.validator.is_valid(checked.values)
