"""What Slack cannot show of a form, found out when the pause is opened and never at the click. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from pausepoint_bot.forms import Field, Form, SchemaProblem, opening_answer
from pausepoint_bot.forms.fields import Choice, Choices, Lines, Text
from pausepoint_bot.slack.limits import INITIAL_VALUE, INPUT_MAX_LENGTH, SELECT_OPTIONS, VIEW_BLOCKS, VIEW_BYTES
from pausepoint_bot.slack.modal import FIXED_BLOCKS, PREVIEW_BYTES, field_blocks

_FIELD_BLOCKS: Final = VIEW_BLOCKS - FIXED_BLOCKS
_FIELD_BYTES: Final = VIEW_BYTES - PREVIEW_BYTES - 10_000


def refusals(form: Form) -> tuple[SchemaProblem, ...]:
    """List everything Slack cannot show; () where the modal can be opened."""
    problems = [problem for field in form.fields for problem in _field_problems(field)]
    return tuple(problems or _view_problems(form))


def _field_problems(field: Field) -> Iterator[SchemaProblem]:
    pointer = "/properties" + field.pointer
    if isinstance(field, Choice | Choices) and len(field.options) > SELECT_OPTIONS:
        yield SchemaProblem(
            pointer=pointer, detail=f"Slack shows at most {SELECT_OPTIONS} options; these are {len(field.options)}."
        )
    if isinstance(field, Text) and field.min_length > INPUT_MAX_LENGTH:
        yield SchemaProblem(
            pointer=pointer, detail=f"Slack takes at most {INPUT_MAX_LENGTH} characters; {field.min_length} are asked."
        )
    if isinstance(field, Lines) and field.min_items * 2 - 1 > INPUT_MAX_LENGTH:
        yield SchemaProblem(
            pointer=pointer,
            detail=f"Slack takes at most {INPUT_MAX_LENGTH} characters, not {field.min_items} lines.",
        )
    standing = opening_answer(field)
    if isinstance(standing, str) and len(standing) > INITIAL_VALUE:
        yield SchemaProblem(
            pointer=field.pointer,
            detail=f"Slack pre-fills at most {INITIAL_VALUE} characters; these are {len(standing)}.",
            where="initial",
        )


def _view_problems(form: Form) -> Iterator[SchemaProblem]:
    blocks = field_blocks(form)
    if len(blocks) > _FIELD_BLOCKS:
        yield SchemaProblem(
            pointer="/properties",
            detail=f"Slack shows at most {_FIELD_BLOCKS} fields and long texts; these are {len(blocks)}.",
        )
    size = len(json.dumps(blocks, ensure_ascii=False).encode())
    if size > _FIELD_BYTES:
        yield SchemaProblem(
            pointer="/properties", detail=f"Slack shows at most {_FIELD_BYTES} bytes of a form; this one has {size}."
        )
