"""A naive datetime: what a clock on the wall shows, wherever that wall is."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint.wire import DATE_TIME_LOCAL
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.moments import read_wall_time
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class WallTime(Asked):
    """A date and time without an offset, released as `2026-01-31T14:30:00`."""


def compile_wall_time(node: Node, common: Common) -> WallTime | None:
    """Recognise NaiveDatetime, as the SDK marks it."""
    return WallTime(**common) if node.type == "string" and node.text("format") == DATE_TIME_LOCAL else None


def read_wall_time_answer(_: WallTime, answer: Answer) -> str:
    """Read a date and time as typed; an offset is refused, since it would be dropped."""
    text = answer.strip() if isinstance(answer, str) else ""
    moment = read_wall_time(text)
    if moment is None:
        raise Unreadable(f"Must be {FORMATS[DATE_TIME_LOCAL]}, you wrote {shown(text)}.")
    return moment.isoformat()


def write_wall_time_answer(_: WallTime, value: JsonValue) -> Answer:
    """Show the date and time as written."""
    return value if isinstance(value, str) else None
