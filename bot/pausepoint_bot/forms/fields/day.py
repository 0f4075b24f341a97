"""A date."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.moments import read_date
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Asked):
    """A date, released as `2026-01-31`."""


def compile_day(node: Node, common: Common) -> Day | None:
    """Recognise `date`."""
    return Day(**common) if node.type == "string" and node.text("format") == "date" else None


def read_day(_: Day, answer: Answer) -> str:
    """Read a date, picked or typed."""
    day = read_date(answer.strip()) if isinstance(answer, str) else None
    if day is None:
        raise Unreadable(f"Must be {FORMATS['date']}, you wrote {shown(answer if isinstance(answer, str) else '')}.")
    return day.isoformat()


def write_day(_: Day, value: JsonValue) -> Answer:
    """Show the date as it is written."""
    return value if isinstance(value, str) else None
