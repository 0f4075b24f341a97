"""UUIDs, durations and Slack's ids: what is accepted is always a valid object in the flow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import UUID4, TypeAdapter, create_model

from pausepoint_bot.forms import Submission, check_values, compile_form, parse_answers
from pausepoint_bot.forms.durations import is_duration
from pausepoint_bot.forms.identifiers import is_uuid


def outcome(schema: dict[str, Any], typed: str) -> Any:
    form = compile_form({"properties": {"x": schema}})
    result = parse_answers(form, {"/x": typed})
    if isinstance(result, Submission):
        assert check_values(form, result.values) == result
        return result.values["x"]
    return result.errors[0].message


@given(st.timedeltas())
def test_every_duration_that_pydantic_writes_is_accepted(duration):
    adapter = TypeAdapter(timedelta)
    assert is_duration(adapter.dump_python(duration, mode="json"))


@given(
    st.from_regex(r"\A-?P([0-9]{0,3}W|([0-9]{0,12}[YMDHS.T]){0,6})\Z") | st.text("P0123456789YMWDTHS.-", max_size=12)
)
def test_every_accepted_duration_is_one_for_pydantic(text):
    if is_duration(text):
        TypeAdapter(timedelta).validate_python(text)


@pytest.mark.parametrize(("typed", "value"), [("PT1H30M", "PT1H30M"), (" pt5m ", "PT5M"), ("P2DT12H", "P2DT12H")])
def test_a_duration_is_released_in_iso_8601(typed, value):
    assert outcome({"type": "string", "format": "duration"}, typed) == value


@pytest.mark.parametrize("typed", ["1h", "P", "PT", "90", "PT1.5H", "P1H", "1:30", "P999999999999D"])
def test_what_is_no_duration_is_answered_with_an_example(typed):
    message = outcome({"type": "string", "format": "duration"}, typed)
    assert "PT1H30M" in message
    assert typed in message


@given(st.uuids())
def test_every_uuid_is_released_as_typed(uuid):
    assert outcome({"type": "string", "format": "uuid"}, f" {uuid} ") == str(uuid)


@given(st.text("0123456789abcdefABCDEF-{}", max_size=40))
def test_every_accepted_uuid_is_one_for_python(text):
    if is_uuid(text):
        UUID(text)


def test_the_version_of_a_uuid_counts():
    schema = create_model("M", x=(UUID4, ...)).model_json_schema()["properties"]["x"]
    assert outcome(schema, "123e4567-e89b-42d3-a456-426614174000") == "123e4567-e89b-42d3-a456-426614174000"
    assert "of version 4" in outcome(schema, "123e4567-e89b-12d3-a456-426614174000")


@pytest.mark.parametrize(
    ("format_", "typed", "fits"),
    [
        ("slack-user", "U024BE7LH", True),
        ("slack-user", "C024BE91L", False),
        ("slack-user", "@ada", False),
        ("slack-channel", "C024BE91L", True),
        ("slack-channel", "#general", False),
    ],
)
def test_people_and_channels_are_known_by_their_ids(format_, typed, fits):
    assert (outcome({"type": "string", "format": format_}, typed) == typed) is fits
