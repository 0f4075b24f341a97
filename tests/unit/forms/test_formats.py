"""Formats accept what pydantic's types accept, and never more: an accepted answer makes a valid object."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AnyUrl, AwareDatetime, NaiveDatetime, TypeAdapter

from pausepoint_bot.forms import Faults, Submission, check_values, compile_form, parse_answers
from pausepoint_bot.forms.addresses import is_email, is_uri
from pausepoint_bot.forms.moments import read_date, read_instant, read_time, read_wall_time

TYPES: dict[str, Any] = {
    "date": date,
    "time": time,
    "date-time": AwareDatetime,
    "date-time-local": NaiveDatetime,
    "uri": AnyUrl,
}


def form_for(form: str) -> Any:
    return compile_form({"type": "object", "properties": {"x": {"type": "string", "format": form}}, "required": ["x"]})


def typed(form: str, text: str) -> Any:
    result = parse_answers(form_for(form), {"/x": text})
    return result.values["x"] if isinstance(result, Submission) else result.errors[0].message


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("date", " 2026-01-31 ", "2026-01-31"),
        ("time", "14:30", "14:30:00"),
        ("time", "14:30:05.5", "14:30:05.500000"),
        ("time", "14:30z", "14:30:00Z"),
        ("date-time", "2026-01-31T14:30:00Z", "2026-01-31T14:30:00Z"),
        ("date-time", "2026-01-31 14:30 +02:00", "2026-01-31T12:30:00Z"),
        ("date-time", "2026-01-31 14:30Z", "2026-01-31T14:30:00Z"),
        ("date-time-local", "2026-01-31 14:30", "2026-01-31T14:30:00"),
    ],
)
def test_what_is_typed_is_released_in_one_way(form, text, value):
    assert typed(form, text) == value
    assert typed(form, value) == value
    TypeAdapter(TYPES[form]).validate_python(value)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("date", "2026-02-30"),
        ("date", "31.01.2026"),
        ("date", "\u0662\u0660\u0662\u0666-01-31"),
        ("date", "2026-1-1"),
        ("time", "25:00"),
        ("time", "2pm"),
        ("date-time", "2026-01-31 14:30"),
        ("date-time", "2026-01-31"),
        ("date-time", "0001-01-01T00:00:00+02:00"),
        ("date-time", "2026-01-31T14:30:00+24:00"),
        ("date-time-local", "2026-01-31T14:30:00Z"),
        ("date-time-local", "1700000000"),
        ("email", "someone"),
        ("uri", "example.com"),
    ],
)
def test_what_does_not_fit_is_refused_with_an_example(form, text):
    message = typed(form, text)
    assert "such as" in message
    assert text in message


@pytest.mark.parametrize("form", sorted(TYPES))
@given(
    text=st.from_regex(
        r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?\Z"
    )
    | st.text(max_size=20)
)
def test_what_a_format_accepts_pydantic_accepts(form, text):
    check = {
        "date": read_date,
        "time": read_time,
        "date-time": read_instant,
        "date-time-local": read_wall_time,
        "uri": lambda t: t if is_uri(t) else None,
    }[form]
    if check(text) is not None:
        TypeAdapter(TYPES[form]).validate_json(TypeAdapter(str).dump_json(text))


@given(st.datetimes() | st.datetimes(timezones=st.timezones()))
def test_what_pydantic_writes_is_accepted(moment):
    adapter = TypeAdapter(datetime)
    text = adapter.dump_python(moment, mode="json")
    read = read_wall_time if moment.tzinfo is None else read_instant
    if moment.tzinfo is None or moment.utcoffset().total_seconds() % 60 == 0:
        assert read(text) is not None or moment.year in {1, 9999}


@pytest.mark.parametrize("text", ["a@b.de", "first.last+tag@sub.example.com", "x@xn--bcher-kva.example"])
def test_a_plain_address_is_an_email(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.de",
        "a@",
        "a@b.de ",
        "A <a@b.de>",
        "a@[1.2.3.4]",
        "a@localhost",
        "a@b.test",
        "a@b.local",
        "a..b@c.de",
        ".a@b.de",
        "a@-b.de",
        "a@b-.de",
        "a@b.1",
        "a@b_c.de",
        "a@ab--c.de",
        "ü@b.de",
        "a@" + "b" * 64 + ".de",
        "a" * 65 + "@b.de",
        "a@b.de\n",
    ],
)
def test_what_pydantic_would_refuse_is_no_email(text):
    assert not is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "http://a/ü",
        "mailto:a@b.de",
        "urn:isbn:1",
        "http://[::1]:8080/x?y#z",
        "postgres://u:p@h/d",
    ],
)
def test_an_absolute_address_is_a_uri(text):
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "/path",
        "http://",
        "http:",
        "http:foo",
        "https:///x",
        "http://a:99999",
        " http://a",
        "http://a b",
        "http://a\tb",
        "1a:b",
        "<http://a>",
    ],
)
def test_what_is_no_absolute_address_is_no_uri(text):
    assert not is_uri(text)


@pytest.mark.parametrize("form", ["date", "time", "date-time", "date-time-local", "email", "uri"])
def test_formats_are_enforced_on_values_given_as_json(form):
    assert isinstance(check_values(form_for(form), {"x": "nonsense"}), Faults)


def test_values_given_as_json_are_never_rewritten():
    values = {"x": "2026-01-31 14:30+02:00"}
    assert check_values(form_for("date-time"), values) == Submission(values=values)
