"""Any of several: a list, set or frozenset of Enum or Literal."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields.asked import Asked, Common
from pausepoint_bot.forms.fields.options import Option, find_options, option_at, options_of
from pausepoint_bot.forms.node import Node
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.references import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Asked):
    """Some of the options, by their indices, in the order in which they were chosen; each at most once."""

    options: tuple[Option, ...]
    min_items: int = 0
    max_items: int | None = None


def compile_choices(root: Document, node: Node, common: Common) -> Choices | None:
    """Recognise a list of Enum or Literal."""
    if node.type != "array" or "items" not in node.schema or "prefixItems" in node.schema:
        return None
    options = options_of(node.below(root, node.schema["items"], "items"))
    if options is None:
        return None
    return Choices(**common, options=options, min_items=node.count("minItems") or 0, max_items=node.count("maxItems"))


def read_choices(field: Choices, answer: Answer) -> JsonValue:
    """Take the values of the chosen options."""
    indices = answer if isinstance(answer, tuple) else (-1,)
    chosen = [option_at(field.options, index) for index in indices]
    if None in chosen or len(set(indices)) < len(indices):
        raise Unreadable("Please choose among the options, each at most once; what came is none of them.")
    return [option.value for option in chosen if option is not None]


def write_choices(field: Choices, value: JsonValue) -> Answer:
    """Choose the options with these values; None where a value is no option, or comes twice."""
    if not isinstance(value, list):
        return None
    found = tuple(index for index in find_options(field.options, value) if index is not None)
    return found if len(set(found)) == len(value) else None


def empty_choices(field: Choices) -> JsonValue | Absent:
    """Say what choosing nothing is: the empty list, where that is valid."""
    return ABSENT if field.min_items else []
