"""The answer modal of a question, as the listeners open it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pausepoint_bot.forms import Answer, Faults, Form, FormRefused
from pausepoint_bot.pauses import Pause, Question
from pausepoint_bot.slack.modal import render_answer_modal
from pausepoint_bot.slack.notices import NOT_A_FORM, View, trouble_notice
from pausepoint_bot.slack.sheet import lay_out
from pausepoint_bot.slack.sheet_view import Asked, Drawing, render_sheet
from pausepoint_bot.slack.titles import title_of
from pausepoint_bot.usecases.drafts import Draft
from pausepoint_bot.usecases.form_of import form_of

RESUMED: Final = "What you had filled in before is here again."


def form_in(question: Question) -> Form | None:
    """Return the question's form; None for a plain approval, and where this version cannot show it any more."""
    try:
        return form_of(question)
    except FormRefused:
        return None


def answer_view(pause: Pause, draft: Draft | None = None) -> View:
    """Return the modal to answer in, with what the person typed before."""
    form = form_in(pause.question)
    if form is None:
        return trouble_notice(*NOT_A_FORM)
    if draft is None:
        return draw_again(pause.question, form)
    asked = Asked(pause_id=pause.id, title=title_of(pause.question), preview=pause.question.preview)
    return render_sheet(lay_out(form, draft.answers), asked, Drawing(draft=draft.view, note=RESUMED))


def draw_again(
    question: Question,
    form: Form,
    *,
    answers: Mapping[str, Answer] | None = None,
    errors: Faults | None = None,
    generation: int = 0,
) -> View:
    """Return the modal with what was typed standing in it, and what is wrong on top."""
    return render_answer_modal(
        form,
        pause_id=question.id,
        title=title_of(question),
        preview=question.preview,
        answers=answers,
        errors=errors,
        generation=generation,
    )
