"""The Slack objects that several widgets are made of: texts, options, typed inputs. Limits: Block Kit reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pausepoint_bot.slack.limits import INITIAL_VALUE, OPTION_TEXT, PLACEHOLDER, shorten

Element = dict[str, object]

PLAIN_INPUT: Final = "plain_text_input"


def plain_text(text: str) -> Element:
    """Make a text that Slack neither parses nor decorates."""
    return {"type": "plain_text", "text": text, "emoji": False}


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


def options(labels: Iterable[str]) -> list[Element]:
    """Make option objects. Their values are indices, so a label may be shortened and a value never is."""
    return [
        {"text": plain_text(shorten(label, OPTION_TEXT)), "value": str(index)} for index, label in enumerate(labels)
    ]
