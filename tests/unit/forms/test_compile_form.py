from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import UUID4, AnyUrl, AwareDatetime, BaseModel, EmailStr, Field, HttpUrl, SecretStr, create_model

from pausepoint_bot.forms import ABSENT, FormRefused, compile_form
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
    Text,
    Uuid,
    WallTime,
)


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Mixed(enum.Enum):
    ONE = 1
    TEXT = "1"


def field_of(annotation: Any, default: Any = ...) -> Any:
    model = create_model("Asked", x=(annotation, default))
    [field] = compile_form(model.model_json_schema()).fields
    return field


def problems_of(schema: dict[str, Any], initial: dict[str, Any] | None = None) -> dict[str, str]:
    with pytest.raises(FormRefused) as refused:
        compile_form(schema, initial)
    return {problem.pointer: problem.detail for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (bool, Flag),
        (bool | None, Choice),
        (str, Text),
        (str | None, Text),
        (EmailStr, Text),
        (HttpUrl, Text),
        (AnyUrl | None, Text),
        (int, Number),
        (float | None, Number),
        (Decimal, Exact),
        (Decimal | None, Exact),
        (date, Day),
        (time, ClockTime),
        (datetime, Instant),
        (AwareDatetime | None, Instant),
        (Colour, Choice),
        (Colour | None, Choice),
        (Mixed, Choice),
        (Literal["a", 1, True] | None, Choice),
        (Literal["only"], Choice),
        (list[Colour], Choices),
        (set[Literal[1, 2]], Choices),
        (list[Colour] | None, Choices),
        (list[str], Lines),
        (frozenset[int], Lines),
        (list[float] | None, Lines),
        (list[Decimal], Lines),
        (list[date], Lines),
        (list[timedelta], Lines),
        (set[UUID], Lines),
        (timedelta, Duration),
        (UUID | None, Uuid),
        (UUID4, Uuid),
        (list[dict[str, int]], JsonText),
        (list[int | str], JsonText),
        (list[int | None], JsonText),
        (list[list[str]], JsonText),
        (dict[str, int], JsonText),
        (dict[str, Any] | None, JsonText),
        (Any, JsonText),
        (list, JsonText),
        (tuple[int, ...], Lines),
    ],
)
def test_each_pydantic_type_is_recognised(annotation, kind):
    assert type(field_of(annotation)) is kind


def test_a_naive_datetime_as_the_sdk_marks_it_is_a_wall_time():
    schema = {"type": "object", "properties": {"x": {"type": "string", "format": "date-time-local"}}}
    assert type(compile_form(schema).fields[0]) is WallTime


class Credentials(BaseModel):
    user: str
    password: SecretStr


@pytest.mark.parametrize(("format_", "kind"), [("slack-user", "user"), ("slack-channel", "channel")])
def test_people_and_channels_as_the_sdk_marks_them_are_picked(format_, kind):
    field = compile_form({"type": "object", "properties": {"x": {"type": "string", "format": format_}}}).fields[0]
    assert isinstance(field, SlackId)
    assert field.kind == kind


@pytest.mark.parametrize(
    ("annotation", "pointer", "reason"),
    [
        (bytes, "/properties/x", "bytes"),
        (list[bytes], "/properties/x/items", "bytes"),
        (SecretStr, "/properties/x", "secret"),
        (SecretStr | None, "/properties/x", "secret"),
        (list[SecretStr], "/properties/x/items", "secret"),
        (dict[str, SecretStr], "/properties/x/additionalProperties", "secret"),
        (Credentials, "/properties/x/properties/password", "secret"),
        (list[Credentials], "/properties/x/items/properties/password", "secret"),
        (int | Credentials, "/properties/x/anyOf/1/properties/password", "secret"),
    ],
)
def test_what_no_field_may_ask_for_is_refused_where_it_stands(annotation, pointer, reason):
    problems = problems_of(create_model("Asked", x=(annotation, ...)).model_json_schema())
    assert list(problems) == [pointer]
    assert reason in problems[pointer]


def test_every_problem_is_reported_not_only_the_first():
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "writeOnly": True},
            "b": {"type": "string", "pattern": "(?=x)"},
            "c": {"$ref": "https://example.com/schema"},
            "d": {"$ref": "#/$defs/missing"},
            "fine": {"type": "string"},
        },
        "required": ["absent"],
    }
    assert set(problems_of(schema)) == {
        "/properties/a",
        "/properties/b/pattern",
        "/properties/c/$ref",
        "/properties/d/$ref",
        "/required/0",
    }


def test_everything_that_makes_it_no_json_schema_is_reported():
    schema = {"type": "object", "properties": {"a": {"type": "strin"}, "b": {"minLength": -1, "type": "string"}}}
    assert set(problems_of(schema)) == {"/properties/a/type", "/properties/b/minLength"}


@pytest.mark.parametrize("name", ["a/b", "m~n", "a.b-c[0]", "naïve", "", " ", "#"])
def test_names_are_escaped_in_pointers_and_never_leave_a_title_empty(name):
    [field] = compile_form({"type": "object", "properties": {name: {"type": "string"}}}).fields
    assert field.pointer == "/" + name.replace("~", "~0").replace("/", "~1")
    assert field.name == name
    assert field.title.strip()


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"type": "object", "allOf": [{"$ref": "#"}]},
        {"type": "object", "not": {"$ref": "#"}},
        {"type": "object", "properties": {"x": {"$ref": "#/properties/x"}}},
        {"type": "object", "properties": {"x": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {
            "type": "object",
            "properties": {"x": {"$ref": "#/$defs/a"}},
            "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}, {"type": "null"}]}, "b": {"$ref": "#/$defs/a"}},
        },
    ],
)
def test_what_contains_itself_without_end_is_refused(schema):
    assert any("contains itself without end" in detail for detail in problems_of(schema).values())


