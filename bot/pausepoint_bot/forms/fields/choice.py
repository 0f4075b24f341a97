"""One of several: Enum, Literal, const, and a bool that may also be null."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.options import Option, find_option, option_at, options_of
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Asked):
    """One of the options, by its index. A nullable one has "No answer", null, as its last.

    Where `is_kind`, it chooses between the shapes of a union: the value of an option is the number of a branch.
    """

    options: tuple[Option, ...]
    is_kind: bool = False


def compile_choice(node: Node, common: Common) -> Choice | None:
    """Recognise Enum, Literal, const and `bool | None`."""
    options = options_of(node)
    if options is None:
        return None
    common["nullable"] = any(option.value is None for option in options)
    return Choice(**common, options=options)


def read_choice(field: Choice, answer: Answer) -> JsonValue:
    """Take the value of the chosen option, with its own type."""
    chosen = option_at(field.options, answer) if isinstance(answer, int) and not isinstance(answer, bool) else None
    if chosen is None:
        raise Unreadable("Please choose one of the options; what came is none of them.")
    return chosen.value


def write_choice(field: Choice, value: JsonValue) -> Answer:
    """Choose the option with this value."""
    return find_option(field.options, value)
