"""The field types whose answer is one text: alone in an input, or one to a line. One registry line each."""

from __future__ import annotations

from typing import assert_never

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Common
from pausepoint_bot.forms.fields.clock_time import ClockTime, compile_clock_time, read_clock_time, write_clock_time
from pausepoint_bot.forms.fields.day import Day, compile_day, read_day, write_day
from pausepoint_bot.forms.fields.duration import Duration, compile_duration, read_duration, write_duration
from pausepoint_bot.forms.fields.exact import Exact, compile_exact, read_exact, write_exact
from pausepoint_bot.forms.fields.instant import Instant, compile_instant, read_instant_answer, write_instant_answer
from pausepoint_bot.forms.fields.number import Number, compile_number, read_number, write_number
from pausepoint_bot.forms.fields.slack_id import SlackId, compile_slack_id, read_slack_id, write_slack_id
from pausepoint_bot.forms.fields.text import Text, compile_text, read_text, write_text
from pausepoint_bot.forms.fields.uuid import Uuid, compile_uuid, read_uuid, write_uuid
from pausepoint_bot.forms.fields.wall_time import (
    WallTime,
    compile_wall_time,
    read_wall_time_answer,
    write_wall_time_answer,
)
from pausepoint_bot.forms.node import Node

Scalar = Text | Number | Exact | Day | ClockTime | Instant | WallTime | Duration | Uuid | SlackId

_COMPILERS = (
    compile_number,
    compile_exact,
    compile_day,
    compile_clock_time,
    compile_instant,
    compile_wall_time,
    compile_duration,
    compile_uuid,
    compile_slack_id,
    compile_text,  # last: every other string type has a format of its own
)


def compile_scalar(node: Node, common: Common) -> Scalar | None:
    """Compile the first type that recognises the schema."""
    for compile_one in _COMPILERS:
        field = compile_one(node, common)
        if field is not None:
            return field
    return None


def read_scalar(field: Scalar, answer: Answer) -> JsonValue:  # noqa: C901, PLR0911 - the registry: one line per type
    """Read an answer that is not blank."""
    match field:
        case Text():
            return read_text(field, answer)
        case Number():
            return read_number(field, answer)
        case Exact():
            return read_exact(field, answer)
        case Day():
            return read_day(field, answer)
        case ClockTime():
            return read_clock_time(field, answer)
        case Instant():
            return read_instant_answer(field, answer)
        case WallTime():
            return read_wall_time_answer(field, answer)
        case Duration():
            return read_duration(field, answer)
        case Uuid():
            return read_uuid(field, answer)
        case SlackId():
            return read_slack_id(field, answer)
        case _:
            assert_never(field)


def write_scalar(field: Scalar, value: JsonValue) -> Answer:  # noqa: C901, PLR0911 - the registry: one line per type
    """Write the answer that stands for a value; None where none does."""
    match field:
        case Text():
            return write_text(field, value)
        case Number():
            return write_number(field, value)
        case Exact():
            return write_exact(field, value)
        case Day():
            return write_day(field, value)
        case ClockTime():
            return write_clock_time(field, value)
        case Instant():
            return write_instant_answer(field, value)
        case WallTime():
            return write_wall_time_answer(field, value)
        case Duration():
            return write_duration(field, value)
        case Uuid():
            return write_uuid(field, value)
        case SlackId():
            return write_slack_id(field, value)
        case _:
            assert_never(field)
