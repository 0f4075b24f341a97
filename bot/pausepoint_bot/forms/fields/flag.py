"""A bool: a tick, or the decision itself; one that may also be null is a choice of three."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Asked):
    """Yes or no. Where `decides`, it must be said on purpose; elsewhere a blank is no."""

    decides: bool = False


def compile_flag(node: Node, common: Common) -> Flag | None:
    """Recognise `bool`."""
    return Flag(**common) if node.type == "boolean" and not node.nullable else None


def read_flag(field: Flag, answer: Answer) -> bool:
    """Take a tick as it is."""
    if isinstance(answer, bool):
        return answer
    if answer is None and not field.decides:
        return False
    raise Unreadable("Please choose Approve or Decline." if answer is None else "Must be yes or no.")


def write_flag(_: Flag, value: JsonValue) -> Answer:
    """Tick as the value says."""
    return value if isinstance(value, bool) else None
