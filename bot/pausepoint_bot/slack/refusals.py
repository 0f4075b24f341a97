"""What Slack cannot show of a form, found out when the pause is opened and never at the click. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pausepoint_bot.forms import Field, Form, SchemaProblem, opening_answer
from pausepoint_bot.forms.fields import Lines, Text
from pausepoint_bot.forms.showing import every_field
from pausepoint_bot.slack.fitting import PAGE_BLOCKS, PAGE_BYTES, cost_of
from pausepoint_bot.slack.limits import INITIAL_VALUE, INPUT_MAX_LENGTH


def refusals(form: Form) -> tuple[SchemaProblem, ...]:
    """List everything Slack cannot show, in whatever branch; () where the modal can be opened."""
    problems = [problem for field in every_field(form.root) for problem in _field_problems(field)]
    return tuple(dict.fromkeys(problems))


def _field_problems(field: Field) -> Iterator[SchemaProblem]:
    if isinstance(field, Text) and field.min_length > INPUT_MAX_LENGTH:
        yield _problem(field, f"Slack takes at most {INPUT_MAX_LENGTH} characters; {field.min_length} are asked.")
    if isinstance(field, Lines) and field.min_items * 2 - 1 > INPUT_MAX_LENGTH:
        yield _problem(field, f"Slack takes at most {INPUT_MAX_LENGTH} characters, not {field.min_items} lines.")
    cost = cost_of(field)
    if cost.blocks > PAGE_BLOCKS or cost.bytes > PAGE_BYTES:
        yield _problem(field, "Slack cannot show all that this field says, in its texts and options, in one modal.")
    standing = opening_answer(field)
    if isinstance(standing, str) and len(standing) > INITIAL_VALUE:
        yield SchemaProblem(
            pointer=field.pointer,
            detail=f"Slack pre-fills at most {INITIAL_VALUE} characters; these are {len(standing)}.",
            where="initial",
        )


def _problem(field: Field, detail: str) -> SchemaProblem:
    return SchemaProblem(pointer=field.source, detail=detail)
