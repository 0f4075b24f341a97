"""What people see once the flow has said its word on an answer: their form again, the thread. Pure.

The flow's words are text from outside: they stand in plain_text and rich_text, where nothing of them is markup.
"""

from __future__ import annotations

from typing import assert_never

from pausepoint_bot.forms import Fault, Form, answers_of
from pausepoint_bot.pauses import Check, CheckState, Held, Pause
from pausepoint_bot.slack.limits import RICH_TEXT_BLOCK, shorten
from pausepoint_bot.slack.message import Message, escaped
from pausepoint_bot.slack.modal import render_answer_modal
from pausepoint_bot.slack.notices import NOT_A_FORM, View, done_notice, held_notice, too_late_notice, trouble_notice
from pausepoint_bot.slack.rich_text import Piece, moment, rich_text, words
from pausepoint_bot.slack.titles import title_of
from pausepoint_bot.usecases.objections import faults_of

_REASONS_SHOWN = 10
_NAME_CHARS = 80
_TITLE_CHARS = 80


def view_after(pause: Pause, form: Form | None, check: Check) -> View | None:
    """Return what the view of an answer shows now; None while nothing is known."""
    match check.state:
        case CheckState.PENDING:
            return None
        case CheckState.HELD:
            return held_notice(pause, form, external_id=check.id)
        case CheckState.ACCEPTED:
            return done_notice(pause, form)
        case CheckState.TOO_LATE:
            return _closed(pause, form)
        case CheckState.REFUSED if pause.has_ended or isinstance(pause.status, Held):
            return _closed(pause, form)
        case CheckState.REFUSED:
            return form_with_objections(pause, form, check)
        case _:
            assert_never(check.state)


def form_with_objections(pause: Pause, form: Form | None, check: Check) -> View:
    """Return the form as it was answered, with what the flow says against it under its fields."""
    if form is None:
        return trouble_notice(*NOT_A_FORM)
    return render_answer_modal(
        form,
        pause_id=pause.id,
        title=title_of(pause.question),
        preview=pause.question.preview,
        answers=answers_of(form, check.vote.values or {}),
        errors=faults_of(form, check.objections),
        generation=check.view.generation + 1 if check.view else 0,
    )


def _closed(pause: Pause, form: Form | None) -> View:
    return held_notice(pause, form) if isinstance(pause.status, Held) else too_late_notice(pause, form)


def explanation(pause: Pause, form: Form | None, check: Check) -> Message:
    """Say why the flow did not take an answer; nobody is mentioned."""
    who = shorten(check.vote.approver.name or check.vote.approver.id, _NAME_CHARS)
    said = f"The flow did not take the answer by {who}"
    lines: list[list[Piece]] = [[words(said, bold=True), words(" · "), moment(check.asked_at)]]
    faults = faults_of(form, check.objections).errors if form else ()
    room = RICH_TEXT_BLOCK // (min(len(faults), _REASONS_SHOWN) + 1)
    lines += [[words(shorten("• " + _reason(form, fault), room))] for fault in faults[:_REASONS_SHOWN]]
    if not pause.has_ended and not isinstance(pause.status, Held):
        lines.append([words("The question is open again.")])
    return Message(text=escaped(f"{title_of(pause.question)}: {said}"), blocks=[rich_text(*lines)])


def _reason(form: Form | None, fault: Fault) -> str:
    field = form.field_at(fault.pointer) if form else None
    return f"{shorten(field.title, _TITLE_CHARS)}: {fault.message}" if field else fault.message
