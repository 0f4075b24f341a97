"""The answer modal: a form as a Slack view, what was typed back out of it, and errors under its inputs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import accumulate, takewhile
from typing import Final

from pausepoint_bot.forms import Answer, Fault, Faults, Field, Form, untouched_answers
from pausepoint_bot.slack.ids import (
    ANSWER_MODAL,
    SHOW_ALL,
    AnswerMetadata,
    block_id_of,
    read_action_id,
    write_metadata,
)
from pausepoint_bot.slack.limits import (
    ALERT_TEXT,
    HEADER_TEXT,
    SECTION_TEXT,
    VIEW_BLOCKS,
    VIEW_SUBMIT,
    VIEW_TITLE,
    shorten,
)
from pausepoint_bot.slack.preview import Block, render_preview
from pausepoint_bot.slack.widgets import State, WrongState, read_state
from pausepoint_bot.slack.widgets.elements import plain_text
from pausepoint_bot.slack.widgets.question import question_blocks, section

View = dict[str, object]

PREVIEW_CHARACTERS: Final = 1500
PREVIEW_BYTES: Final = 40_000
FIXED_BLOCKS: Final = 6
"""Blocks beside preview and fields: title, "Show all", divider, alert, faults, and a note where there is no field."""

ERROR_TEXT: Final = 1500
"""Slack names no limit for the text of an error under an input; this is as much as anyone reads there."""


class AnswersUnreadable(Exception):
    """Raised when a view's state is none that this form's modal can have sent. `faults` says why."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults.errors))


def render_answer_modal(  # noqa: PLR0913 - each is one thing the view shows
    form: Form,
    *,
    pause_id: str,
    title: str,
    preview: str,
    submit_label: str = "Submit",
    answers: Mapping[str, Answer] | None = None,
    errors: Faults | None = None,
    generation: int = 0,
) -> View:
    """Draw a form, with the answers that stand in it (None: as the flow pre-filled it).

    `errors` come as an alert on top, for a view that is updated and so cannot take `response_action: errors`.
    `generation` must rise whenever the answers standing in the form are to replace what was typed.
    """
    fields = field_blocks(form, answers=answers, generation=generation)
    return {
        "type": "modal",
        "callback_id": ANSWER_MODAL,
        "private_metadata": write_metadata(AnswerMetadata(pause=pause_id, generation=generation)),
        "title": plain_text(shorten(title, VIEW_TITLE)),
        "submit": plain_text(shorten(submit_label, VIEW_SUBMIT)),
        "close": plain_text("Cancel"),
        "blocks": [
            *_title_blocks(title),
            *_preview_blocks(preview, pause_id, room=VIEW_BLOCKS - FIXED_BLOCKS - len(fields)),
            *(_alert_blocks(form, errors) if errors else ()),
            *(fields or [section(f"There is nothing to fill in. “{submit_label}” is the answer.")]),
        ],
    }


def field_blocks(form: Form, *, answers: Mapping[str, Answer] | None = None, generation: int = 0) -> list[Block]:
    """Draw the fields alone."""
    standing = untouched_answers(form) if answers is None else answers
    return [block for field in form.fields for block in question_blocks(field, standing.get(field.pointer), generation)]


def _title_blocks(title: str) -> list[Block]:
    """Show in full the title that the modal's bar has to shorten."""
    if len(title) <= VIEW_TITLE:
        return []
    return [{"type": "header", "text": plain_text(title)} if len(title) <= HEADER_TEXT else section(title)]


