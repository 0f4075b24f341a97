"""The buttons under a pause's message: how they are named in payloads, and which a question has. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from pausepoint_bot.forms import Form, one_click_answers
from pausepoint_bot.pauses import PauseId, Question
from pausepoint_bot.slack.ids import SHOW_ALL
from pausepoint_bot.slack.limits import ACCESSIBILITY_LABEL, BUTTON_TEXT, shorten
from pausepoint_bot.slack.preview import Block
from pausepoint_bot.slack.preview.spans import visible
from pausepoint_bot.slack.titles import title_of
from pausepoint_bot.slack.widgets.elements import plain_text

APPROVE: Final = "approve"
ANSWER: Final = "answer"
REJECT: Final = "reject"
ONE_CLICK: Final = "one_click@"
"""Followed by the index of the answer."""

_NUMBER: Final = re.compile(r"[0-9]{1,6}")

Style = Literal["primary", "danger"] | None


def waiting_buttons(question: Question, form: Form | None, *, cut: bool) -> Block:
    """Return the row of buttons under a question that waits; `cut` tells that its preview is longer than shown."""
    buttons = [*_deciding(question, form)]
    if question.rejectable:
        buttons.append(_button(question, REJECT, "Reject…", style="danger" if form is None else None))
    if cut:
        buttons.append(show_all_button(question))
    return row_of(*buttons)


def row_of(*buttons: Block) -> Block:
    """Put buttons side by side."""
    return {"type": "actions", "block_id": "buttons", "elements": list(buttons)}


def show_all_button(question: Question) -> Block:
    """Return the button that opens the whole preview."""
    return _button(question, SHOW_ALL, "Show all")


def _deciding(question: Question, form: Form | None) -> Iterator[Block]:
    if form is None:
        yield _button(question, APPROVE, "Approve", style="primary")
        return
    clicks = one_click_answers(form)
    for click in clicks:
        yield _button(question, f"{ONE_CLICK}{click.index}", click.label, style=click.style)
    if not clicks:
        yield _button(question, ANSWER, "Answer…", style="primary")
    elif len(form.fields) > 1 or form.switches:
        yield _button(question, ANSWER, "With notes…")


def _button(question: Question, action: str, label: str, *, style: Style = None) -> Block:
    """Return a button that carries the pause's id, and says to a screen reader what it is about."""
    label = shorten(visible(label), BUTTON_TEXT)
    button: Block = {
        "type": "button",
        "action_id": action,
        "text": plain_text(label),
        "value": question.id,
        "accessibility_label": shorten(f"{label} {title_of(question)}", ACCESSIBILITY_LABEL),
    }
    return {**button, "style": style} if style else button


def one_click_index(action: str) -> int | None:
    """Return which answer a one-click button gives, None where the name is no such button's."""
    return number_after(ONE_CLICK, action)


def number_after(prefix: str, action: str) -> int | None:
    """Return the number that follows the prefix in an element's name, None where there is none."""
    found = _NUMBER.fullmatch(action, len(prefix)) if action.startswith(prefix) else None
    return int(found.group()) if found else None


def pause_of(value: str | None) -> PauseId:
    """Return the pause a button belongs to; "" where it names none."""
    return PauseId(value or "")
