"""Rows of single values: bools, texts, numbers, dates and times, addresses, ids."""

from __future__ import annotations

from tests.support.conformance.rows import Section, Works

TEXT = Section(
    title="Bool and text",
    text="A tick that stays blank is `False`. Text comes back exactly as it was typed.",
    rows=(
        Works(python="bool", enters=True, gives="True"),
        Works(python="bool", gives="False"),
        Works(python="str", enters="Fine with me", gives="'Fine with me'"),
        Works(python="str", enters="  “smart” 絵 🎉 <!channel> ", gives="'  “smart” 絵 🎉 <!channel> '"),
        Works(python="str = Field(min_length=2, max_length=8)", enters="abcd", gives="'abcd'"),
        Works(python="str = Field(pattern=r'^v\\d+$')", enters="v12", gives="'v12'"),
        Works(python="str = Field(max_length=500)", enters="two\nlines", gives="'two\\nlines'"),
        Works(python="str = Field(json_schema_extra={'multiline': True})", enters="a\n\nb", gives="'a\\n\\nb'"),
        Works(
            python="Annotated[str, Field(json_schema_extra={'format': 'email'})]",
            enters="ann@example.com",
            gives="'ann@example.com'",
        ),
        Works(python="AnyUrl", enters="https://example.com/a?b=1#c", gives="AnyUrl('https://example.com/a?b=1#c')"),
        Works(python="HttpUrl", enters="https://example.com/", gives="HttpUrl('https://example.com/')"),
        Works(
            python="UUID",
            enters="123e4567-e89b-12d3-a456-426614174000",
            gives="UUID('123e4567-e89b-12d3-a456-426614174000')",
        ),
        Works(python="Path", enters="/var/log/app.log", gives="Path('/var/log/app.log')"),
        Works(python="IPv4Address", enters="10.0.0.7", gives="IPv4Address('10.0.0.7')"),
        Works(python="SlackUser", enters="bob", gives="BOB"),
        Works(python="SlackChannel", enters="#general", gives="GENERAL"),
    ),
)

NUMBERS = Section(
    title="Numbers",
    text="Slack sends numbers as text; they are read exactly. What its number input cannot hold is typed as text.",
    rows=(
        Works(python="int", enters="42", gives="42"),
        Works(python="int", enters="-7", gives="-7"),
        Works(python="int = Field(ge=1, le=20, multiple_of=2)", enters="12", gives="12"),
        Works(python="int = Field(gt=0, lt=10)", enters="9", gives="9"),
        Works(python="int", initial="10**30", gives="10**30"),
        Works(python="float", enters="0.1", gives="0.1"),
        Works(python="float", enters="3", gives="3.0"),
        Works(python="float = Field(gt=0, lt=1)", enters="0.25", gives="0.25"),
        Works(python="float", initial="1e300", gives="1e300"),
        Works(python="Decimal", enters="10.50", gives="Decimal('10.50')"),
        Works(python="Decimal = Field(max_digits=6, decimal_places=2)", enters="1234.56", gives="Decimal('1234.56')"),
        Works(python="Decimal", initial="Decimal('0.' + '1' * 30)", gives="Decimal('0.' + '1' * 30)"),
    ),
)

TIMES = Section(
    title="Dates and times",
    text="Slack's picker of a moment knows no time zone, so moments come back in UTC; a naive `datetime` is typed, and "
    "stays what was typed. What a picker cannot hold, such as seconds, stands in a text input.",
    rows=(
        Works(python="date", enters="2026-03-01", gives="date(2026, 3, 1)"),
        Works(python="time", enters="14:30", gives="time(14, 30)"),
        Works(python="time", initial="time(14, 30, 15)", gives="time(14, 30, 15)"),
        Works(
            python="AwareDatetime",
            enters="2026-03-01T14:30:00+01:00",
            gives="datetime(2026, 3, 1, 13, 30, tzinfo=timezone.utc)",
        ),
        Works(
            python="datetime",
            enters="2026-03-01T14:30:00+00:00",
            gives="datetime(2026, 3, 1, 14, 30, tzinfo=timezone.utc)",
        ),
        Works(
            python="AwareDatetime",
            initial="datetime(2026, 3, 1, 14, 30, 15, tzinfo=timezone.utc)",
            gives="datetime(2026, 3, 1, 14, 30, 15, tzinfo=timezone.utc)",
        ),
        Works(python="NaiveDatetime", enters="2026-03-01 14:30", gives="datetime(2026, 3, 1, 14, 30)"),
        Works(
            python="NaiveDatetime",
            initial="datetime(1, 1, 1, 0, 0, 1)",
            gives="datetime(1, 1, 1, 0, 0, 1)",
        ),
        Works(python="timedelta", enters="PT1H30M", gives="timedelta(hours=1, minutes=30)"),
    ),
)
