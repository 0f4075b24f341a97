"""Which forms one click can answer, and with what. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from pydantic import JsonValue

from pausepoint_bot.forms.answers import Answer
from pausepoint_bot.forms.fields import Choice, Field, Flag, read_answer
from pausepoint_bot.forms.form import Form, Submission, parse_answers, untouched_answers, with_root
from pausepoint_bot.forms.problems import Unreadable
from pausepoint_bot.forms.redrawing import change_fields
from pausepoint_bot.forms.showing import opening_answer

MOST_OPTIONS: Final = 4
"""More buttons than this are no longer read at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneClick:
    """A button that answers the whole form: what it says, and what it releases. `index` names it in a payload."""

    label: str
    values: dict[str, JsonValue]
    style: Literal["primary", "danger"] | None
    index: int


def one_click_answers(form: Form) -> tuple[OneClick, ...]:
    """List the answers that one click gives, () where the form needs to be opened.

    There is one for each answer of the one bool, or of the one choice of at most four options, where everything else
    may stay as the form opens. Each releases what the form would if it were submitted otherwise untouched.
    """
    leading = leading_field(form.fields)
    if leading is None:
        return ()
    clicks = []
    for index, (label, answer, style) in enumerate(_answers(leading, alone=len(form.fields) == 1)):
        outcome = parse_answers(form, {**untouched_answers(form), leading.pointer: answer})
        if not isinstance(outcome, Submission):
            return ()
        clicks.append(OneClick(label=label, values=outcome.values, style=style, index=index))
    return tuple(clicks)


def mark_deciding(form: Form) -> Form:
    """Mark the bool that decides, so that a surface asks for it on purpose and Submit never means no by accident."""
    leading = leading_field(form.fields)
    if not isinstance(leading, Flag):
        return form
    root = change_fields(form.root, lambda field: replace(leading, decides=True) if field == leading else field)
    return with_root(form, root)


def leading_field(fields: tuple[Field, ...]) -> Flag | Choice | None:
    """Find the one field that the form is about, if everything else may stay as the form opens.

    The one bool; without any bool, the one choice, which must then have at most four options.
    """
    leading = _only_one(fields)
    if leading is None or not all(_opens_answered(field) for field in fields if field is not leading):
        return None
    return leading


def _only_one(fields: tuple[Field, ...]) -> Flag | Choice | None:
    flags = [field for field in fields if isinstance(field, Flag)]
    if flags:
        return flags[0] if len(flags) == 1 else None
    choices = [field for field in fields if isinstance(field, Choice)]
    return choices[0] if len(choices) == 1 and len(choices[0].options) <= MOST_OPTIONS else None


def _opens_answered(field: Field) -> bool:
    try:
        read_answer(field, opening_answer(field))
    except Unreadable:
        return False
    return True


def _answers(field: Flag | Choice, *, alone: bool) -> list[tuple[str, Answer, Literal["primary", "danger"] | None]]:
    """List label, answer and style. Where nothing else is asked, the option alone says it all."""
    if isinstance(field, Flag):
        return [("Approve", True, "primary"), ("Decline", False, "danger")]
    title = "" if alone else f"{field.title}: "
    return [(title + option.label, index, None) for index, option in enumerate(field.options)]
