"""A length of time."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.durations import is_duration
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(Asked):
    """A length of time, released as typed: `PT1H30M`."""


def compile_duration(node: Node, common: Common) -> Duration | None:
    """Recognise `timedelta`."""
    return Duration(**common) if node.type == "string" and node.text("format") == "duration" else None


def read_duration(_: Duration, answer: Answer) -> str:
    """Read a duration, in letters of either case; spaces around it are no part of it."""
    text = answer.strip() if isinstance(answer, str) else ""
    if not is_duration(text.upper()):
        raise Unreadable(f"Must be {FORMATS['duration']}, you wrote {shown(text)}.")
    return text.upper()


def write_duration(_: Duration, value: JsonValue) -> Answer:
    """Show the duration as it is written."""
    return value if isinstance(value, str) else None
