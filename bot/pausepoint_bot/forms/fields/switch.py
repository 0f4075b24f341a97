"""Whether an optional part of the form is filled in at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked
from pausepoint_bot.forms.problems import Unreadable

FILLED: Final = "/~filled"
"""Ends the pointer of a switch. No value can have such a pointer: `~` is only ever followed by 0 or 1 (RFC 6901)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Asked):
    """A tick that brings the fields of an optional object; without it the object is a blank. `initial` is a bool."""


def read_switch(_: Switch, answer: Answer) -> bool:
    """Take a tick as it is; a blank is none."""
    if answer is None or isinstance(answer, bool):
        return answer is True
    raise Unreadable("Must be ticked or not.")


def write_switch(_: Switch, value: JsonValue) -> Answer:
    """Tick as the value says."""
    return value if isinstance(value, bool) else None
