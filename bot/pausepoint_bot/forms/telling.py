"""What was answered, field by field, as it is told afterwards. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from pausepoint_bot.forms.absent import ABSENT, Absent
from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import Choice, Field, JsonText, Switch
from pausepoint_bot.forms.fields.json_text import REST
from pausepoint_bot.forms.fields.options import option_at
from pausepoint_bot.forms.form import Form, answers_of
from pausepoint_bot.forms.json_reading import read_json
from pausepoint_bot.forms.parts import Heading
from pausepoint_bot.forms.pointers import value_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value with the field that asked for it; `title` names the way there: "Owner / Name"."""

    title: str
    field: Field
    value: JsonValue


def tell(form: Form, values: Mapping[str, JsonValue]) -> Iterator[Told]:
    """Go through the values in the order of the form; of a union, the choice between its shapes comes first."""
    answers = answers_of(form, values)
    heading: Heading | None = None
    for item in form.shown(answers):
        if isinstance(item, Heading):
            heading = item
            continue
        value = _value_of(item, answers.get(item.pointer), dict(values))
        if value is not ABSENT:
            yield Told(title=_title(item, heading), field=item, value=value)


def _title(field: Field, heading: Heading | None) -> str:
    is_below = heading is not None and field.pointer.startswith(f"{heading.pointer}/")
    return f"{heading.title} / {field.title}" if heading is not None and is_below else field.title


def _value_of(field: Field, answer: Answer, values: dict[str, JsonValue]) -> JsonValue | Absent:
    if isinstance(field, Switch):
        return ABSENT
    if isinstance(field, Choice) and field.is_kind:
        chosen = option_at(field.options, answer) if isinstance(answer, int) else None
        return ABSENT if chosen is None else chosen.value
    if isinstance(field, JsonText) and field.pointer.endswith(REST):
        return read_json(answer) if isinstance(answer, str) and answer else ABSENT
    return value_at(values, field.pointer)
