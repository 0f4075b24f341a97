"""The field types, and the one registry of them: compile, read, write, check. A new type is a file and a line in each.

Every function ends in `assert_never`, so that mypy names the places a new type was forgotten in.
"""

from __future__ import annotations

from typing import assert_never

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.blank import blank_value
from pausepoint_bot.forms.fields.choice import Choice, compile_choice, read_choice, write_choice
from pausepoint_bot.forms.fields.choices import Choices, compile_choices, empty_choices, read_choices, write_choices
from pausepoint_bot.forms.fields.clock_time import ClockTime
from pausepoint_bot.forms.fields.day import Day
from pausepoint_bot.forms.fields.duration import Duration
from pausepoint_bot.forms.fields.exact import Exact, check_exact, decimal_branches
from pausepoint_bot.forms.fields.flag import Flag, compile_flag, read_flag, write_flag
from pausepoint_bot.forms.fields.instant import Instant
from pausepoint_bot.forms.fields.json_text import JsonText, compile_json_text, read_json_text, write_json_text
from pausepoint_bot.forms.fields.lines import Lines, check_lines, compile_lines, empty_lines, read_lines, write_lines
from pausepoint_bot.forms.fields.number import Number
from pausepoint_bot.forms.fields.options import Option
from pausepoint_bot.forms.fields.scalar import Scalar, compile_scalar, read_scalar, write_scalar
from pausepoint_bot.forms.fields.slack_id import SlackId
from pausepoint_bot.forms.fields.switch import Switch, read_switch, write_switch
from pausepoint_bot.forms.fields.text import Text, empty_text
from pausepoint_bot.forms.fields.uuid import Uuid
from pausepoint_bot.forms.fields.wall_time import WallTime
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.references import Document

__all__ = [
    "Asked",
    "Choice",
    "Choices",
    "ClockTime",
    "Common",
    "Day",
    "Duration",
    "Exact",
    "Field",
    "Flag",
    "Instant",
    "JsonText",
    "Lines",
    "Number",
    "Option",
    "Scalar",
    "SlackId",
    "Switch",
    "Text",
    "Uuid",
    "WallTime",
    "answer_of",
    "blank_meaning",
    "check_value",
    "compile_field",
    "compile_json_text",
    "may_stay_blank",
    "read_answer",
]

Field = Flag | Choice | Choices | Lines | JsonText | Switch | Scalar


def compile_field(root: Document, node: Node, common: Common) -> Field | None:
    """Compile the field that asks for a schema; None where no type recognises it."""
    choice = compile_choice(node, common)
    if choice is None and not is_one_shape(node):
        return None
    return (
        choice
        or compile_flag(node, common)
        or compile_choices(root, node, common)
        or compile_lines(root, node, common)
        or compile_scalar(node, common)
    )


def is_one_shape(node: Node) -> bool:
    """Tell a schema without alternatives; the two of a Decimal count as one."""
    return not {"anyOf", "oneOf"} & node.schema.keys() or decimal_branches(node.schema) is not None


def read_answer(field: Field, answer: Answer) -> JsonValue | Absent:  # noqa: PLR0911 - the registry: one line per type
    """Turn one answer into its value, or `ABSENT` where it is left out.

    Raises:
        Unreadable: the sentence a person reads under the field.
    """
    if not isinstance(field, Flag | Switch) and _is_blank(field, answer):
        return blank_meaning(field)
    match field:
        case Flag():
            return read_flag(field, answer)
        case Choice():
            return read_choice(field, answer)
        case Choices():
            return read_choices(field, answer)
        case Lines():
            return read_lines(field, answer)
        case JsonText():
            return read_json_text(field, answer)
        case Switch():
            return read_switch(field, answer)
        case (
            Text() | Number() | Exact() | Day() | ClockTime() | Instant() | WallTime() | Duration() | Uuid() | SlackId()
        ):
            return read_scalar(field, answer)
        case _:
            assert_never(field)


def _is_blank(field: Field, answer: Answer) -> bool:
    """Tell a blank. Spaces are text in a text, and nothing anywhere else."""
    if isinstance(answer, str) and not isinstance(field, Text):
        return not answer.strip()
    return answer is None or answer in ("", ())


def blank_meaning(field: Field) -> JsonValue | Absent:  # noqa: PLR0911 - the registry: one line per type
    """Say what a blank in this field stands for.

    Raises:
        Unreadable: it may not stay blank.
    """
    match field:
        case Flag():
            return read_flag(field, None)
        case Text():
            return blank_value(field, empty_text(field))
        case Choices():
            return blank_value(field, empty_choices(field), blank_is_empty=True)
        case Lines():
            return blank_value(field, empty_lines(field), blank_is_empty=True)
        case JsonText():
            return blank_value(field, field.empty, blank_is_empty=True)
        case Choice() | Switch() | Number() | Exact() | Day() | ClockTime() | Instant() | WallTime():
            return blank_value(field, ABSENT)
        case Duration() | Uuid() | SlackId():
            return blank_value(field, ABSENT)
        case _:
            assert_never(field)


def may_stay_blank(field: Field) -> bool:
    """Tell whether a blank is an answer."""
    try:
        blank_meaning(field)
    except Unreadable:
        return False
    return True


def answer_of(field: Field, value: JsonValue) -> Answer:  # noqa: PLR0911 - the registry: one line per type
    """Write the answer that a value came from; None where none can stand for it."""
    match field:
        case Flag():
            return write_flag(field, value)
        case Choice():
            return write_choice(field, value)
        case Choices():
            return write_choices(field, value)
        case Lines():
            return write_lines(field, value)
        case JsonText():
            return write_json_text(field, value)
        case Switch():
            return write_switch(field, value)
        case (
            Text() | Number() | Exact() | Day() | ClockTime() | Instant() | WallTime() | Duration() | Uuid() | SlackId()
        ):
            return write_scalar(field, value)
        case _:
            assert_never(field)


def check_value(field: Field, value: JsonValue) -> str | None:
    """Say what is wrong with a value that its schema would let pass; None when nothing is."""
    match field:
        case Exact():
            return check_exact(field, value)
        case Lines():
            return check_lines(field, value)
        case Flag() | Choice() | Choices() | JsonText() | Switch() | Text() | Number() | Day() | ClockTime():
            return None
        case Instant() | WallTime() | Duration() | Uuid() | SlackId():
            return None
        case _:
            assert_never(field)