def _preview_blocks(preview: str, pause_id: str, *, room: int) -> list[Block]:
    """Show the beginning of the preview; what has no room is behind "Show all"."""
    rendered = render_preview(preview, budget=PREVIEW_CHARACTERS)
    sizes = accumulate(len(json.dumps(block)) for block in rendered.blocks)
    fitting = sum(1 for _ in takewhile(lambda size: size <= PREVIEW_BYTES, sizes))
    blocks = list(rendered.blocks[: min(room, fitting)])
    if rendered.cut or len(blocks) < len(rendered.blocks):
        button = {"type": "button", "action_id": SHOW_ALL, "text": plain_text("Show all"), "value": pause_id}
        blocks.append({"type": "actions", "block_id": SHOW_ALL, "elements": [button]})
    return [*blocks, {"type": "divider"}] if blocks else []


def _alert_blocks(form: Form, errors: Faults) -> list[Block]:
    """Say what is wrong: in an alert, and in full below it where the alert is too short."""
    text = "\n".join(_with_title(form.field_at(fault.pointer), fault) for fault in errors.errors)
    alert: Block = {"type": "alert", "level": "error", "text": plain_text(shorten(text, ALERT_TEXT))}
    return [alert, section(shorten(text, SECTION_TEXT))] if len(text) > ALERT_TEXT else [alert]


def _with_title(field: Field | None, fault: Fault) -> str:
    return f"{field.title}: {fault.message}" if field else fault.message


def read_answers(form: Form, state_values: Mapping[str, Mapping[str, State]]) -> Mapping[str, Answer]:
    """Read a submitted view's `state.values`, keyed by field pointer. Nothing that the client sends is trusted.

    Raises:
        AnswersUnreadable: a block is missing, unknown, or holds what its element cannot.
    """
    fields = {block_id_of(field.pointer): field for field in form.fields}
    faults = [
        Fault(pointer="", message=f"The form has no input called {block_id!r}; please open it again.")
        for block_id in state_values.keys() - fields.keys()
    ]
    answers: dict[str, Answer] = {}
    for block_id, field in fields.items():
        try:
            answers[field.pointer] = read_state(field, _newest(state_values.get(block_id)))
        except WrongState as reason:
            message = f"This could not be read ({reason}); please open the form again."
            faults.append(Fault(pointer=field.pointer, message=message))
    if faults:
        raise AnswersUnreadable(Faults(errors=tuple(faults)))
    return answers


def _newest(elements: object) -> State:
    """Take the state of the element that was drawn last; Slack may still report the ones it replaced."""
    if not isinstance(elements, Mapping):
        raise WrongState("nothing came for it")
    drawn = [(ids[1], ids[0], state) for action_id, state in elements.items() if (ids := _drawn_as(action_id))]
    if not drawn:
        raise WrongState("what came is no answer to it")
    newest = max(generation for generation, _, _ in drawn)
    states = [(widget, state) for generation, widget, state in drawn if generation == newest]
    widget, state = states[0]
    if len(states) > 1 or not isinstance(state, Mapping) or state.get("type") != widget:
        raise WrongState("what came is not what was asked with")
    return state


def _drawn_as(action_id: object) -> tuple[str, int] | None:
    return read_action_id(action_id) if isinstance(action_id, str) else None


def errors_payload(form: Form, faults: Faults, view_blocks: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Put each fault under its input in the very view that was submitted, as `response_action: errors` needs it.

    What belongs to no input goes to the last faulty one, else to the last. Empty only where the view has no inputs:
    then draw the modal again, with `errors`.
    """
    inputs = [str(block.get("block_id")) for block in view_blocks if block.get("type") == "input"]
    texts: dict[str, list[str]] = {block_id: [] for block_id in inputs}
    homeless: list[str] = []
    for fault in faults.errors:
        field = form.field_at(fault.pointer)
        place = block_id_of(field.pointer) if field else ""
        if place in texts:
            texts[place].append(fault.message)
        else:
            homeless.append(_with_title(field, fault))
    if homeless and inputs:
        faulty = [block_id for block_id in inputs if texts[block_id]]
        texts[(faulty or inputs)[-1]].extend(homeless)
    return {block_id: shorten(" ".join(said), ERROR_TEXT) for block_id, said in texts.items() if said}