def test_a_reference_to_another_document_is_never_fetched():
    schema = {
        "type": "object",
        "properties": {"x": {"type": "string"}},
        "$defs": {"y": {"$ref": "http://127.0.0.1:9/"}},
    }
    assert problems_of(schema)


@pytest.mark.parametrize(
    "schema", [{"type": "array"}, {"type": "string"}, {"type": ["object", "null"]}, {"type": ["object", "string"]}]
)
def test_only_an_object_is_a_form(schema):
    assert "object" in problems_of(schema)["/type"]


@pytest.mark.parametrize("keyword", ["$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor", "$id"])
def test_references_that_are_found_only_while_checking_are_refused(keyword):
    problems = problems_of({"type": "object", "properties": {"x": {"type": "string", keyword: "#y"}}})
    assert "/properties/x/" + keyword in problems


def test_a_property_that_is_called_like_a_keyword_is_a_property():
    names = ["$id", "$anchor", "pattern", "$ref", "properties", "writeOnly", "dependencies"]
    form = compile_form({"type": "object", "properties": {name: {"type": "string"} for name in names}})
    assert [field.name for field in form.fields] == names


def test_of_two_rules_of_one_name_the_stricter_one_is_shown():
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/n", "minimum": 5, "maximum": 20}},
        "$defs": {"n": {"type": "integer", "minimum": 3, "maximum": 10}},
    }
    field: Any = compile_form(schema).fields[0]
    assert (field.range.minimum, field.range.maximum) == (5, 10)


def test_a_reference_keeps_the_words_beside_it_and_not_the_title_of_the_class():
    class Form(BaseModel):
        plain: Colour = Colour.RED
        named: Colour = Field(title="Which one", description="Take care")

    plain, named = compile_form(Form.model_json_schema()).fields
    assert (plain.title, plain.default) == ("Plain", "red")
    assert (named.title, named.description) == ("Which one", "Take care")


def test_values_of_options_keep_their_types_and_equal_labels_are_told_apart():
    field = field_of(Mixed)
    assert [(option.value, option.label) for option in field.options] == [(1, "1 (number)"), ("1", "1 (text)")]


def test_a_nullable_choice_ends_with_no_answer():
    assert field_of(Colour | None).options[-1].label == "No answer"


def test_options_with_titles_are_labelled_by_them():
    options = [{"const": 1, "title": "One"}, {"const": 2, "title": "Two"}]
    [field] = compile_form({"type": "object", "properties": {"x": {"oneOf": options}}}).fields
    assert [(option.value, option.label) for option in field.options] == [(1, "One"), (2, "Two")]


@pytest.mark.parametrize("options", [[], ["a", 1.5]])
def test_a_choice_without_a_valid_option_is_refused(options):
    assert problems_of({"type": "object", "properties": {"x": {"type": "integer", "enum": options}}})


@pytest.mark.parametrize(
    ("schema", "multiline"),
    [
        ({}, False),
        ({"maxLength": 200}, False),
        ({"maxLength": 201}, True),
        ({"multiline": True}, True),
        ({"format": "multiline"}, True),
        ({"format": "textarea", "maxLength": 5}, True),
        ({"default": "two\nlines"}, True),
        ({"default": "one line"}, False),
    ],
)
def test_a_text_has_several_lines_when_asked_or_long(schema, multiline):
    [field] = compile_form({"type": "object", "properties": {"x": {"type": "string", **schema}}}).fields
    assert field.multiline is multiline


def test_a_model_without_fields_is_a_form_without_fields():
    assert compile_form(create_model("Empty").model_json_schema()).fields == ()


def test_initial_values_stand_in_their_fields_and_defaults_do_not():
    schema = create_model("M", a=(int, 1), b=(int, 2)).model_json_schema()
    a, b = compile_form(schema, {"a": 7}).fields
    assert (a.initial, b.initial) == (7, ABSENT)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (int, "x"),
        (int, 99),
        (Colour, "green"),
        (list[str], ["a", ""]),
        (list[str], ["a\nb"]),
        (list[Colour], ["red", "red"]),
        (Decimal, "abc"),
        (Decimal, "-1"),
        (AwareDatetime, "2026-01-01T10:00:00"),
        (str, None),
    ],
)
def test_an_initial_value_that_is_invalid_or_cannot_be_shown_is_refused(annotation, value):
    bounded = {int: Field(le=10), Decimal: Field(ge=0)}
    schema = create_model("M", x=(annotation, bounded.get(annotation, ...))).model_json_schema()
    with pytest.raises(FormRefused) as refused:
        compile_form(schema, {"x": value})
    assert {(problem.pointer, problem.where) for problem in refused.value.problems} == {("/x", "initial")}


def test_an_initial_value_for_no_field_is_refused():
    with pytest.raises(FormRefused) as refused:
        compile_form({"type": "object", "properties": {"x": {"type": "string"}}}, {"y": 1})
    assert [(p.pointer, p.where) for p in refused.value.problems] == [("/y", "initial")]


def test_the_same_schema_with_other_initial_values_is_another_form():
    schema = create_model("M", x=(int, ...)).model_json_schema()
    assert compile_form(schema, {"x": 1}).fields[0].initial == 1
    assert compile_form(schema, {"x": 2}).fields[0].initial == 2
    assert compile_form(schema).fields[0].initial is ABSENT
