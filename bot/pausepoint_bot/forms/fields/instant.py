"""A datetime with an offset: one moment, the same everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.moments import read_instant, write_instant
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.forms.wording import FORMATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant(Asked):
    """A moment, released in UTC as `2026-01-31T14:30:00Z`: pickers answer in seconds since 1970, without a zone."""


def compile_instant(node: Node, common: Common) -> Instant | None:
    """Recognise `datetime` and AwareDatetime."""
    return Instant(**common) if node.type == "string" and node.text("format") == "date-time" else None


def read_instant_answer(_: Instant, answer: Answer) -> str:
    """Read a moment, picked or typed with its offset (a space before the offset is let pass)."""
    text = answer.strip() if isinstance(answer, str) else ""
    moment = read_instant(re.sub(r" +(?=[Zz+-])", "", text))
    if moment is None:
        raise Unreadable(f"Must be {FORMATS['date-time']}, you wrote {shown(text)}.")
    return write_instant(moment)


def write_instant_answer(_: Instant, value: JsonValue) -> Answer:
    """Show the moment in UTC; a text that is none as it was typed."""
    moment = read_instant(value) if isinstance(value, str) else None
    return write_instant(moment) if moment else value if isinstance(value, str) else None
