"""The Slack objects that several widgets are made of: texts, options, typed inputs. Limits: Block Kit reference."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from pausepoint_bot.forms.fields import Option
from pausepoint_bot.slack.limits import INITIAL_VALUE, OPTION_TEXT, PLACEHOLDER, shorten

Element = dict[str, object]

PLAIN_INPUT: Final = "plain_text_input"

_DISGUISES: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SHOWN: Final = "\ufffd"


def plain_text(text: str) -> Element:
    """Make a text that Slack neither parses nor decorates.

    A character that would reorder or hide others for the eye is replaced by one that shows: a person chooses by what
    they read. One for one, so that a text within a limit stays within it.
    """
    return {"type": "plain_text", "text": _DISGUISES.sub(_SHOWN, text), "emoji": False}


def typed_input(kind: str, initial: object, *, placeholder: str = "") -> Element:
    """Make an input that is typed in. Text over Slack's limit is left out rather than cut."""
    element: Element = {"type": kind}
    if isinstance(initial, str) and 0 < len(initial) <= INITIAL_VALUE:
        element["initial_value"] = initial
    if placeholder:
        element["placeholder"] = plain_text(shorten(placeholder, PLACEHOLDER))
    return element


def plain_input(initial: object, *, multiline: bool = False, placeholder: str = "") -> Element:
    """Make a text input; one that is to show several lines always has several."""
    element = typed_input(PLAIN_INPUT, initial, placeholder=placeholder)
    if multiline or (isinstance(initial, str) and "\n" in initial):
        element["multiline"] = True
    return element


def options(listed: Sequence[Option], only: Collection[int] | None = None) -> list[Element]:
    """Make option objects, of all or `only` some. Their values are indices, so a label may be shortened."""
    indices = range(len(listed)) if only is None else [index for index in only if 0 <= index < len(listed)]
    labels = labels_of(listed) if only is None else [option.label for option in listed]
    return [option_of(labels[index], index) for index in indices]


def option_of(label: str, index: int) -> Element:
    """Make one option object."""
    return {"text": plain_text(shorten(label, OPTION_TEXT)), "value": str(index)}


def labels_of(listed: Sequence[Option]) -> list[str]:
    """Name options so that no two look alike once they are shortened: by number, where they would."""
    labels = [option.label for option in listed]
    if max(map(len, labels), default=0) <= OPTION_TEXT or len({shorten(label, OPTION_TEXT) for label in labels}) == len(
        labels
    ):
        return labels
    return [f"{number}. {label}" for number, label in enumerate(labels, 1)]


def type_ahead(kind: str) -> Element:
    """Make a select whose options are looked up while one types, and offered before that."""
    return {"type": kind, "min_query_length": 0, "placeholder": plain_text("Type to search")}
