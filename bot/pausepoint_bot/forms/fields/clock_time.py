"""A time of day."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.moments import read_time, write_time
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime(Asked):
    """A time of day, released with seconds: `14:30:00`. An offset is kept where one was given."""


def compile_clock_time(node: Node, common: Common) -> ClockTime | None:
    """Recognise `time`."""
    return ClockTime(**common) if node.type == "string" and node.text("format") == "time" else None


def read_clock_time(_: ClockTime, answer: Answer) -> str:
    """Read a time, picked or typed."""
    moment = read_time(answer.strip()) if isinstance(answer, str) else None
    if moment is None:
        raise Unreadable(f"Must be {FORMATS['time']}, you wrote {shown(answer if isinstance(answer, str) else '')}.")
    return write_time(moment)


def write_clock_time(_: ClockTime, value: JsonValue) -> Answer:
    """Show the time as it is written."""
    return value if isinstance(value, str) else None
