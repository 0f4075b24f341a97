"""Every field type there and back: values -> answers -> modal -> what Slack would send -> answers -> the same values.

The cases come from the union of field types: a type without a case fails `test_every_field_type_has_a_case`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter

from pausepoint_bot.forms import Field, Form, Submission, answers_of, compile_form, parse_answers
from pausepoint_bot.forms.fields import (
    Choice,
    Choices,
    ClockTime,
    Day,
    Duration,
    Exact,
    Flag,
    Instant,
    JsonText,
    Lines,
    Number,
    SlackId,
    Switch,
    Text,
    Uuid,
    WallTime,
)
from pausepoint_bot.slack.modal import read_answers, render_answer_modal
from pausepoint_playground.element_states import initial_values
from pausepoint_playground.validation import validate_view

Case = tuple[dict[str, JsonValue], JsonValue]

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=20).filter(
    str.strip
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=90)
CHARACTERS = st.characters(exclude_categories=["Cs"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | st.text(CHARACTERS, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3),
    max_leaves=5,
)
DECIMAL: dict[str, JsonValue] = {"anyOf": [{"type": "number"}, {"type": "string"}]}


def of_type(schema: dict[str, JsonValue], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Case]:
    return values.map(lambda value: (schema, value))


def distinct(most: int) -> st.SearchStrategy[list[JsonValue]]:
    return st.lists(scalars, min_size=1, max_size=most, unique_by=lambda value: (type(value), value))


def choosing(options: list[JsonValue]) -> st.SearchStrategy[Case]:
    return st.sampled_from(options).map(lambda value: ({"enum": options}, value))


def choosing_some(options: list[JsonValue]) -> st.SearchStrategy[Case]:
    indices = st.lists(st.sampled_from(range(len(options))), unique=True)
    schema: dict[str, JsonValue] = {"type": "array", "items": {"enum": options}}
    return indices.map(lambda chosen: (schema, [options[index] for index in chosen]))


CASES: dict[Any, st.SearchStrategy[Case]] = {
    Flag: of_type({"type": "boolean"}, st.booleans()),
    Text: of_type({"type": "string"}, texts)
    | of_type({"type": "string", "maxLength": 500, "minLength": 1}, texts)
    | of_type({"type": "string", "format": "email"}, st.sampled_from(["a@b.de", "x.y+z@sub.example.com"]))
    | of_type({"type": "string", "format": "uri"}, st.sampled_from(["https://example.com/?q=1#x", "urn:isbn:1"])),
    Number: of_type({"type": "integer"}, st.integers())
    | of_type({"type": "integer", "minimum": -5, "exclusiveMaximum": 5.5}, st.integers(-5, 5))
    | of_type({"type": "number"}, floats)
    | of_type({"type": "number", "minimum": 0, "maximum": 1}, st.floats(0, 1)),
    Exact: of_type(DECIMAL, decimals | st.sampled_from(["1E+2", "+3", ".5", "1.10"])),
    Day: of_type({"type": "string", "format": "date"}, st.dates().map(str)),
    ClockTime: of_type({"type": "string", "format": "time"}, st.times().map(lambda time: time.isoformat())),
    Instant: of_type(
        {"type": "string", "format": "date-time"},
        st.datetimes().map(lambda moment: moment.isoformat() + "Z")
        | st.integers(10**9 // 60 + 1, 10**10 // 60 - 1).map(
            lambda minutes: datetime.fromtimestamp(minutes * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        ),
    ),
    WallTime: of_type(
        {"type": "string", "format": "date-time-local"}, st.datetimes().map(lambda moment: moment.isoformat())
    ),
    Choice: distinct(100).flatmap(choosing) | choosing([f"option {n}" for n in range(150)]),
    Choices: distinct(100).flatmap(choosing_some) | choosing_some([f"option {n}" for n in range(150)]),
    Duration: of_type({"type": "string", "format": "duration"}, st.timedeltas().map(TypeAdapter(timedelta).dump_json))
    .map(lambda case: (case[0], json.loads(case[1])))
    .filter(lambda case: len(str(case[1])) < 40),
    Uuid: of_type({"type": "string", "format": "uuid"}, st.uuids().map(str))
    | of_type({"type": "string", "format": "uuid4"}, st.uuids(version=4).map(str)),
    SlackId: of_type({"type": "string", "format": "slack-user"}, st.sampled_from(["U024BE7LH", "W012A3CDE"]))
    | of_type({"type": "string", "format": "slack-channel"}, st.sampled_from(["C024BE91L", "G012AC86C", "D024BE91L"])),
    JsonText: of_type({"type": "object"}, st.dictionaries(st.text(CHARACTERS, max_size=5), json_values, max_size=3))
    | of_type({"type": "array"}, st.lists(json_values, min_size=1, max_size=3))
    | of_type({"title": "Anything"}, json_values),
    Lines: of_type({"type": "array", "items": {"type": "string"}}, st.lists(lines, max_size=5))
    | of_type({"type": "array", "items": {"type": "integer"}}, st.lists(st.integers(), max_size=5))
    | of_type({"type": "array", "items": {"type": "number"}, "minItems": 1}, st.lists(floats, min_size=1, max_size=5))
    | of_type({"type": "array", "items": DECIMAL}, st.lists(decimals, max_size=5))
    | of_type(
        {"type": "array", "items": {"type": "string", "format": "date"}}, st.lists(st.dates().map(str), max_size=3)
    )
    | of_type(
        {"type": "array", "items": {"type": "string", "format": "slack-user"}, "maxItems": 3},
        st.lists(st.sampled_from(["U1AB", "U2AB", "W3AB"]), max_size=3),
    ),
}


def submit_untouched(form: Form, answers: Any = None) -> Any:
    """Open the modal and press Submit, as Slack would."""
    view = render_answer_modal(form, pause_id="pau_1", title="Title", preview="", answers=answers)
    assert validate_view(view) == []
    blocks: Any = view["blocks"]
    return parse_answers(form, read_answers(form, initial_values(blocks)))


def test_every_field_type_has_a_case():
    assert {*CASES, Switch} == set(get_args(Field))  # a switch has no value of its own; it is tried with its object


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_values_survive_the_way_through_slack(kind, data):
    schema, value = data.draw(CASES[kind])
    others = {"p": {"type": "boolean"}, "q": {"type": "boolean"}}
    form = compile_form({"type": "object", "properties": {"x": schema, **others}, "required": ["x", "p", "q"]})
    assert type(form.fields[0]) is kind
    values = {"x": value, "p": True, "q": False}
    assert submit_untouched(form, answers_of(form, values)) == Submission(values=values)


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_initial_values_survive_the_way_through_slack(kind, data):
    schema, value = data.draw(CASES[kind])
    others = {"p": {"type": "boolean"}, "q": {"type": "boolean", "default": True}}
    form = compile_form({"type": "object", "properties": {"x": schema, **others}}, {"x": value})
    assert submit_untouched(form) == Submission(values={"x": value, "p": False, "q": True})


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_nullable_field_that_opens_blank_and_stays_so_is_null(kind, data):
    schema, _ = data.draw(CASES[kind])
    nullable = {"anyOf": [schema, {"type": "null"}]}
    form = compile_form(
        {"type": "object", "properties": {"x": nullable, "y": {**nullable, "default": None}}, "required": ["x"]}
    )
    assert submit_untouched(form) == Submission(values={"x": None})
