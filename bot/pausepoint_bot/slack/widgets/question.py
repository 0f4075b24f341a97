"""A field as blocks: its input with label and hint, and above it in full whatever Slack would not show in full."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from pausepoint_bot.forms import ABSENT, Answer, Field
from pausepoint_bot.forms.fields import Choice, Choices, Flag, Switch, Text, blank_meaning, may_stay_blank
from pausepoint_bot.forms.shown import shown
from pausepoint_bot.slack.ids import action_id_of, block_id_of
from pausepoint_bot.slack.limits import HINT, LABEL, OPTION_TEXT, SECTION_TEXT, SELECT_OPTIONS, safe_cut, shorten
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.widgets import draw_element, rules_of
from pausepoint_bot.slack.widgets.elements import labels_of, plain_text

_DEFAULT_LIMIT = 300


def question_blocks(field: Field, answer: Answer, generation: int) -> list[Block]:
    """Ask for one field, with an answer standing in it."""
    return [*_in_full(field), _input_block(field, answer, generation)]


def _input_block(field: Field, answer: Answer, generation: int) -> Block:
    element = draw_element(field, answer)
    element["action_id"] = action_id_of(str(element["type"]), generation)
    block: Block = {
        "type": "input",
        **({"dispatch_action": True} if field.redraws else {}),
        "block_id": block_id_of(field.pointer),
        "label": plain_text(shorten(field.title, LABEL)),
        "element": element,
        "optional": may_stay_blank(field),
    }
    hint = _hint(field)
    return block | {"hint": plain_text(shorten(hint, HINT))} if hint else block


def _hint(field: Field) -> str:
    rules = "; ".join(rules_of(field))
    return " ".join(part for part in (_sentence(field.description), _sentence(rules), _blank_hint(field)) if part)


def _sentence(words: str) -> str:
    if not words:
        return ""
    return f"{words[0].upper()}{words[1:]}" + ("" if words[-1] in ".!?:;…)" else ".")


def _blank_hint(field: Field) -> str:
    """Say what a blank means, where that is not plain to see: "Blank = 10."."""
    if isinstance(field, Flag | Switch) or not may_stay_blank(field):
        return ""
    meaning = blank_meaning(field)
    if meaning is ABSENT:
        meaning = field.default
    return "Blank = left out." if meaning is ABSENT else _blank_words(field, meaning)


def _blank_words(field: Field, meaning: JsonValue) -> str:
    match meaning:
        case None:
            return "Blank = no answer."
        case "":
            return ""
        case []:
            return "" if isinstance(field, Choices) else "Blank = none."
        case _:
            return f"Blank = {_named(field, meaning)}."


def _named(field: Field, value: JsonValue) -> str:
    """Name a value as the form does: an option by its label, entries one after the other."""
    if isinstance(field, Choice | Choices):
        values = value if isinstance(value, list) and isinstance(field, Choices) else [value]
        labels = [option.label for option in field.options if option.value in values]
        return shorten(", ".join(labels) or shown(value), _DEFAULT_LIMIT)
    if isinstance(value, list):
        return shorten(", ".join(shown(item) for item in value), _DEFAULT_LIMIT)
    if isinstance(value, str) and not isinstance(field, Text):
        return shorten(value, _DEFAULT_LIMIT)
    return shown(value, _DEFAULT_LIMIT)


def _in_full(field: Field) -> Iterator[Block]:
    """Show in full what the input has to shorten: a label, a description, options."""
    texts = [field.title] if len(field.title) > LABEL else []
    texts += [field.description] if len(_hint(field)) > HINT else []
    if isinstance(field, Choice | Choices):
        texts += _options_in_full(field)
    for text in texts:
        yield from (section(part) for part in _parts(text))


def _options_in_full(field: Choice | Choices) -> list[str]:
    """List the options where a select would shorten some; those that are searched for show more by themselves."""
    longest = max(len(option.label) for option in field.options)
    if longest <= OPTION_TEXT or len(field.options) > SELECT_OPTIONS:
        return []
    return ["\n".join(f"• {label}" for label in labels_of(field.options))]


def section(text: str) -> Block:
    """Show a text as it is."""
    return {"type": "section", "text": plain_text(text)}


def _parts(text: str) -> Iterator[str]:
    """Split what one section cannot hold, at a line's end where there is one."""
    rest = text
    while len(rest) > SECTION_TEXT:
        cut = rest.rfind("\n", 1, SECTION_TEXT) + 1 or safe_cut(rest, SECTION_TEXT)
        yield from (part for part in (rest[:cut],) if part.strip())
        rest = rest[cut:]
    if rest.strip():
        yield rest
