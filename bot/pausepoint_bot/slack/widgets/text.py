"""A str: a text input, Slack's e-mail input or its URL input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pausepoint_bot.forms import Answer
from pausepoint_bot.forms.addresses import is_email, is_uri
from pausepoint_bot.forms.fields import Text
from pausepoint_bot.forms.wording import plural
from pausepoint_bot.slack.limits import INPUT_MAX_LENGTH
from pausepoint_bot.slack.widgets.elements import PLAIN_INPUT, Element, plain_input, typed_input
from pausepoint_bot.slack.widgets.states import State, read_typed

_ADDRESS_INPUTS: Final[Mapping[str, tuple[str, Callable[[str], bool], str]]] = {
    "email": ("email_text_input", is_email, "name@example.com"),
    "uri": ("url_text_input", is_uri, "https://example.com"),
}
_TYPES: Final = {"plain": PLAIN_INPUT, **{kind: name for kind, (name, _, _) in _ADDRESS_INPUTS.items()}}


def draw_text(field: Text, answer: Answer) -> Element:
    """Ask for text. An address that is none stands in a plain input, which shows whatever was typed.

    No max_length is set: Slack does not say how it counts, and JSON Schema counts code points, so a text with emoji
    could be refused that is valid. min_length is safe, since no way of counting gives less than the code points.
    """
    if field.kind == "plain":
        element = plain_input(answer, multiline=field.multiline)
        if 0 < field.min_length <= INPUT_MAX_LENGTH:
            element["min_length"] = field.min_length
        return element
    name, fits, example = _ADDRESS_INPUTS[field.kind]
    if isinstance(answer, str) and not fits(answer):
        return plain_input(answer, placeholder=example)
    return typed_input(name, answer, placeholder=example)


def read_text_state(field: Text, state: State) -> Answer:
    """Read the text exactly as it came."""
    return read_typed(state, types=frozenset({PLAIN_INPUT, _TYPES[field.kind]}))


def rules_of_text(field: Text) -> tuple[str, ...]:
    """Say the lengths and the pattern; those of an address go without saying."""
    if field.kind != "plain":
        return ()
    least = (f"at least {plural(field.min_length, 'character')}",) if field.min_length else ()
    most = () if field.max_length is None else (f"at most {plural(field.max_length, 'character')}",)
    return (*least, *most, *((f"matching the pattern {field.pattern}",) if field.pattern else ()))
