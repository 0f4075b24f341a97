"""A submitted form that is redrawn or paged: keep what came, then go on, go back to what is wrong, or hand it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pausepoint_bot.errors import NotFound
from pausepoint_bot.forms import Faults, Form, Submission, parse_answers, parse_page
from pausepoint_bot.pauses import Question
from pausepoint_bot.slack.knocks import Submit
from pausepoint_bot.slack.listeners.desk import Desk
from pausepoint_bot.slack.listeners.sheets import (
    BRANCHED,
    Ended,
    Opened,
    in_place,
    keep_sent,
    open_sheet,
    redraw_sheet,
)
from pausepoint_bot.slack.listeners.visit import Reply, Visit, update_view
from pausepoint_bot.slack.modal import AnswersUnreadable, errors_payload, read_answers
from pausepoint_bot.slack.notices import UNKNOWN_PAUSE, trouble_notice
from pausepoint_bot.slack.sheet import Sheet, fields_of, slot_of
from pausepoint_bot.slack.sheet_view import Drawing
from pausepoint_bot.usecases.drafts import Draft

OTHER_FORM: Final[tuple[str, ...]] = (
    "This is no page of the form as it is asked for now.",
    "Nothing was decided. Please close this and open the form again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The form is not handed in yet: what the modal is answered."""

    reply: Reply


async def take_sheet(desk: Desk, visit: Visit[Submit], question: Question, form: Form) -> Submission | Returned | Ended:
    """Take a submitted page. Only the last one can hand the form in, once every page of it is right."""
    view = visit.knock.view
    try:
        opened = await open_sheet(desk, question, form, view=view, person=visit.knock.user.id)
        if isinstance(opened, Ended):
            return opened
        if opened is None:
            return Returned(reply=update_view(trouble_notice(*OTHER_FORM)))
        kept, after = await keep_sent(desk, opened)
    except NotFound:  # it was remembered, and is gone
        return Returned(reply=update_view(trouble_notice(*UNKNOWN_PAUSE)))
    return Ended(pause=kept.pause) if kept.pause.has_ended else _go_on(opened, after, kept.draft)


def _go_on(opened: Opened, after: Sheet, draft: Draft) -> Submission | Returned:
    unreadable = _unreadable(opened)
    if unreadable is not None:
        return Returned(reply=_complain(opened, after, unreadable))
    unseen = _first_unseen_page(after, draft)
    if after.branch != opened.sheet.branch or (after.is_last and unseen is not None):
        page = after.page if unseen is None else min(after.page, unseen)
        return Returned(reply=update_view(in_place(opened, after.turned_to(page), note=BRANCHED)))
    if not after.is_last:
        return Returned(reply=_turn(opened, after))
    checked = parse_answers(after.form, after.answers)
    return checked if isinstance(checked, Submission) else Returned(reply=_complain(opened, after, checked))


def _first_unseen_page(sheet: Sheet, draft: Draft) -> int | None:
    """Find the first page with a field from which nothing has come yet: an answer on a later page has brought it."""
    pages = enumerate(map(fields_of, sheet.pages))
    return next((n for n, fields in pages if any(slot_of(sheet.form, f) not in draft.answers for f in fields)), None)


def _unreadable(opened: Opened) -> Faults | None:
    try:
        read_answers(opened.sheet.form, opened.view.values, fields=opened.sheet.fields)
    except AnswersUnreadable as unreadable:
        return unreadable.faults
    return None


def _turn(opened: Opened, after: Sheet) -> Reply:
    """Show the next page, if nothing is wrong on this one."""
    faults = parse_page(after.form, after.answers, after.items)
    if faults is not None:
        return _complain(opened, after, faults)
    return update_view(redraw_sheet(opened, after.turned_to(after.page + 1)))


def _complain(opened: Opened, after: Sheet, faults: Faults) -> Reply:
    """Show each fault under its input, or go back to the first page that has one."""
    page = after.first_faulty_page(faults)
    if page is None or page == after.page:
        errors = errors_payload(after.form, faults, opened.view.blocks)
        if errors:
            return {"response_action": "errors", "errors": errors}
    drawing = Drawing(generation=opened.metadata.generation + 1, faults=faults, arriving=True)
    return update_view(redraw_sheet(opened, after.turned_to(after.page if page is None else page), drawing))
